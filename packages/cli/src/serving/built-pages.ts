import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What browsers get, as far as it was built: in a checkout without development dependencies it was not. */
export interface BuiltPages {
  /** Folder of the dashboard. */
  readonly dashboardDir?: string;
  /** The chat for pages of others. */
  readonly widgetFile?: string;
}

export function builtPages(): BuiltPages {
  const dashboardDir = distBeside(import.meta.resolve('@waycast/dashboard/package.json'));
  const widgetFile = join(distBeside(import.meta.resolve('@waycast/widget/package.json')), 'widget.js');
  return {
    ...(existsSync(join(dashboardDir, 'index.html')) && { dashboardDir }),
    ...(existsSync(widgetFile) && { widgetFile }),
  };
}

function distBeside(manifest: string): string {
  return join(dirname(fileURLToPath(manifest)), 'dist');
}
