import { readNumber, readText } from './cells.ts';
import type { Database, Queries } from './database.ts';
import { loadMigrations, type Migration } from './migrations.ts';

/** Any number, the same for every server of every version: two of them never migrate at once. */
const LOCK_KEY = 7_230_451_118;

/** What `migrate` did. */
export interface MigrationReport {
  /** Steps applied now, in order; empty when the schema was up to date. */
  readonly applied: readonly { readonly number: number; readonly name: string }[];
  /** The newest step that the database has, which a newer server may have applied. */
  readonly level: number;
}

const CREATE_LEDGER = `create table if not exists schema_migrations (
  number integer primary key,
  name text not null,
  checksum text not null,
  min_server integer not null,
  applied_at timestamptz(3) not null default now()
)`;

/**
 * Brings the schema to the level of this server, each step in a transaction under a lock that all servers share.
 * Steps of a newer server are left alone, so that old and new servers serve together during a rolling restart.
 * Rejects when an applied step is not the one this server brings, or when a newer step excludes servers this old.
 */
export async function migrate(
  database: Database,
  migrations?: readonly Migration[],
): Promise<MigrationReport> {
  const known = migrations ?? (await loadMigrations());
  const applied: { number: number; name: string }[] = [];
  await locked(database, (queries) => queries.exec(CREATE_LEDGER));
  for (const migration of known) {
    if (await locked(database, (queries) => applyOnce(queries, migration))) {
      applied.push({ number: migration.number, name: migration.name });
    }
  }
  return { applied, level: await checkLevel(database, known) };
}

/** Runs `work` in a transaction while no other server migrates; it may take as long as it needs. */
export function locked<T>(database: Database, work: (queries: Queries) => Promise<T>): Promise<T> {
  return database.transaction(async (queries) => {
    // Waiting for another server's migration, or building an index, may take longer than a query may.
    await queries.exec(
      `set local statement_timeout = 0; select pg_advisory_xact_lock(${LOCK_KEY})`,
      'patient',
    );
    return work(queries);
  });
}

async function applyOnce(queries: Queries, migration: Migration): Promise<boolean> {
  const { number, name, checksum, minServer, sql } = migration;
  const select = 'select checksum from schema_migrations where number = $1';
  const [row] = await queries.query({ text: select }, [number]);
  if (row !== undefined) {
    if (readText(row, 'checksum') === checksum) return false;
    throw new Error(
      `Migration ${number} (${name}) was applied to this database with another text than this server brings. ` +
        'Use the released server, and put changes into a new migration.',
    );
  }
  await queries.exec(sql, 'patient');
  const insert = 'insert into schema_migrations (number, name, checksum, min_server) values ($1, $2, $3, $4)';
  await queries.query({ text: insert }, [number, name, checksum, minServer]);
  return true;
}

async function checkLevel(database: Database, known: readonly Migration[]): Promise<number> {
  const text = 'select max(number) as level, max(min_server) as min_server from schema_migrations';
  const [row = {}] = await database.query({ text });
  const ownLevel = known.at(-1)?.number ?? 0;
  const minServer = readNumber(row, 'min_server');
  if (minServer > ownLevel) {
    throw new Error(
      `The database's schema needs a server of level ${minServer} or newer; this one is of level ${ownLevel}. ` +
        'Install the newer release, or restore a backup from before the upgrade.',
    );
  }
  return readNumber(row, 'level');
}
