import { afterAll, beforeAll, expect, it } from 'vitest';
import { EmbeddedDatabase } from '../../../src/adapters/postgres/embedded/embedded-database.ts';
import { locked, migrate } from '../../../src/adapters/postgres/migrate.ts';
import { openParts } from '../../../src/adapters/postgres/parts/open-parts.ts';
import type { Parts } from '../../../src/adapters/postgres/parts/part.ts';
import { Upkeep } from '../../../src/adapters/postgres/upkeep/upkeep.ts';
import { systemClock } from '../../../src/ports/clock.ts';
import { quiet } from './stores.ts';

const { now } = systemClock;
const KEEPING = { retentionDays: 30, aggregateRetentionDays: 1000, saveIntervalMs: 0 };
/** Enough for three passes of the roll-up. */
const MARKS = `insert into history_work (work, tenant_id, vehicle_id, hour, marked_at)
  select 'rollup', 'default', 'bus-' || n, date_trunc('hour', now(), 'UTC'), now() - interval '1 hour'
  from generate_series(1, 50) n on conflict do nothing`;

let database: EmbeddedDatabase;
let parts: Parts;

beforeAll(async () => {
  database = await EmbeddedDatabase.open({ dataDir: 'memory', log: quiet, clock: systemClock });
  await migrate(database);
  const opened = await locked(database, (queries) =>
    openParts(queries, { ...KEEPING, apacheOnly: false, now }),
  );
  parts = opened.parts;
});
afterAll(() => database?.close());

/** Upkeep under whose clock every pass takes `passMs`; rests end when `endsRest` says so. */
function opened(passMs: number, endsRest: boolean) {
  const rests: number[] = [];
  let time = now();
  const clock = {
    now: () => (time += passMs),
    after(ms: number, run: () => void) {
      rests.push(ms);
      if (endsRest) queueMicrotask(run);
      return () => undefined;
    },
  };
  return { upkeep: new Upkeep({ ...KEEPING, database, parts, log: quiet, clock, now }), rests };
}

it.each([
  [1, 20],
  [50, 200],
  [60_000, 5000],
])('a pass of %i ms is followed by a rest of %i ms', async (passMs, restMs) => {
  await database.exec(MARKS);
  const { upkeep, rests } = opened(passMs, true);
  await upkeep.run();
  expect(rests).toEqual([restMs, restMs]);
  expect(upkeep.totals()['roll-up']).toEqual({ done: 50, failed: 0 });
});

it('ends a rest when it is closed, and begins nothing more', async () => {
  await database.exec(MARKS);
  const { upkeep, rests } = opened(1, false);
  const running = upkeep.run();
  await expect.poll(() => rests).toHaveLength(1);
  await upkeep.close();
  await running;
  expect(upkeep.totals()['roll-up']).toEqual({ done: 20, failed: 0 });
});
