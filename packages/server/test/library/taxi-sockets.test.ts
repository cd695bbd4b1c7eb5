import { once } from 'node:events';
import type { Role } from '@waycast/contract';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { type RedisServer, startRedis } from '../../../../test/fixtures/redis.ts';
import { signToken } from '../../src/adapters/jose/sign.ts';
import { createWaycast, type Waycast } from '../../src/app.ts';
import { connectWebSocket } from '../gateway/clients/websocket-client.ts';

const jwtSecret = 'a secret of the tests, long enough to sign';
let redis: RedisServer;
let [one, other]: Waycast[] = [];

beforeAll(async () => {
  redis = await startRedis();
  const common = { host: '127.0.0.1', port: 0, jwtSecret, logLevel: 'silent', drainTimeout: 0 } as const;
  const start = { ...common, databaseUrl: await freshDatabase(), redisUrl: redis.url, gpsMinInterval: 0 };
  [one, other] = await Promise.all([createWaycast(start), createWaycast(start)]);
});
afterAll(async () => {
  await Promise.all([one?.close(), other?.close()]);
  await redis?.stop();
});

const tokenOf = (subject: string, role: Role, vehicles: readonly string[] = []) =>
  signToken(jwtSecret, { subject, roles: [role], vehicles, ttlS: 600 });

/** A raw WebSocket of a subject at a server. */
async function connect(
  server: Waycast | undefined,
  subject: string,
  role: Role,
  vehicles?: readonly string[],
) {
  const url = `${server?.url?.replace('http', 'ws')}/ws`;
  const client = await connectWebSocket(url, await tokenOf(subject, role, vehicles));
  onTestFinished(() => client.close());
  return client;
}

async function call(method: string, path: string, token: string, body?: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(`${other?.url}${path}`, { method, headers, body: JSON.stringify(body ?? {}) });
  const json: unknown = await response.json();
  if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(json)}`);
  return json;
}

test('what a script publishes to all drivers, wrapped or bare, arrives as the documented JSON and as an event', async () => {
  const socket = new WebSocket(
    `${other?.url?.replace('http', 'ws')}/ws?token=${await tokenOf('dave', 'driver')}`,
  );
  const texts: string[] = [];
  socket.addEventListener('message', ({ data }) => texts.push(String(data)));
  const client = io(`${one?.url}/transport`, {
    auth: { token: await tokenOf('dora', 'driver') },
    transports: ['websocket'],
    forceNew: true,
  });
  onTestFinished(() => void client.close());
  onTestFinished(() => socket.close());
  const heard: unknown[] = [];
  client.on('new_order', (message) => heard.push(message));
  await Promise.all([once(socket, 'open'), new Promise<void>((resolve) => client.on('connect', resolve))]);
  const message = (orderId: string) => ({ type: 'new_order', order: { orderId } });
  const publish = (value: object) => redis.cli('PUBLISH', 'drivers_channel', JSON.stringify(value));
  // A socket that is open follows a moment later.
  await vi.waitFor(async () => {
    await publish({ type: 'new_order', message: message('o-wrapped') });
    await publish(message('o-bare'));
    const frames = texts.map((text): unknown => JSON.parse(text));
    for (const orderId of ['o-wrapped', 'o-bare']) {
      expect(frames).toContainEqual({ ...message(orderId), topic: 'drivers' });
      expect(heard).toContainEqual({ ...message(orderId), topic: 'drivers' });
    }
  });
  await one?.broadcastToAllDrivers({ type: 'new_order', order: { orderId: 'o-logged' } });
  await vi.waitFor(() => expect(texts.some((text) => text.includes('"o-logged"'))).toBe(true));
});

test('[P69] [P70] [P71] an order is viewed, taken once, driven and followed over two servers', async () => {
  const rita = await tokenOf('rita', 'customer');
  const orderId = 'o-1';
  const places = {
    pickup: { latitude: 52.66, longitude: -8.62 },
    dropoff: { latitude: 52.7, longitude: -8.9 },
  };
  await call('POST', '/api/orders', rita, { orderId, ...places });
  const [ann, bob] = [
    await connect(one, 'ann', 'driver', ['cab-7']),
    await connect(other, 'bob', 'driver', ['cab-8']),
  ];
  const board = await connect(one, 'olga', 'dispatcher');
  expect(await board.ask('subscribe', { topic: `order:${orderId}` })).toMatchObject({ ok: true });
  await ann.ask('order:view', { orderId });
  expect(await bob.ask('order:view', { orderId })).toMatchObject({ ok: true, count: 2 });
  await board.until(({ event, data }) => event === 'order_viewers' && data.count === 2);
  expect(await one?.getOrderViewerCount(orderId)).toBe(2);
  await bob.close();
  await board.until(({ event, data }) => event === 'order_viewers' && data.count === 1);

  const taken = await ann.ask('order:accept', { orderId });
  expect(taken).toMatchObject({ ok: true, order: { orderId, status: 'ACCEPTED', driverId: 'ann' } });
  expect(await ann.ask('order:accept', { orderId })).toMatchObject({ ok: true, order: { driverId: 'ann' } });
  const late = await connect(other, 'bea', 'driver', ['cab-9']);
  expect(await late.ask('order:accept', { orderId })).toMatchObject({
    ok: false,
    error: { code: 'conflict' },
  });
  await board.until(({ event, data }) => event === 'order:update' && data.status === 'ACCEPTED');

  const rider = await connect(one, 'rita', 'customer');
  expect(await rider.ask('track:vehicle', { vehicleId: 'cab-7' })).toMatchObject({ ok: true });
  expect(await rider.ask('track:vehicle', { vehicleId: 'cab-8' })).toMatchObject({ ok: false });
  expect(await rider.ask('subscribe', { topic: `order:${orderId}` })).toMatchObject({ ok: true });
  await ann.ask('location:update', { vehicleId: 'cab-7', latitude: 52.661, longitude: -8.621 });
  await rider.until(({ event, data }) => event === 'location:update' && data.vehicleId === 'cab-7');
  const driver = await tokenOf('ann', 'driver', ['cab-7']);
  for (const verb of ['arrive', 'start', 'complete'])
    await call('POST', `/api/orders/${orderId}/${verb}`, driver);
  await rider.until(({ event, data }) => event === 'order:update' && data.status === 'COMPLETED');
  await vi.waitFor(async () =>
    expect(await rider.ask('track:vehicle', { vehicleId: 'cab-7' })).toMatchObject({ ok: false }),
  );
});
