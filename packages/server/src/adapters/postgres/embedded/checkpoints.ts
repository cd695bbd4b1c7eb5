import type { PGlite } from '@electric-sql/pglite';

const CHECK_INTERVAL_MS = 5000;
/** Bounds the disk space of the log and, with it, how long a start after kill -9 takes (about a second). */
const MAX_LOG_BYTES = 64 * 1024 * 1024;

const LOG_BYTES = `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), redo_lsn)::float8 as bytes
  from pg_control_checkpoint()`;

/**
 * Embedded PostgreSQL has no checkpointer process: without this its write-ahead log grows until the server stops.
 * Returns the call that ends it.
 */
export function keepCheckpoints(database: PGlite, onError: (error: unknown) => void): () => void {
  const timer = setInterval(() => void checkpointIfDue(database).catch(onError), CHECK_INTERVAL_MS);
  timer.unref();
  return () => clearInterval(timer);
}

async function checkpointIfDue(database: PGlite): Promise<void> {
  const { rows } = await database.query<{ bytes: number }>(LOG_BYTES);
  if ((rows[0]?.bytes ?? 0) > MAX_LOG_BYTES) await database.exec('checkpoint');
}
