import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { postgresBinaries } from '../../test/fixtures/postgres.ts';

/** What every run needs, by Debian package. */
const NEEDED = [
  { program: 'taskset', debian: 'util-linux' },
  { program: 'cc', debian: 'gcc libc6-dev' },
  { program: 'redis-server', debian: 'redis-server' },
  { program: 'wrk', debian: 'wrk' },
];

/** Path of a program, also of those that are only on an administrator's PATH; undefined when it is missing. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** The command that installs a Debian package where this program, or file, is missing, else undefined. */
export function installUnless(program: string, debian: string): string | undefined {
  const isThere = program.startsWith('/') ? existsSync(program) : findProgram(program) !== undefined;
  return isThere ? undefined : `apt-get install -y ${debian}`;
}

/** The command that installs what the bench itself needs and this machine lacks; undefined when all is there. */
export async function installMissing(): Promise<string | undefined> {
  const missing = NEEDED.filter(({ program }) => findProgram(program) === undefined).map(
    ({ debian }) => debian,
  );
  const hasPostgres = await postgresBinaries().then(
    () => true,
    () => false,
  );
  if (!hasPostgres) missing.push('postgresql');
  return missing.length === 0 ? undefined : `apt-get install -y ${missing.join(' ')}`;
}
