import { expect } from 'vitest';
import { textArray, timestampArray } from '../../../src/adapters/postgres/binary-array.ts';
import type { Database } from '../../../src/adapters/postgres/database.ts';
import { fixParameters, INSERT_FIXES } from '../../../src/adapters/postgres/fix-rows.ts';
import { locked, migrate } from '../../../src/adapters/postgres/migrate.ts';
import { openParts } from '../../../src/adapters/postgres/parts/open-parts.ts';
import { PostgresAggregates } from '../../../src/adapters/postgres/postgres-aggregates.ts';
import { PostgresHistory } from '../../../src/adapters/postgres/postgres-history.ts';
import { CITE } from '../../../src/adapters/postgres/settling/settling-writes.ts';
import { Upkeep } from '../../../src/adapters/postgres/upkeep/upkeep.ts';
import { of } from '../../../src/conformance/history-samples.ts';
import { type KeepingSubject, NOW } from '../../../src/conformance/keeping-subject.ts';
import { systemClock } from '../../../src/ports/clock.ts';
import { quiet } from './stores.ts';

const OLD_ENOUGH = `update history_work set marked_at = marked_at - interval '121 seconds',
  since = since - interval '121 seconds'`;

/** A history on a database, and its upkeep at whatever time it is told to be. */
export async function keepingSubject(database: Database, apacheOnly = false): Promise<KeepingSubject> {
  await migrate(database);
  const settings = { retentionDays: 30, aggregateRetentionDays: 1000, saveIntervalMs: 0 };
  const { parts } = await locked(database, (queries) =>
    openParts(queries, { ...settings, apacheOnly, now: () => NOW }),
  );
  return {
    // Each a server of its own, so that every fix is marked anew.
    get history() {
      return new PostgresHistory(database);
    },
    aggregates: new PostgresAggregates(database),
    async keep(time, { marksAreYoung = false, ...keeping } = {}) {
      if (!marksAreYoung)
        await database.exec(`${OLD_ENOUGH}; delete from history_work where work = 'settle'`);
      await database.exec('delete from history_upkeep');
      const failures: unknown[] = [];
      const log = { ...quiet, error: (fields: object) => void failures.push(fields) };
      const now = () => time;
      const clock = { ...systemClock, now };
      const upkeep = new Upkeep({ ...settings, ...keeping, database, parts, log, clock, now });
      await upkeep.run();
      await upkeep.close();
      expect(failures).toEqual([]);
    },
    async cite(tenant, time) {
      const cited = [textArray([tenant], (id) => id), textArray(['bus-1'], (id) => id)];
      await database.query(CITE, [...cited, timestampArray([time], (one) => one)]);
    },
    async writeUnmarked(tenant, fixes) {
      await database.query(INSERT_FIXES, fixParameters(of(tenant, fixes)));
    },
    close: () => database.close(),
  };
}
