import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import { type RedisServer, startRedis } from '../../../../../test/fixtures/redis.ts';
import type { TransportClient } from '../../../src/conformance/transport-suite.ts';
import { connectSocketIo } from '../../gateway/clients/socketio-client.ts';
import { openStream } from '../../gateway/clients/sse-client.ts';
import { connectWebSocket } from '../../gateway/clients/websocket-client.ts';
import { type SharingServer, tokenOf } from '../../sharing/sharing-server.ts';
import { openSchool, type SchoolGround } from './school-ground.ts';

const database = freshDatabase();
let redis: RedisServer;
let school: SchoolGround;
let one: SharingServer;
let other: SharingServer;
let parent: string;
let stranger: string;

beforeAll(async () => {
  redis = await startRedis();
  const options = { redisUrl: redis.url };
  school = await openSchool(await database, [options, options]);
  [one, other] = school.servers as [SharingServer, SharingServer];
  parent = await tokenOf({ subject: 'parent', roles: ['viewer'] });
  stranger = await tokenOf({ subject: 'stranger', roles: ['viewer'] });
  await school.student('ann', { guardians: [{ guardianId: 'parent' }] });
  await school.student('bob', { guardians: [{ guardianId: 'stranger' }], rides: [] });
  await school.trip('t-1', 'AM', Date.now() - 60_000, { status: 'IN_PROGRESS' });
  await school.trip('t-2', 'PM', Date.now() - 60_000, { status: 'IN_PROGRESS', vehicleId: 'bus-9' });
  await school.sql(`update student_rides set schedule_id = 'none' where schedule_id = 'PM'`);
  await one.report('bus-7', { latitude: 1 });
  await one.report('bus-9');
});
afterAll(async () => {
  await school?.close();
  await redis?.stop();
});

let reports = 0;

/** Resolves once what bus-7 reports no longer reaches these clients of a server, which it does reach by then. */
async function silent(server: SharingServer, clients: readonly TransportClient[]): Promise<void> {
  const witness = await connectWebSocket(`${server.url.replace('http', 'ws')}/ws`, await tokenOf());
  await witness.ask('track:vehicle', { vehicleId: 'bus-7' });
  await vi.waitFor(
    async () => {
      reports += 1;
      const latitude = 52 + reports / 10_000;
      await one.report('bus-7', { latitude });
      await witness.until(({ data }) => data.latitude === latitude);
      for (const client of clients)
        expect(client.received.some(({ data }) => data.latitude === latitude)).toBe(false);
      // Not so often that the vehicle reports more than it may.
    },
    { timeout: 20_000, interval: 250 },
  );
  await witness.close();
}

/** One on each transport of a server, all following bus-7. */
async function followers(server: SharingServer): Promise<TransportClient[]> {
  const ws = await connectWebSocket(`${server.url.replace('http', 'ws')}/ws`, parent);
  const io = await connectSocketIo(
    { url: server.url, namespace: '/transport', transport: 'websocket' },
    parent,
  );
  for (const socket of [ws, io])
    expect(await socket.ask('track:vehicle', { vehicleId: 'bus-7' })).toMatchObject({ ok: true });
  return [ws, io, await openStream(`${server.url}/api/stream?topics=vehicle:bus-7`, parent)];
}

describe('a guardian, while it concerns their child,', () => {
  it('reads and lists the bus, and no other one', async () => {
    const status = async (path: string, token: string) => (await one.call('GET', path, token)).status;
    expect(await status('/api/tracking/vehicles/bus-7/location', parent)).toBe(200);
    expect(await status('/api/tracking/vehicles/bus-9/location', parent)).toBe(404);
    expect(await status('/api/tracking/vehicles/bus-7/location', stranger)).toBe(404);
    for (const path of ['/api/tracking/vehicles', '/api/gtfs-realtime/vehicle-positions?format=json']) {
      const list = JSON.stringify((await one.call('GET', path, parent)).json);
      expect([list.includes('bus-7'), list.includes('bus-9')]).toEqual([true, false]);
      expect(JSON.stringify((await one.call('GET', path, stranger)).json)).not.toContain('bus-');
    }
  });

  it('sees of the trip at which stop their own child gets on, and of no other one', async () => {
    await school.student('kim', { rides: [{ scheduleId: 'AM', boardSequence: 2, alightSequence: 4 }] });
    const counts = async (token: string) => {
      const { json } = await one.call('GET', '/api/school/trips/t-1', token);
      const { stops } = json as { stops: { toBoard: number; toAlight: number }[] };
      return stops.map(({ toBoard, toAlight }) => [toBoard, toAlight]);
    };
    expect((await counts(parent)).join(' ')).toBe('1,0 0,0 0,0 0,1');
    expect((await counts(await tokenOf())).join(' ')).toBe('1,0 1,0 0,0 0,2');
    await school.ask('DELETE', '/students/kim', undefined, await tokenOf({ roles: ['admin'] }));
  });

  it('is noted, as anybody is who reads reports on a vehicle that they name', async () => {
    const reader = await tokenOf({ subject: 'reader', roles: ['dispatcher'] });
    const { status } = await one.call('GET', '/api/reports/trips?day=2026-05-04&vehicle=bus-7,bus-9', reader);
    expect(status).toBe(200);
    const admin = await tokenOf({ subject: 'root', roles: ['admin'] });
    const { json } = await school.ask('GET', '/follow-log?subjectId=reader', undefined, admin);
    const { items } = json as { items: { action: string; vehicleId: string; via: string }[] };
    expect(items.map(({ action, vehicleId, via }) => `${action} ${vehicleId} ${via}`).sort()).toEqual([
      'read:vehicle bus-7 role',
      'read:vehicle bus-9 role',
    ]);
  });

  it('reads nothing of where the bus was before, and gets no alerts of it', async () => {
    const past = [
      'history',
      'ride?from=2026-05-04T00:00:00Z&to=2026-05-05T00:00:00Z',
      'aggregates',
      'events',
      'odometer',
    ];
    for (const path of past) {
      const { status } = await one.call('GET', `/api/tracking/vehicles/bus-7/${path}`, parent);
      expect([path, status]).toEqual([path, 404]);
    }
    const { json } = await one.call('GET', '/api/reports/trips?day=2026-05-04', parent);
    expect(json).toMatchObject({ items: [] });
    const keys = { p256dh: `${'B'.repeat(87)}`, auth: 'a'.repeat(22) };
    const endpoint = { endpoint: 'https://push.example.com/x', keys, vehicles: ['bus-7'] };
    expect((await one.call('POST', '/api/alerts/push', parent, endpoint)).status).toBe(404);
    const ws = await connectWebSocket(`${one.url.replace('http', 'ws')}/ws`, parent);
    const since = { epoch: 'x', offset: 0 };
    expect(await ws.ask('subscribe', { topic: 'geofence:bus-7', since })).toMatchObject({ ok: true });
    expect(await ws.ask('subscribe', { topic: 'vehicle:bus-9' })).toMatchObject({
      error: { code: 'not_found' },
    });
    expect(await ws.ask('track:trip', { tripId: 't-2' })).toMatchObject({ error: { code: 'not_found' } });
    expect(await ws.ask('track:trip', { tripId: 't-1' })).toMatchObject({
      ok: true,
      trip: { tripId: 't-1' },
    });
    await ws.close();
  });

  it('is told of their own children only', async () => {
    const { json } = await school.ask('GET', '/guardian/children', undefined, parent);
    expect(json).toMatchObject({
      children: [
        {
          studentId: 'ann',
          notice: { seconds: 300, metres: null },
          trips: [
            { tripId: 't-1', vehicleId: 'bus-7', visible: true, state: 'EXPECTED', stop: { stopId: 'oak' } },
          ],
        },
      ],
    });
    expect((await school.ask('GET', '/guardian/children', undefined, stranger)).json).toMatchObject({
      children: [{ studentId: 'bob', trips: [] }],
    });
  });
});

describe('what a guardian follows', () => {
  it('ends on every server and transport when the child has got off, and is noted', async () => {
    const clients = [...(await followers(one)), ...(await followers(other))];
    await one.report('bus-7', { latitude: 2 });
    await Promise.all(clients.map((client) => client.until(({ data }) => data.latitude === 2)));
    const tap = { boardingId: 'b-1', studentId: 'ann', action: 'ALIGHTED', at: Date.now() };
    expect((await school.ask('POST', '/trips/t-1/boardings', { boardings: [tap] })).status).toBe(200);
    await silent(one, clients.slice(0, 3));
    await silent(other, clients.slice(3));
    expect(await clients[0]?.ask('track:vehicle', { vehicleId: 'bus-7' })).toMatchObject({
      error: { code: 'not_found' },
    });
    await Promise.all(clients.map((client) => client.close()));

    const admin = await tokenOf({ subject: 'root', roles: ['admin'] });
    await vi.waitFor(async () => {
      const { json } = await school.ask('GET', '/follow-log?subjectId=parent', undefined, admin);
      const { items } = json as { items: { action: string; vehicleId: string | null; via: string }[] };
      const follows = items.filter(
        ({ action, vehicleId }) => action === 'follow:vehicle' && vehicleId === 'bus-7',
      );
      // Six clients, and what was read before.
      expect(follows.length).toBeGreaterThanOrEqual(7);
      expect(new Set(follows.map(({ via }) => via))).toEqual(new Set(['guardian']));
    }, 10_000);
    expect((await school.ask('GET', '/follow-log')).status).toBe(403);
  });

  it('ends when the link to the child is removed, and when the vehicle is substituted', async () => {
    for (const end of [
      () => school.sql(`update trips set vehicle_id = 'bus-8' where trip_id = 't-1'`),
      () => school.student('ann', { guardians: [] }),
    ]) {
      await school.sql(`delete from boardings`);
      await school.sql(`update trips set vehicle_id = 'bus-7' where trip_id = 't-1'`);
      const clients = await followers(other);
      await end();
      await silent(other, clients);
      await Promise.all(clients.map((client) => client.close()));
    }
  });

  it('ends too where a token had named the bus before', async () => {
    await school.student('ann', { guardians: [{ guardianId: 'parent' }] });
    const named = await tokenOf({ subject: 'parent', roles: ['viewer'], vehicles: ['bus-7'] });
    const client = await connectWebSocket(`${other.url.replace('http', 'ws')}/ws`, named);
    await client.ask('track:vehicle', { vehicleId: 'bus-7' });
    await client.ask('authenticate', { token: parent });
    await one.report('bus-7', { latitude: 3 });
    await client.until(({ data }) => data.latitude === 3);
    await school.student('ann', { guardians: [] });
    await silent(other, [client]);
    await client.close();
  });
});
