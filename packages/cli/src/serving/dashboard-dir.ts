import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the built dashboard; undefined in a checkout where it was not built yet. */
export function dashboardDir(): string | undefined {
  const manifest = fileURLToPath(import.meta.resolve('@waycast/dashboard/package.json'));
  const directory = join(dirname(manifest), 'dist');
  return existsSync(join(directory, 'index.html')) ? directory : undefined;
}
