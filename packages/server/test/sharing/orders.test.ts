import type { CurrentShare } from '@waycast/contract';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { type RedisServer, startRedis } from '../../../../test/fixtures/redis.ts';
import { connectWebSocket } from '../gateway/clients/websocket-client.ts';
import { type SharingServer, startSharingServer, tokenOf } from './sharing-server.ts';

const PLACES = {
  pickup: { latitude: 52.66, longitude: -8.62, name: 'Colbert Station' },
  dropoff: { latitude: 52.7, longitude: -8.9, name: 'Shannon Airport' },
};

let redis: RedisServer;
let [one, other]: SharingServer[] = [];
beforeAll(async () => {
  redis = await startRedis();
  const options = { redisUrl: redis.url, databaseUrl: await freshDatabase() };
  [one, other] = await Promise.all([startSharingServer(options), startSharingServer(options)]);
});
afterAll(async () => {
  await Promise.all([one?.waycast.close(), other?.waycast.close()]);
  await redis?.stop();
});

async function call(who: string, method: string, path: string, body?: object) {
  const answer = await other?.call(method, path, who, body);
  if (answer === undefined || answer.status >= 300)
    throw new Error(`${path}: ${JSON.stringify(answer?.json)}`);
  return answer.json as { token: string; shareId: string };
}

const rider = tokenOf({ subject: 'rita', roles: ['customer'] });
const driverOf = (n: number) => tokenOf({ subject: `d${n}`, roles: ['driver'], vehicles: [`cab-${n}`] });

it('[P73] a link of an order shows the vehicle that drives it, whichever that is, and ends with it', async () => {
  if (one === undefined) throw new Error('no server');
  const [first, second] = [await driverOf(1), await driverOf(2)];
  await call(await rider, 'POST', '/api/orders', { orderId: 'o-1', ...PLACES });
  const { token } = await call(await rider, 'POST', '/api/shares', { kind: 'order', orderId: 'o-1' });
  const shown = (): Promise<CurrentShare> | undefined => one?.current(token);
  const waiting = { kind: 'order', orderId: 'o-1', vehicleId: null, location: null, eta: null };
  expect(await shown()).toMatchObject({ state: 'active', ...waiting, pickup: PLACES.pickup });

  await call(first, 'POST', '/api/orders/o-1/accept');
  await one.report('cab-1');
  expect(await shown()).toMatchObject({ status: 'ACCEPTED', vehicleId: 'cab-1', destination: PLACES.pickup });
  const socket = await vi.waitFor(async () => {
    const client = await connectWebSocket(`${one?.url.replace('http', 'ws')}/ws`, token);
    expect(await client.ask('track:vehicle', { vehicleId: 'cab-1' })).toMatchObject({ ok: true });
    return client;
  });
  for (const [command, input] of [
    ['track:vehicle', { vehicleId: 'cab-2' }],
    ['subscribe', { topic: 'order:o-1' }],
    ['subscribe', { topic: 'geofence:cab-1' }],
  ] as const)
    expect(await socket.ask(command, input)).toMatchObject({ ok: false });
  expect((await one.call('GET', '/api/orders/o-1', token)).status).toBe(403);
  expect((await one.call('GET', '/api/shares/current/trail', token)).status).not.toBe(500);

  await call(first, 'POST', '/api/orders/o-1/release');
  await socket.ended;
  await call(second, 'POST', '/api/orders/o-1/accept');
  for (const verb of ['arrive', 'start']) await call(second, 'POST', `/api/orders/o-1/${verb}`);
  expect(await shown()).toMatchObject({
    status: 'IN_PROGRESS',
    vehicleId: 'cab-2',
    destination: PLACES.dropoff,
  });
  await call(second, 'POST', '/api/orders/o-1/complete');
  await vi.waitFor(async () => expect(await shown()).toMatchObject({ state: 'ended' }), { timeout: 10_000 });
  const listed = await one.call('GET', '/api/shares?state=all', await rider);
  expect(listed.json).toMatchObject({
    shares: [{ kind: 'order', orderId: 'o-1', state: 'ended', vehicleId: null }],
  });
});

it('[P73] its rider, its driver and dispatchers share an order and end its links, and nobody else', async () => {
  if (one === undefined) throw new Error('no server');
  const stranger = await tokenOf({ subject: 'otto', roles: ['customer'] });
  const driver = await driverOf(3);
  await call(await rider, 'POST', '/api/orders', { orderId: 'o-2', ...PLACES });
  const share = { kind: 'order', orderId: 'o-2' };
  expect((await one.call('POST', '/api/shares', stranger, share)).status).toBe(404);
  expect((await one.call('POST', '/api/shares', driver, share)).status).toBe(404);
  expect(
    (await one.call('POST', '/api/shares', await rider, { kind: 'vehicle', vehicleId: 'cab-3' })).status,
  ).toBe(403);
  await call(driver, 'POST', '/api/orders/o-2/accept');
  const { shareId, token } = await call(driver, 'POST', '/api/shares', share);
  expect((await one.call('DELETE', `/api/shares/${shareId}`, stranger)).status).toBe(404);
  expect((await one.call('DELETE', `/api/shares/${shareId}`, driver)).status).toBe(204);
  expect(await one.current(token)).toMatchObject({ state: 'revoked' });
  await call(await rider, 'POST', '/api/orders/o-2/cancel');
  expect((await one.call('POST', '/api/shares', await tokenOf(), share)).status).toBe(409);
});
