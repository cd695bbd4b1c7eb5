import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * Making an empty database takes PGlite some 5 s and 1 GB of memory, so that a prepared one is shipped beside this
 * file: made by `npm run prepare` in the checkout and by the build for the package. It fits one version of PGlite
 * only; with another, or without the file, the database is made from nothing.
 */

/** Where the prepared data folder for the installed PGlite belongs. */
export function seedLocation(): string {
  return fileURLToPath(new URL(`./pgdata-${pgliteVersion()}.tar.gz`, import.meta.url));
}

/** The prepared data folder, or undefined when there is none for the installed PGlite. */
export async function seedFile(): Promise<string | undefined> {
  const location = seedLocation();
  return access(location).then(
    () => location,
    () => undefined,
  );
}

function pgliteVersion(): string {
  const require = createRequire(import.meta.url);
  // The manifest is not among the package's exports; its entry is, one folder below.
  const manifest: unknown = require(
    join(dirname(require.resolve('@electric-sql/pglite')), '..', 'package.json'),
  );
  const version =
    typeof manifest === 'object' && manifest !== null && 'version' in manifest && manifest.version;
  return typeof version === 'string' ? version : 'unknown';
}
