import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postgresAlerts } from '../../../src/adapters/postgres/alerts/postgres-alerts.ts';
import type { Database } from '../../../src/adapters/postgres/database.ts';
import { DAY_MS, type KeepingSubject, NOW } from '../../../src/conformance/keeping-subject.ts';
import { keepingSubject } from './keeping-subject.ts';
import { plain } from './levels.ts';

const at = (time: number) => `'${new Date(time).toISOString()}'::timestamptz`;

/** More alerts than go in one pass, each with a delivery; every tenth still waits for its. */
const insert = (tenant: string, time: number, count: number): string => `
  insert into alerts (tenant_id, alert_id, rule_id, event_key, kind, vehicle_id, at, created_at, late, summary, explanation)
    select '${tenant}', 'al_' || n, 'r', n::text, 'overspeed', 'bus-1', ${at(time)}, ${at(time)}, false, '', '{}'
    from generate_series(1, ${count}) n;
  insert into deliveries (tenant_id, alert_id, channel, target_id, state, ended_at)
    select '${tenant}', 'al_' || n, 'webhook', 'w', case when n % 10 = 0 then 'pending' else 'dead' end,
      case when n % 10 = 0 then null else ${at(time)} end
    from generate_series(1, ${count}) n`;

const subscription = (id: string, expiresAt: number): string => `
  insert into push_subscriptions values ('acme', '${id}', 'ann', 'https://push.example.com/${id}', '', '', null, true,
    '{}', ${at(NOW)}, ${at(expiresAt)})`;

describe.each(plain)('old alerts: $name', ({ open }) => {
  let database: Database;
  let subject: KeepingSubject;
  beforeAll(async () => {
    database = await open();
    subject = await keepingSubject(database);
  });
  afterAll(() => subject?.close());

  async function countOf(table: string, tenant: string): Promise<unknown> {
    const text = `select count(*)::float8 as n from ${table} where tenant_id = $1`;
    return (await database.query({ text }, [tenant]))[0]?.['n'];
  }

  it('go in bounded passes: ended deliveries after a month, alerts with the aggregates of their time', async () => {
    await database.exec(insert('old', NOW - 100 * DAY_MS, 2500));
    await database.exec(insert('month', NOW - 31 * DAY_MS, 20));
    await database.exec(insert('young', NOW - DAY_MS, 20));
    await subject.keep(NOW, { aggregateRetentionDays: 101 });
    expect(await Promise.all(['old', 'month', 'young'].map((one) => countOf('alerts', one)))).toEqual([
      2500, 20, 20,
    ]);
    expect(await Promise.all(['old', 'month', 'young'].map((one) => countOf('deliveries', one)))).toEqual([
      250, 2, 20,
    ]);
    await subject.keep(NOW, { aggregateRetentionDays: 99 });
    expect([await countOf('alerts', 'old'), await countOf('deliveries', 'old')]).toEqual([0, 0]);
    expect([await countOf('alerts', 'month'), await countOf('alerts', 'young')]).toEqual([20, 20]);
  });

  it('and subscriptions to notifications when they have expired', async () => {
    await database.exec(subscription('gone', NOW));
    await database.exec(subscription('stays', NOW + 1));
    await subject.keep(NOW);
    const { subscriptions } = postgresAlerts(database);
    expect(await subscriptions('acme', 'ann', 0)).toMatchObject([{ subscriptionId: 'stays' }]);
  });
});
