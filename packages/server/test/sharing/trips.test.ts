import type { CurrentShare } from '@waycast/contract';
import pg from 'pg';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { connectWebSocket } from '../gateway/clients/websocket-client.ts';
import { enterPlan } from '../school/trips/school-day.ts';
import { type SharingServer, startSharingServer, tokenOf } from './sharing-server.ts';

const HOME = { latitude: 52.7, longitude: -8.6, name: '12 William Street' };

const database = freshDatabase();
let server: SharingServer;
let trips: Awaited<ReturnType<typeof enterPlan>>;
beforeAll(async () => {
  server = await startSharingServer({ databaseUrl: await database });
  const admin = await tokenOf({ roles: ['admin'] });
  const ask = (method: string, path: string, body?: unknown) =>
    server.call(method, `/api${path}`, admin, body);
  trips = await enterPlan(ask);
  for (const id of [trips.today, trips.tomorrow])
    await vi.waitFor(async () => expect((await ask('GET', `/school/trips/${id}`)).status).toBe(200), 10_000);
});
afterAll(() => server?.waycast.close());

async function call(method: string, path: string, body?: object, token?: string) {
  const { status, json } = await server.call(method, `/api${path}`, token ?? (await tokenOf()), body);
  if (status >= 300) throw new Error(`${path}: ${JSON.stringify(json)}`);
  return json as { token: string; shareId: string };
}

const follow = (token: string) => connectWebSocket(`${server.url.replace('http', 'ws')}/ws`, token);
const acts = (id: string, verb: string, body: object = {}) =>
  call('POST', `/school/trips/${id}/${verb}`, body);

it('a link of a trip shows the vehicle that runs it, whichever that is, and ends with it', async () => {
  const input = { kind: 'trip', tripId: trips.today, label: 'Your parcel', destination: HOME };
  const { token } = await call('POST', '/shares', input);
  const shown = (): Promise<CurrentShare> => server.current(token);
  const input7 = { vehicleId: 'bus-7' };
  await server.report('bus-7');
  const waiting = { kind: 'trip', status: 'SCHEDULED', vehicleId: null, location: null, eta: null };
  expect(await shown()).toMatchObject({ state: 'active', ...waiting, scheduledStart: expect.any(String) });
  expect(await (await follow(token)).ask('track:vehicle', input7)).toMatchObject({ ok: false });

  await acts(trips.today, 'start');
  expect(await shown()).toMatchObject({
    ...{ status: 'IN_PROGRESS', vehicleId: 'bus-7', location: { vehicleId: 'bus-7' }, destination: HOME },
    eta: { kind: 'unknown', distanceM: expect.any(Number) },
  });
  const follower = await vi.waitFor(async () => {
    const client = await follow(token);
    expect(await client.ask('track:vehicle', input7)).toMatchObject({ ok: true });
    return client;
  }, 10_000);
  for (const [command, asked] of [
    ['track:vehicle', { vehicleId: 'bus-8' }],
    ['track:trip', { tripId: trips.today }],
    ['subscribe', { topic: `trip:${trips.today}` }],
    ['subscribe', { topic: 'geofence:bus-7' }],
  ] as const)
    expect(await follower.ask(command, asked)).toMatchObject({ ok: false });
  expect((await server.call('GET', `/api/school/trips/${trips.today}`, token)).status).toBe(403);
  expect((await server.call('GET', '/api/shares/current/trail', token)).json).toEqual({ points: [] });

  await acts(trips.today, 'substitute', { vehicleId: 'bus-8' });
  await follower.ended;
  expect(await shown()).toMatchObject({ vehicleId: 'bus-8', location: null });
  await acts(trips.today, 'complete');
  await vi.waitFor(async () => expect(await shown()).toMatchObject({ state: 'ended' }), 10_000);
  const listed = await server.call('GET', '/api/shares?state=all', await tokenOf());
  expect(listed.json).toMatchObject({
    shares: [{ kind: 'trip', tripId: trips.today, orderId: null, state: 'ended', vehicleId: null }],
  });
});

it('its driver and dispatchers share a trip and end its links at once, and nobody else', async () => {
  const driver = await tokenOf({ subject: 'dora', roles: ['driver'], vehicles: ['bus-7'] });
  const share = { kind: 'trip', tripId: trips.tomorrow };
  for (const roles of [['driver'], ['viewer'], ['customer']] as const) {
    const stranger = await tokenOf({ subject: 'otto', roles: [...roles], vehicles: ['bus-9'] });
    expect((await server.call('POST', '/api/shares', stranger, share)).status).toBe(404);
  }
  const elsewhere = await tokenOf({ tenant: 'acme', roles: ['admin'] });
  expect((await server.call('POST', '/api/shares', elsewhere, share)).status).toBe(404);
  const { shareId, token } = await call('POST', '/shares', share, driver);
  const listed = await server.call('GET', '/api/shares', driver);
  expect(listed.json).toMatchObject({ shares: [{ shareId, kind: 'trip', createdBy: 'dora' }] });
  const follower = await follow(token);
  const stranger = await tokenOf({ subject: 'otto', roles: ['driver'] });
  expect((await server.call('DELETE', `/api/shares/${shareId}`, stranger)).status).toBe(404);
  await call('DELETE', `/shares/${shareId}`, undefined, driver);
  expect((await follower.ended).code).toBe('unauthenticated');
  expect(await server.current(token)).toMatchObject({ state: 'revoked' });
});

it('a trip that only seemed over takes its link up again, but not one that was revoked meanwhile', async () => {
  const share = { kind: 'trip', tripId: trips.tomorrow };
  const [kept, revoked] = [await call('POST', '/shares', share), await call('POST', '/shares', share)];
  const client = new pg.Client({ connectionString: await database });
  await client.connect();
  const seems = (endedAt: Date | null) =>
    client.query('update trips set ended_at = $2 where trip_id = $1', [trips.tomorrow, endedAt]);
  const states = () =>
    Promise.all([kept, revoked].map(async ({ token }) => (await server.current(token)).state));
  await seems(new Date());
  await vi.waitFor(async () => expect(await states()).toEqual(['ended', 'ended']), 10_000);
  expect((await server.call('POST', '/api/shares', await tokenOf(), share)).status).toBe(409);
  await call('DELETE', `/shares/${revoked.shareId}`);
  await seems(null);
  await client.end();
  await vi.waitFor(async () => expect(await states()).toEqual(['active', 'revoked']), 10_000);
});
