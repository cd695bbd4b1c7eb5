import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import type { Database } from '../../../src/adapters/postgres/database.ts';
import { PgDatabase } from '../../../src/adapters/postgres/pg-database.ts';
import { DAY_MS, type KeepingSubject, NOW } from '../../../src/conformance/keeping-subject.ts';
import { systemClock } from '../../../src/ports/clock.ts';
import { keepingSubject } from './keeping-subject.ts';
import { quiet } from './stores.ts';

const at = (days: number) => `'${new Date(NOW - days * DAY_MS).toISOString()}'::timestamptz`;

/** More than go in one pass. */
const insert = (days: number): string => `
  insert into boardings (tenant_id, boarding_id, trip_id, action, method, at, expected, recorded_by, received_at)
    select 'default', 'b-${days}-' || n, 't', 'BOARDED', 'tap', ${at(days)}, true, 'dora', ${at(days)}
    from generate_series(1, 1500) n;
  insert into guardian_notices (tenant_id, trip_id, student_id, guardian_id, kind, decided_at, sent, reason)
    values ('default', 't-${days}', 's', 'g', 'missing', ${at(days)}, true, 'sent');
  insert into follow_log (tenant_id, at, subject_id, roles, action, via)
    values ('default', ${at(days)}, 'ann', '{}', 'follow:fleet', 'role')`;

let database: Database;
let subject: KeepingSubject;
beforeAll(async () => {
  database = new PgDatabase({ url: await freshDatabase(), log: quiet, clock: systemClock });
  subject = await keepingSubject(database);
});
afterAll(() => subject?.close());

it('boardings and notices go together, and who followed what at a time of its own', async () => {
  await database.exec(insert(100));
  await database.exec(insert(10));
  const kept = async (): Promise<unknown[]> => {
    const tables = ['boardings', 'guardian_notices', 'follow_log'];
    const text = `select ${tables.map((table) => `(select count(*)::float8 from ${table}) as ${table}`).join(', ')}`;
    return Object.values((await database.query({ text }))[0] ?? {});
  };
  await subject.keep(NOW, { boardingRetentionDays: 99, followLogRetentionDays: 101 });
  expect(await kept()).toEqual([1500, 1, 2]);
  await subject.keep(NOW, { boardingRetentionDays: 11, followLogRetentionDays: 9 });
  expect(await kept()).toEqual([1500, 1, 0]);
});

it('a trip goes with its vehicles, visits and predictions, after its planned end', async () => {
  for (const days of [100, 10])
    await database.exec(`
    insert into trips (tenant_id, trip_id, route_id, service_date, status, scheduled_start, scheduled_end, plan)
      select 'default', 'trip-${days}-' || n, 'r', '2026-05-04', 'COMPLETED', ${at(days)}, ${at(days)}, '{}'
      from generate_series(1, 150) n;
    insert into trip_vehicles select tenant_id, trip_id, 'bus-7', ${at(days)}, ${at(days)} from trips
      where trip_id like 'trip-${days}-%';
    insert into trip_visits (tenant_id, trip_id, stop_sequence, stop_id, vehicle_id, updated_at)
      select tenant_id, trip_id, 1, 's', 'bus-7', ${at(1)} from trips where trip_id like 'trip-${days}-%';
    insert into trip_predictions
      select tenant_id, trip_id, ${at(1)}, '{}', '{}', '{}', '{}', '{}', '{}' from trips where trip_id like 'trip-${days}-%'`);
  await subject.keep(NOW, { tripRetentionDays: 99 });
  const tables = ['trips', 'trip_vehicles', 'trip_visits', 'trip_predictions'];
  for (const table of tables)
    expect([table, (await database.query({ text: `select trip_id from ${table}` })).length]).toEqual([
      table,
      150,
    ]);
});
