import { destination } from '@waycast/geo';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import { startRedis } from '../../../../../test/fixtures/redis.ts';
import { until } from '../../../../../test/fixtures/until.ts';
import { signToken } from '../../../src/adapters/jose/sign.ts';
import { createWaycast, type Waycast } from '../../../src/app.ts';
import { connectSocketIo } from '../../gateway/clients/socketio-client.ts';
import { openStream } from '../../gateway/clients/sse-client.ts';
import { connectWebSocket } from '../../gateway/clients/websocket-client.ts';
import { CENTER } from './fence-world.ts';

const jwtSecret = 'a secret of the tests, long enough to sign';
const DEPOT = { name: 'Depot', shape: { type: 'circle', center: CENTER, radiusM: 50 }, dwellS: 10 };
/** Seconds after the fence counts, and metres east of its centre: in, a stay, out. */
const RIDE = [
  [0, 200],
  [1, 120],
  [2, 40],
  [3, 10],
  [8, 0],
  [14, 0],
  [15, 30],
  [16, 90],
  [17, 120],
  [18, 160],
] as const;

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const token = (): Promise<string> => signToken(jwtSecret, { subject: 'd', roles: ['dispatcher'], ttlS: 600 });

async function start(options: object): Promise<Waycast & { url: string }> {
  const base = {
    host: '127.0.0.1',
    port: 0,
    jwtSecret,
    logLevel: 'silent',
    gpsMinInterval: 0,
    drainTimeout: 1,
  } as const;
  const waycast = await createWaycast({ ...base, ...options });
  closers.push(() => waycast.close());
  return Object.assign(waycast, { url: waycast.url ?? '' });
}

async function send(url: string, method: string, path: string, body: unknown): Promise<unknown> {
  const headers = { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' };
  const response = await fetch(url + path, { method, headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** Draws the fence; resolves to the moment from which it counts. */
async function drawDepot(url: string): Promise<number> {
  const { changedAt } = (await send(url, 'PUT', '/api/geofences/depot', DEPOT)) as { changedAt: string };
  return Date.parse(changedAt);
}

function ride(vehicleId: string, from: number) {
  return RIDE.map(([seconds, eastM]) => ({
    vehicleId,
    ...destination(CENTER, 90, eastM),
    accuracy: 5,
    timestamp: new Date(from + seconds * 1000).toISOString(),
  }));
}

const report = (url: string, updates: readonly object[]) =>
  send(url, 'POST', '/api/tracking/batch', { updates });

async function followersOf(url: string, vehicleId: string) {
  const auth = await token();
  const socketIo = await connectSocketIo({ url, namespace: '/', transport: 'websocket' }, auth);
  const ws = await connectWebSocket(`${url.replace('http', 'ws')}/ws`, auth);
  for (const client of [socketIo, ws]) await client.ask('track:vehicle', { vehicleId });
  const sse = await openStream(`${url}/api/stream?topics=geofence:${vehicleId}`, auth);
  closers.push(...[socketIo, ws, sse].map((client) => async () => client.close()));
  return { socketIo, ws, sse };
}

/** What concerns fences, as `ACTION stop seconds`, from when the fence counts. */
function told(received: readonly { event: string; data: Record<string, unknown> }[], from: number): string[] {
  return received
    .filter(({ event }) => event.startsWith('geofence:'))
    .map(
      ({ data }) =>
        `${data['action']} ${data['stopId']} ${(Date.parse(String(data['timestamp'])) - from) / 1000}`,
    );
}

const departed = ({ data }: { data: Record<string, unknown> }): boolean => data['action'] === 'DEPARTED';
const WHOLE = ['ARRIVED depot 2', 'DWELL depot 12', 'DEPARTED depot 16'];

describe('what happens at a fence', () => {
  it('reaches followers on every transport, and those who come back to where they were', async () => {
    const { url } = await start({ dataDir: 'memory' });
    const from = await drawDepot(url);
    const followers = await followersOf(url, 'bus-1');
    for (const fix of ride('bus-1', from)) await report(url, [fix]);
    for (const [name, client] of Object.entries(followers)) {
      await client.until(departed);
      expect({ [name]: told(client.received, from) }).toEqual({ [name]: WHOLE });
    }
    const [arrived] = followers.ws.received.filter(({ event }) => event === 'geofence:alert');
    expect(arrived?.data).toMatchObject({ vehicleId: 'bus-1', stopName: 'Depot', distance: 40, offset: 1 });
    const [first] = followers.sse.received;
    const since = `${String(first?.data['epoch'])}-1`;
    const again = await openStream(`${url}/api/stream?topics=geofence:bus-1`, await token(), since);
    closers.push(() => again.close());
    await again.until(departed);
    expect(told(again.received, from)).toEqual(WHOLE.slice(1));
  });

  it('is the same when the fixes come shuffled and repeated, and tenants know nothing of each other', async () => {
    const databaseUrl = await freshDatabase();
    const { url } = await start({ databaseUrl });
    const from = await drawDepot(url);
    const client = new pg.Client(databaseUrl);
    await client.connect();
    closers.push(() => client.end());
    const straight = ride('straight', from);
    const shuffled = ride('shuffled', from);
    const order = [7, 2, 9, 0, 4, 4, 1, 8, 3, 9, 6, 5, 2];
    await report(url, straight);
    for (const index of order) await report(url, [shuffled[index] ?? {}]);
    const visitsOf = async (vehicleId: string) =>
      (
        await client.query<{ kind: string; starts_at: Date; ends_at: Date; data: unknown }>(
          `select kind, starts_at, ends_at, data from vehicle_findings
          where vehicle_id = $1 and kind in ('fence', 'dwell') order by kind`,
          [vehicleId],
        )
      ).rows;
    const expected = await until('the straight ride is judged', async () => {
      const rows = await visitsOf('straight');
      return rows.length === 2 && rows.every(({ ends_at }) => ends_at !== null) && rows;
    });
    await until('the shuffled one ends in the same', async () => {
      const rows = await visitsOf('shuffled');
      return JSON.stringify(rows) === JSON.stringify(expected);
    });
  });

  it('is told once by one of two servers, to the followers of both', async () => {
    const redis = await startRedis();
    closers.push(() => redis.stop());
    const place = { databaseUrl: await freshDatabase(), redisUrl: redis.url };
    const [one, other] = [await start(place), await start(place)];
    const from = await drawDepot(one.url);
    const followers = [await followersOf(one.url, 'bus-1'), await followersOf(other.url, 'bus-1')];
    for (const [index, fix] of ride('bus-1', from).entries())
      await report(index % 2 === 0 ? one.url : other.url, [fix]);
    for (const { socketIo, ws, sse } of followers) {
      for (const client of [socketIo, ws, sse]) {
        await client.until(departed);
        expect(told(client.received, from)).toEqual(WHOLE);
      }
    }
  });
});
