import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPostgres, type PostgresStore } from '../../../src/adapters/postgres/open-postgres.ts';
import { systemClock } from '../../../src/ports/clock.ts';
import type { Log } from '../../../src/ports/log.ts';

/** What was logged, as `level message`. */
export function recordingLog(): { readonly log: Log; readonly lines: string[] } {
  const lines: string[] = [];
  const write = (level: string) => (_fields: object, message: string) =>
    void lines.push(`${level} ${message}`);
  const log: Log = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    child: () => log,
  };
  return { log, lines };
}

export const quiet: Log = recordingLog().log;

/** A new folder under the system's temporary one, and the call that removes it. */
export async function temporaryFolder(): Promise<{
  readonly folder: string;
  readonly remove: () => Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'waycast-embedded-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** A store with its schema in place. */
export async function openStore(where: { url: string } | { dataDir: string }): Promise<PostgresStore> {
  const store = await openPostgres({ ...where, log: quiet, clock: systemClock });
  await store.migrate();
  return store;
}

/** A store that can be closed and opened again; `cleanUp` runs after the last close. */
export async function restartableStore(
  where: { url: string } | { dataDir: string },
  cleanUp: () => Promise<void> = async () => undefined,
) {
  let store = await openStore(where);
  return {
    history: () => store.history,
    grants: store.grants,
    shares: () => store.shares,
    fences: store.fences,
    devices: store.devices,
    trips: store.trips,
    async reopen() {
      await store.close();
      store = await openStore(where);
    },
    async close() {
      await store.close();
      await cleanUp();
    },
  };
}
