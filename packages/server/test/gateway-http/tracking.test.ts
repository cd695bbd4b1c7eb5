import { BatchReceipt, WaycastError } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { History } from '../../src/ports/history.ts';
import { call, startServer, type TestServer, tokenOf } from './http-server.ts';

const LIMERICK = { latitude: 52.6638, longitude: -8.6267 };
const AT = '2026-05-04T07:45:50.000Z';

let server: TestServer;
let dispatcher: string;
/** Set by a test: history then refuses to record. */
let historyFails = false;
/** Set by a test: resolves when history may go on. */
let historyWaits: Promise<void> | undefined;

function breakable(history: History): History {
  return {
    page: (range, limit) => history.page(range, limit),
    stream: (range) => history.stream(range),
    last: (tenant, id) => history.last(tenant, id),
    lastOf: (vehicles) => history.lastOf(vehicles),
    lastOfAll: (tenant) => history.lastOfAll(tenant),
    onStored: (listener) => history.onStored(listener),
    ping: () => history.ping(),
    async record(fixes) {
      if (historyFails) throw new WaycastError('unavailable', 'the database is away', { retryAfterMs: 1500 });
      await historyWaits;
      return history.record(fixes);
    },
  };
}

beforeAll(async () => {
  server = await startServer({ history: breakable, fixesPerMinute: 3 });
  dispatcher = await tokenOf();
});
afterAll(() => server.close());

const report = (body: unknown, token = dispatcher) =>
  call(server, 'POST', '/api/tracking/location', { token, body });
const last = (id: string, token = dispatcher) =>
  call(server, 'GET', `/api/tracking/vehicles/${id}/location`, { token });
const items = async (id: string) =>
  (await call(server, 'GET', `/api/tracking/vehicles/${id}/history`, { token: dispatcher })).json;

describe('POST /api/tracking/location', () => {
  it('[P30] answers 202 once the fix is durable, and the last location is readable', async () => {
    const { status, json } = await report({
      vehicleId: 'bus-7',
      ...LIMERICK,
      timestamp: AT,
      accuracy: 6,
      speed: 8.4,
      heading: 214,
    });
    expect({ status, json }).toEqual({ status: 202, json: { accepted: true, broadcast: true } });
    const location = await last('bus-7');
    expect(location.json).toEqual({
      vehicleId: 'bus-7',
      ...LIMERICK,
      accuracy: 6,
      speed: 8.4,
      heading: 214,
      status: 'ONLINE',
      timestamp: AT,
    });
    expect(await items('bus-7')).toMatchObject({
      items: [{ time: AT, ...LIMERICK, speed: 8.4 }],
      nextCursor: null,
    });
  });

  it('[P32] takes lat, lng, time and a numeric id', async () => {
    expect((await report({ vehicleId: 42, lat: 1.5, lng: 2.5, time: Date.parse(AT) })).status).toBe(202);
    expect((await last('42')).json).toMatchObject({
      vehicleId: '42',
      latitude: 1.5,
      longitude: 2.5,
      timestamp: AT,
    });
  });

  it('[P35] says broadcast: false for a repeat and for an older fix, which is stored', async () => {
    await report({ vehicleId: 'late-1', ...LIMERICK, timestamp: AT });
    expect((await report({ vehicleId: 'late-1', ...LIMERICK, timestamp: AT })).json).toEqual({
      accepted: true,
      broadcast: false,
    });
    const older = await report({ vehicleId: 'late-1', ...LIMERICK, timestamp: '2026-05-04T07:00:00.000Z' });
    expect(older.json).toEqual({ accepted: true, broadcast: false });
    expect(await items('late-1')).toMatchObject({
      items: [{ time: '2026-05-04T07:00:00.000Z' }, { time: AT }],
    });
  });

  it('[P30] answers 503 with Retry-After when history refuses, and the same fix succeeds later', async () => {
    historyFails = true;
    const refused = await report({ vehicleId: 'bus-9', ...LIMERICK, timestamp: AT });
    historyFails = false;
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('2');
    expect(refused.json).toMatchObject({ code: 'unavailable', retryAfterMs: 1500 });
    expect((await report({ vehicleId: 'bus-9', ...LIMERICK, timestamp: AT })).status).toBe(202);
    expect(await items('bus-9')).toMatchObject({ items: [{ time: AT }] });
  });

  it('[P30] [P31] does not answer before the fix is durable, while followers see it at once', async () => {
    let commit: () => void = () => undefined;
    historyWaits = new Promise((resolve) => (commit = resolve));
    let answered = false;
    const answer = report({ vehicleId: 'bus-10', ...LIMERICK, timestamp: AT }).finally(
      () => (answered = true),
    );
    await expect
      .poll(
        async () => (await server.live.get({ tenant: 'default', family: 'vehicle', id: 'bus-10' }))?.version,
      )
      .toBe(Date.parse(AT));
    // A whole round trip later there is still no answer.
    await call(server, 'GET', '/health');
    expect(answered).toBe(false);
    commit();
    expect((await answer).status).toBe(202);
    historyWaits = undefined;
  });

  it('[P42] answers 429 with Retry-After beyond the limit of a minute of the fixes own time', async () => {
    const at = (second: number) =>
      report({ vehicleId: 'fast-1', ...LIMERICK, timestamp: `2026-05-04T08:00:0${second}.000Z` });
    for (const second of [1, 2, 3]) expect((await at(second)).status).toBe(202);
    const refused = await at(4);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect((await at(3)).status).toBe(202);
  });

  it('[P15] answers 403 for a vehicle outside the token, existing or not, and for roles that do not report', async () => {
    const driver = await tokenOf({ subject: 'd', roles: ['driver'], vehicles: ['bus-7'] });
    expect(
      (await report({ vehicleId: 'bus-7', ...LIMERICK, timestamp: '2026-05-04T08:10:00.000Z' }, driver))
        .status,
    ).toBe(202);
    for (const vehicleId of ['bus-9', 'never-seen']) {
      expect((await report({ vehicleId, ...LIMERICK }, driver)).json).toMatchObject({
        status: 403,
        code: 'forbidden',
      });
    }
    const viewer = await tokenOf({ roles: ['viewer'], vehicles: ['bus-7'] });
    expect((await report({ vehicleId: 'bus-7', ...LIMERICK }, viewer)).status).toBe(403);
  });

  it.each([
    ['no body', undefined, 'takes an object'],
    ['a list', [], 'takes an object'],
    ['no vehicle', LIMERICK, 'vehicleId'],
    ['a latitude out of range', { vehicleId: 'b', latitude: 91, longitude: 0 }, 'latitude'],
    ['no longitude', { vehicleId: 'b', latitude: 1 }, 'longitude'],
    ['a bad id', { vehicleId: 'a b', ...LIMERICK }, 'vehicleId'],
    ['0/0 without accuracy', { vehicleId: 'b', latitude: 0, longitude: 0 }, 'accuracy'],
    ['a time without zone', { vehicleId: 'b', ...LIMERICK, timestamp: '2026-05-04T07:45:50' }, 'timestamp'],
    ['a time in 25 h', { vehicleId: 'b', ...LIMERICK, time: Date.now() + 25 * 3_600_000 }, 'ahead'],
    ['seconds for milliseconds', { vehicleId: 'b', ...LIMERICK, time: 1_777_880_750 }, 'seconds'],
  ])('[P10] [P33] refuses %s and names what is wrong', async (_what, body, named) => {
    const { status, json } = await report(body);
    expect(status).toBe(400);
    expect(json).toMatchObject({ code: 'invalid', detail: expect.stringContaining(named) });
  });

  it('[P34] stores a fix more than two minutes ahead, flagged, and does not move live', async () => {
    const ahead = new Date(Date.now() + 10 * 60_000).toISOString();
    expect((await report({ vehicleId: 'ahead-1', ...LIMERICK, timestamp: ahead })).json).toEqual({
      accepted: true,
      broadcast: false,
    });
    expect((await last('ahead-1')).status).toBe(404);
    expect(await items('ahead-1')).toMatchObject({ items: [{ time: ahead, flags: ['future'] }] });
  });
});

describe('POST /api/tracking/batch', () => {
  it.each(['/api/tracking/batch', '/tracking/batch'])('[P36] judges each fix alone at %s', async (path) => {
    const driver = await tokenOf({ roles: ['driver'], vehicles: ['van-1', 'van-2'] });
    const updates = [
      { vehicleId: 'van-1', ...LIMERICK, timestamp: '2026-05-04T09:00:10.000Z' },
      { vehicleId: 'van-1', ...LIMERICK, timestamp: '2026-05-04T09:00:00.000Z' },
      { vehicleId: 'van-9', ...LIMERICK },
      { vehicleId: 'van-2', latitude: 'north', longitude: 1 },
      'nonsense',
      { vehicleId: 'van-2', lat: 52, lng: -8, time: '2026-05-04T09:00:00.000Z' },
    ];
    const { status, json } = await call(server, 'POST', path, { token: driver, body: { updates } });
    expect(status).toBe(202);
    const { accepted, rejected } = BatchReceipt.parse(json);
    expect(accepted).toBe(3);
    expect(rejected.map(({ index, code }) => [index, code])).toEqual([
      [2, 'forbidden'],
      [3, 'invalid'],
      [4, 'invalid'],
    ]);
    expect((await last('van-1')).json).toMatchObject({ timestamp: '2026-05-04T09:00:10.000Z' });
  });

  it('[P36] takes 1,000 fixes and refuses 1,001 with 413', async () => {
    const batchOf = (count: number) => ({
      updates: Array.from({ length: count }, (_, index) => ({
        vehicleId: `v-${index}`,
        ...LIMERICK,
        timestamp: AT,
        accuracy: 5,
        speed: 3,
        heading: 9,
      })),
    });
    const full = await call(server, 'POST', '/api/tracking/batch', {
      token: dispatcher,
      body: batchOf(1000),
    });
    expect(full.json).toEqual({ accepted: 1000, rejected: [] });
    const over = await call(server, 'POST', '/api/tracking/batch', {
      token: dispatcher,
      body: batchOf(1001),
    });
    expect(over.json).toMatchObject({ status: 413, code: 'too_large' });
  });

  it.each([[undefined], [{}], [{ updates: 'all' }], [[]]])('[P10] refuses the body %j', async (body) => {
    const { json } = await call(server, 'POST', '/api/tracking/batch', { token: dispatcher, body });
    expect(json).toMatchObject({ status: 400, code: 'invalid', detail: expect.stringContaining('updates') });
  });

  it('[P36] an empty list is accepted', async () => {
    expect(
      (await call(server, 'POST', '/tracking/batch', { token: dispatcher, body: { updates: [] } })).json,
    ).toEqual({ accepted: 0, rejected: [] });
  });
});

describe('who sees what', () => {
  it('[P16] lists all of the tenant for dispatchers, and own and granted vehicles for others', async () => {
    const tenant = 'acme';
    const admin = await tokenOf({ tenant, roles: ['admin'] });
    for (const vehicleId of ['a', 'b', 'c']) await report({ vehicleId, ...LIMERICK, timestamp: AT }, admin);
    const listed = async (token: string) =>
      ids((await call(server, 'GET', '/api/tracking/vehicles', { token })).json);
    expect(await listed(admin)).toEqual(['a', 'b', 'c']);
    expect(
      await listed(await tokenOf({ tenant, roles: ['driver'], vehicles: ['a', 'never-reported'] })),
    ).toEqual(['a']);
    const viewer = await tokenOf({ tenant, subject: 'parent', roles: ['viewer'] });
    expect(await listed(viewer)).toEqual([]);
    await server.grants.put(tenant, { subject: 'parent', vehicleId: 'b', expiresAt: null });
    expect(await listed(viewer)).toEqual(['b']);
    expect(
      ids((await call(server, 'GET', '/api/tracking/vehicles', { token: dispatcher })).json),
    ).not.toContain('a');
  });

  it('[P14] answers 404 alike for what is not yours, of another tenant, or absent', async () => {
    const viewer = await tokenOf({ subject: 'stranger', roles: ['viewer'] });
    const other = await tokenOf({ tenant: 'other' });
    for (const [id, token] of [
      ['bus-7', viewer],
      ['never-seen', viewer],
      ['bus-7', other],
    ] as const) {
      const { json } = await last(id, token);
      expect(json).toMatchObject({
        status: 404,
        code: 'not_found',
        detail: `no vehicle ${id} that you may see`,
      });
    }
  });
});

function ids(json: unknown): string[] {
  const { vehicles } = json as { vehicles: { vehicleId: string }[] };
  return vehicles.map(({ vehicleId }) => vehicleId).sort();
}
