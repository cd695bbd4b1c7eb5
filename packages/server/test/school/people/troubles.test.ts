import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import { tokenOf } from '../../sharing/sharing-server.ts';
import { openSchool, type SchoolGround } from './school-ground.ts';

const database = freshDatabase();
let school: SchoolGround;
const START = Date.now() - 600_000;
const KINDS = ['unexpected_child', 'missing_child', 'child_left_on_bus'];

beforeAll(async () => {
  school = await openSchool(await database);
  const rule = { name: 'Children', on: KINDS, channels: { webhooks: 'all', push: true } };
  const [server] = school.servers;
  expect((await server?.call('POST', '/api/alerts/rules', await tokenOf(), rule))?.status).toBe(201);
  await school.sql(`update alert_rules set created_at = now() - interval '1 hour'`);
  await school.student('zeb-1', {
    name: 'Zebulon Quirk',
    cardIds: ['C-zeb'],
    guardians: [{ guardianId: 'p-1' }],
  });
  await school.student('stray', { rides: [] });
  await school.trip('t-1', 'AM', START, { status: 'IN_PROGRESS' });
  await school.sql(
    `insert into trip_visits (tenant_id, trip_id, stop_sequence, stop_id, vehicle_id, arrived_at, departed_at)
     values ('default', 't-1', 1, 'oak', 'bus-7', $1, $2)`,
    [new Date(START), new Date(START + 60_000)],
  );
});
afterAll(() => school?.close());

const tap = (boardingId: string, studentId: string, action: string, at: number) =>
  school.ask('POST', '/trips/t-1/boardings', { boardings: [{ boardingId, studentId, action, at }] });

interface AlertRow {
  readonly kind: string;
  readonly summary: string;
  readonly explanation: { readonly evidence: object; readonly cleared?: object };
}

async function alerts(): Promise<AlertRow[]> {
  const [server] = school.servers;
  if (server === undefined) throw new Error('a school has a server');
  const { json } = await server.call('GET', '/api/alerts', await tokenOf());
  return (json as { items: AlertRow[] }).items;
}

const kinds = async (): Promise<string[]> => (await alerts()).map(({ kind }) => kind).sort();

describe('children on a trip', () => {
  it('make one alert each when one is missing and another unexpected, which explain themselves', async () => {
    await tap('b-1', 'stray', 'BOARDED', START + 30_000);
    await vi.waitFor(
      async () => expect(await kinds()).toEqual(['missing_child', 'unexpected_child']),
      10_000,
    );
    await tap('b-2', 'stray', 'BOARDED', START + 31_000);
    const [missing] = (await alerts()).filter(({ kind }) => kind === 'missing_child');
    expect(missing).toMatchObject({
      summary: expect.stringMatching(/^bus-7 left oak stop without Zebulon Quirk \(zeb-1\) at /),
      explanation: { evidence: { studentId: 'zeb-1', tripId: 't-1', stopSequence: 1 } },
    });
    const { json } = await school.ask('GET', '/notices?studentId=zeb-1');
    expect(json).toMatchObject({
      items: [{ kind: 'missing', guardianId: 'p-1', sent: false, reason: 'push_off' }],
    });
  });

  it('clear an alert by a tap that comes late, and make no second one', async () => {
    await tap('b-3', 'zeb-1', 'BOARDED', START + 20_000);
    await vi.waitFor(async () => {
      const [missing] = (await alerts()).filter(({ kind }) => kind === 'missing_child');
      expect(missing?.explanation.cleared).toMatchObject({ by: 'a tap that came later' });
    }, 10_000);
    expect(await kinds()).toEqual(['missing_child', 'unexpected_child']);
  });

  it('make an alert when they are still aboard at the end', async () => {
    await tap('b-4', 'stray', 'ALIGHTED', START + 500_000);
    await school.sql(`update trips set status = 'COMPLETED', ended_at = $1 where trip_id = 't-1'`, [
      new Date(START + 550_000),
    ]);
    // The next tap of the trip has it looked at; else the sweep would, within seconds.
    await tap('b-5', 'stray', 'ALIGHTED', START + 501_000);
    await vi.waitFor(async () => expect(await kinds()).toContain('child_left_on_bus'), 10_000);
    expect((await kinds()).filter((kind) => kind === 'child_left_on_bus')).toHaveLength(1);
    const own = await tokenOf({ subject: 'p-1', roles: ['viewer'] });
    await vi.waitFor(async () => {
      const { json } = await school.ask('GET', '/guardian/notices', undefined, own);
      const { items } = json as { items: { kind: string; reason: string }[] };
      expect(items.map(({ kind }) => kind).sort()).toEqual(['boarded', 'left_on_bus', 'missing']);
      expect(new Set(items.map(({ reason }) => reason))).toEqual(new Set(['push_off']));
    }, 10_000);
    const other = await tokenOf({ subject: 'p-2', roles: ['viewer'] });
    expect((await school.ask('GET', '/guardian/notices?studentId=zeb-1', undefined, other)).json).toEqual({
      items: [],
      nextCursor: null,
    });
  });
});

describe('a child that is erased', () => {
  it('is exported whole, and then in no row of the tenant any more', async () => {
    const { json } = await school.ask('GET', '/students/zeb-1/export');
    expect(json).toMatchObject({
      student: { student_id: 'zeb-1', name: 'Zebulon Quirk', card_ids: ['C-zeb'] },
      guardians: [{ guardian_id: 'p-1' }],
      rides: [{ schedule_id: 'AM' }, { schedule_id: 'PM' }],
      boardings: [{ boarding_id: 'b-3' }],
    });
    const { notices, alerts: told } = json as { notices: object[]; alerts: object[] };
    expect([notices.length, told.length]).toEqual([3, 2]);
    expect((await school.ask('DELETE', '/students/zeb-1')).status).toBe(204);
    const tables = await school.sql(
      `select table_name as name from information_schema.columns where column_name = 'tenant_id' and table_schema = 'public'`,
    );
    expect(tables.length).toBeGreaterThan(20);
    const found: string[] = [];
    for (const { name } of tables) {
      const rows = await school.sql(
        `select x::text as row from "${String(name)}" x where x::text ~ 'zeb-1|Zebulon|C-zeb'`,
      );
      found.push(...rows.map(({ row }) => `${String(name)}: ${String(row)}`));
    }
    expect(found).toEqual([]);
    const admin = await tokenOf({ roles: ['admin'] });
    const { json: log } = await school.ask('GET', '/follow-log', undefined, admin);
    expect(log).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ action: 'erase:student', studentId: null })]),
    });
  });
});
