import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';

/** One numbered step of the schema. Steps only ever add, so that servers of the step before keep working. */
export interface Migration {
  readonly number: number;
  /** `location-events` of `0001-location-events.sql`. */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the text with Unix line ends. */
  readonly checksum: string;
  /**
   * The oldest level of a server that can work beside it, from a line `-- min-server: N`; 0 unless said. Only for a
   * step that has to break something, once every server of the releases in use is at level N.
   */
  readonly minServer: number;
}

const FILE_NAME = /^(\d{4})-([a-z0-9-]+)\.sql$/;
const MIN_SERVER = /^-- min-server: (\d+)$/m;

/** The migrations that this server brings, in order. */
export async function loadMigrations(folder = new URL('./sql/', import.meta.url)): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => FILE_NAME.test(name)).sort();
  return Promise.all(
    names.map(async (name) => parseMigration(name, await readFile(new URL(name, folder), 'utf8'))),
  );
}

/** Reads one file. Throws when its name is not `NNNN-name.sql`. */
export function parseMigration(fileName: string, text: string): Migration {
  const [, number, name] = FILE_NAME.exec(fileName) ?? [];
  if (number === undefined || name === undefined) throw new Error(`${fileName} is not named NNNN-name.sql.`);
  const sql = text.replaceAll('\r\n', '\n');
  const checksum = createHash('sha256').update(sql).digest('hex');
  return { number: Number(number), name, sql, checksum, minServer: Number(MIN_SERVER.exec(sql)?.[1] ?? 0) };
}
