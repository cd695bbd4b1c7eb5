import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import type { Database, Queries } from '../../../src/adapters/postgres/database.ts';
import { fixParameters, INSERT_FIXES } from '../../../src/adapters/postgres/fix-rows.ts';
import { locked, migrate } from '../../../src/adapters/postgres/migrate.ts';
import { openParts } from '../../../src/adapters/postgres/parts/open-parts.ts';
import { DAY_MS } from '../../../src/adapters/postgres/parts/part-width.ts';
import { PgDatabase } from '../../../src/adapters/postgres/pg-database.ts';
import { PostgresHistory } from '../../../src/adapters/postgres/postgres-history.ts';
import { retainStep } from '../../../src/adapters/postgres/upkeep/retain.ts';
import type { StepContext } from '../../../src/adapters/postgres/upkeep/step.ts';
import { all, fixAt, newTenant, of } from '../../../src/conformance/history-samples.ts';
import { systemClock } from '../../../src/ports/clock.ts';
import { quiet } from './stores.ts';

const NOW = Math.floor(Date.now() / DAY_MS) * DAY_MS;
/** In the first part that has a beginning. */
const OLD = NOW - 30 * DAY_MS;
/** When what was received then is to go. */
const LATER = NOW + 20 * DAY_MS;
const WAITS = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;

let database: PgDatabase;
let other: PgDatabase;
let context: StepContext;
let tenant: string;

/** One fix in a part whose time has come, and which has been rolled up. */
beforeEach(async () => {
  const options = { url: await freshDatabase(), log: quiet, clock: systemClock };
  database = new PgDatabase(options);
  other = new PgDatabase(options);
  tenant = newTenant();
  await migrate(database);
  const settings = { retentionDays: 30, aggregateRetentionDays: 1000, saveIntervalMs: 0 };
  const { parts } = await locked(database, (queries) => openParts(queries, { ...settings, now: () => NOW }));
  context = { ...settings, database, parts, now: () => LATER };
  await new PostgresHistory(database).record(of(tenant, [fixAt(OLD, { receivedAt: OLD })]));
  await database.exec('delete from history_work');
});
afterEach(async () => {
  await database?.close();
  await other?.close();
});

/** Another transaction, which goes on until somebody has waited for it a while. Resolves once `work` is done. */
async function beside(work: (queries: Queries) => Promise<void>): Promise<{ readonly ended: Promise<void> }> {
  const begun = Promise.withResolvers<void>();
  const ended = other.transaction(async (queries) => {
    await work(queries);
    begun.resolve();
    await expect.poll(() => other.query({ text: WAITS }), { timeout: 10_000 }).toHaveLength(1);
    await sleep(300);
  });
  await begun.promise;
  return { ended };
}

/**
 * A database whose statements end after a tenth of a second unless the limit is lifted, and on which somebody locks the
 * fixes just before they are first read.
 */
function impatient(patient: Database): Database {
  let locks: Promise<unknown> | undefined;
  const lock = () => beside((queries) => queries.exec('lock table location_events in access exclusive mode'));
  const slow = (queries: Queries): Queries => ({
    exec: (...input) => queries.exec(...input),
    async query(statement, parameters) {
      if (statement.text.includes('max(received_at)')) {
        locks ??= lock();
        await locks;
      }
      return queries.query(statement, parameters);
    },
  });
  return {
    ...slow(patient),
    kind: patient.kind,
    transaction: (work) =>
      patient.transaction(async (queries) => {
        await queries.exec(`set local statement_timeout = '100ms'`);
        return work(slow(queries));
      }),
    state: () => patient.state(),
    close: () => patient.close(),
  };
}

/** Retains until nothing more is to be done; resolves to the number of fixes that went. */
async function retain(on: Database): Promise<number> {
  const step = retainStep({ ...context, database: on });
  let done = 0;
  for (let more = true; more; ) {
    const outcome = await step.pass();
    done += outcome.done;
    more = outcome.more;
  }
  return done;
}

it('reads a part for as long as it takes', async () => {
  expect(await retain(impatient(database))).toBe(1);
  expect(await all(new PostgresHistory(database), tenant)).toEqual([]);
});

it('keeps what came while the part was read', async () => {
  const late = fixAt(OLD + 1, { receivedAt: LATER });
  const { ended } = await beside(async (queries) => {
    await queries.query(INSERT_FIXES, fixParameters(of(tenant, [late])));
  });
  expect(await retain(database)).toBe(0);
  await ended;
  expect(await all(new PostgresHistory(database), tenant)).toHaveLength(2);
});
