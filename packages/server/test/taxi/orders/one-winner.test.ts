import type { Order, Role } from '@waycast/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import { type RedisServer, startRedis } from '../../../../../test/fixtures/redis.ts';
import { until } from '../../../../../test/fixtures/until.ts';
import { signToken } from '../../../src/adapters/jose/sign.ts';
import { createWaycast, type Waycast } from '../../../src/app.ts';
import { connectSocketIo } from '../../gateway/clients/socketio-client.ts';
import { connectWebSocket } from '../../gateway/clients/websocket-client.ts';

// Two servers over one Redis and one PostgreSQL: of all drivers who accept an order at the same moment, at either and
// over any transport, one wins, and both servers say so.

const jwtSecret = 'a secret of the tests, long enough to sign';
const database = freshDatabase();
let redis: RedisServer;
let one: Waycast;
let other: Waycast;
beforeAll(async () => {
  redis = await startRedis();
  const options = { host: '127.0.0.1', port: 0, jwtSecret, logLevel: 'silent', drainTimeout: 0 } as const;
  const common = { ...options, redisUrl: redis.url, databaseUrl: await database };
  [one, other] = await Promise.all([createWaycast(common), createWaycast(common)]);
});
afterAll(async () => {
  await Promise.all([one?.close(), other?.close()]);
  await redis?.stop();
});

const tokenOf = (subject: string, role: Role, vehicles: string[] = []) =>
  signToken(jwtSecret, { subject, roles: [role], vehicles, ttlS: 600 });

async function ask(server: Waycast, token: string, method: string, path: string, body?: object) {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(`${server.url}/api${path}`, { method, headers, ...sent });
  const json: unknown = await response.json();
  return { status: response.status, order: json as Order, detail: (json as { detail?: string }).detail };
}

async function newOrder(): Promise<string> {
  const pickup = { latitude: 52.6638, longitude: -8.6267 };
  return (await ask(one, await tokenOf('rita', 'customer'), 'POST', '/orders', { pickup })).order.orderId;
}

interface Tried {
  readonly driver: string;
  readonly won: boolean;
  readonly says: string | undefined;
}
type Try = (orderId: string) => Promise<Tried>;

async function byHttp(server: Waycast, driver: string): Promise<Try> {
  const token = await tokenOf(driver, 'driver');
  return async (orderId) => {
    const { status, order, detail } = await ask(server, token, 'POST', `/orders/${orderId}/accept`);
    expect([200, 409]).toContain(status);
    return { driver, won: status === 200 && order.driverId === driver, says: detail };
  };
}

async function bySocket(server: Waycast, driver: string, kind: 'ws' | 'io'): Promise<Try> {
  const [url, token] = [server.url ?? '', await tokenOf(driver, 'driver')];
  const socket = await (kind === 'ws'
    ? connectWebSocket(`${url.replace('http', 'ws')}/ws`, token)
    : connectSocketIo({ url, namespace: '/transport', transport: 'websocket' }, token));
  closing.push(() => socket.close());
  return async (orderId) => {
    const ack = await socket.ask('order:accept', { orderId });
    const { order, error } = ack as { order?: Order; error?: { code: string; message: string } };
    if (order === undefined) expect(error?.code).toBe('conflict');
    return { driver, won: order?.driverId === driver, says: error?.message };
  };
}
const closing: (() => unknown)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));

/** Twenty drivers: at each server five by HTTP and five by socket, of whom none has an order yet. */
function drivers(round: string): Promise<Try[]> {
  return Promise.all(
    Array.from({ length: 20 }, (_, index) => {
      const [server, driver] = [index % 2 === 0 ? one : other, `${round}-${index}`];
      if (index < 10) return byHttp(server, driver);
      return bySocket(server, driver, index < 16 ? 'ws' : 'io');
    }),
  );
}

async function decided(round: string): Promise<{ orderId: string; winner: string }> {
  const [orderId, tries] = [await newOrder(), await drivers(round)];
  const tried = await Promise.all(tries.map((accept) => accept(orderId)));
  const olga = await tokenOf('olga', 'dispatcher');
  const rows = await Promise.all([one, other].map((each) => ask(each, olga, 'GET', `/orders/${orderId}`)));
  const winner = rows[0]?.order.driverId ?? '';
  expect(rows.map(({ order }) => order.driverId)).toEqual([winner, winner]);
  expect(tried.filter(({ won }) => won).map(({ driver }) => driver)).toEqual([winner]);
  for (const { won, says } of tried) if (!won) expect(says).toContain(`order is taken by driver ${winner}`);
  return { orderId, winner };
}

it('of twenty at two servers one wins, the others learn who, and the winner may ask again', async () => {
  const { orderId, winner } = await decided('first');
  const again = async (server: Waycast) => (await (await byHttp(server, winner))(orderId)).won;
  expect(await again(other)).toBe(true);
  await redis.cli('FLUSHALL');
  expect(await again(one)).toBe(true);
  await redis.cli('SET', `order_lock:${orderId}`, 'somebody-else');
  expect(await Promise.all([again(one), again(other)])).toEqual([true, true]);
  await redis.cli('DEL', `order_lock:${orderId}`);
});

it('the rider sees the car that comes, at the other server too, and no longer when the ride is over', async () => {
  const [rita, dora] = [await tokenOf('rita', 'customer'), await tokenOf('dora', 'driver', ['cab-1'])];
  const fix = { vehicleId: 'cab-1', latitude: 52.66, longitude: -8.62 };
  expect((await ask(one, dora, 'POST', '/tracking/location', fix)).status).toBe(202);
  const look = async () => (await ask(other, rita, 'GET', '/tracking/vehicles/cab-1/location')).status;
  const orderId = await newOrder();
  expect(await look()).toBe(404);
  await ask(one, dora, 'POST', `/orders/${orderId}/accept`);
  expect(await look()).toBe(200);
  for (const verb of ['arrive', 'start']) await ask(one, dora, 'POST', `/orders/${orderId}/${verb}`);
  expect(await look()).toBe(200);
  await ask(one, dora, 'POST', `/orders/${orderId}/complete`);
  await until('the car is out of sight', async () => (await look()) === 404);
});

it('without Redis one wins as well', async () => {
  await redis.stop();
  await decided('alone');
});
