import { createLog } from './adapters/pino/log.ts';
import type { MigrationReport } from './adapters/postgres/migrate.ts';
import { openPostgres } from './adapters/postgres/open-postgres.ts';
import type { WaycastConfig } from './config.ts';
import { systemClock } from './ports/clock.ts';

/**
 * Brings the configured database up to date without serving, as every server does when it starts. Resolves to the
 * steps that were applied; rejects with WaycastError `unavailable` when the database cannot be reached.
 */
export async function migrate(config: WaycastConfig): Promise<MigrationReport> {
  const log = createLog(config.logLevel);
  const store = await openPostgres({ url: config.databaseUrl, dataDir: config.dataDir, log, clock: systemClock });
  try {
    return await store.migrate();
  } finally {
    await store.close();
  }
}
