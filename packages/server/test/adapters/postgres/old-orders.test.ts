import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import type { Database } from '../../../src/adapters/postgres/database.ts';
import { PgDatabase } from '../../../src/adapters/postgres/pg-database.ts';
import { DAY_MS, type KeepingSubject, NOW } from '../../../src/conformance/keeping-subject.ts';
import { systemClock } from '../../../src/ports/clock.ts';
import { keepingSubject } from './keeping-subject.ts';
import { quiet } from './stores.ts';

const at = (days: number) => `'${new Date(NOW - days * DAY_MS).toISOString()}'::timestamptz`;

/** Orders that ended so many days ago, more than go in one pass, and one as old that goes on. */
const insert = (days: number): string => `
  insert into orders (tenant_id, order_id, status, pickup, passengers, created_at, updated_at, expires_at, ended_at)
    select 'default', 'o-${days}-' || n, case n when 0 then 'IN_PROGRESS' else 'COMPLETED' end, '{}', 1, ${at(days)},
      ${at(days)}, ${at(days)}, case when n > 0 then ${at(days)} end
    from generate_series(0, 1500) n;
  insert into order_events (tenant_id, order_id, revision, change, actor, at, data)
    select tenant_id, order_id, revision, 'created', 'system', ${at(days)}, '{}'
    from orders where order_id like 'o-${days}-%';
  insert into order_offers (tenant_id, order_id, driver_id, round, offered_at, until_at)
    select tenant_id, order_id, 'dora', 1, ${at(days)}, ${at(days)}
    from orders where order_id like 'o-${days}-%'`;

let database: Database;
let subject: KeepingSubject;
beforeAll(async () => {
  database = new PgDatabase({ url: await freshDatabase(), log: quiet, clock: systemClock });
  subject = await keepingSubject(database);
});
afterAll(() => subject?.close());

it('orders that ended long ago go with what happened to them, unless all are kept', async () => {
  await database.exec(insert(100));
  await database.exec(insert(10));
  const kept = async (): Promise<unknown[]> => {
    const tables = ['orders', 'order_events', 'order_offers'];
    const text = `select ${tables.map((table) => `(select count(*)::float8 from ${table}) as ${table}`).join(', ')}`;
    return Object.values((await database.query({ text }))[0] ?? {});
  };
  await subject.keep(NOW, { orderRetentionDays: 0 });
  expect(await kept()).toEqual([3002, 3002, 3002]);
  await subject.keep(NOW, { orderRetentionDays: 99 });
  expect(await kept()).toEqual([1502, 1502, 1502]);
});
