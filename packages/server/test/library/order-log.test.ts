import { createWaycast, type Waycast } from '@waycast/server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { signToken } from '../../src/adapters/jose/sign.ts';
import type { Received, TransportClient } from '../../src/conformance/transport-suite.ts';
import { connectSocketIo } from '../gateway/clients/socketio-client.ts';
import { openStream } from '../gateway/clients/sse-client.ts';

const SECRET = 'a secret that is long enough for HS256';
const PICKUP = { latitude: 52.66, longitude: -8.63 };
const DROPOFF = { latitude: 52.67, longitude: -8.62 };

let waycast: Waycast;
beforeAll(async () => {
  const databaseUrl = await freshDatabase();
  waycast = await createWaycast({
    host: '127.0.0.1',
    port: 0,
    jwtSecret: SECRET,
    databaseUrl,
    logLevel: 'silent',
  });
});
afterAll(() => waycast?.close());

function tokenOf(subject: string, role: 'dispatcher' | 'driver' | 'customer'): Promise<string> {
  return signToken(SECRET, { subject, roles: [role], vehicles: [], ttlS: 600 });
}

async function post(path: string, token: string, body: object = {}): Promise<Record<string, unknown>> {
  const response = await fetch(`${waycast.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as Record<string, unknown>;
  expect(response.ok, JSON.stringify(answer)).toBe(true);
  return answer;
}

const updatesOf = (client: TransportClient) =>
  client.received
    .filter(({ event }) => event === 'order:update')
    .map(({ data }) => [data.offset, data.change]);
const isChange =
  (change: string) =>
  ({ event, data }: Received) =>
    event === 'order:update' && data.change === change;

it('[P72] [P54] an order is followed with the numbers of the database, over Socket.IO and a stream', async () => {
  const [desk, driver] = [await tokenOf('olga', 'dispatcher'), await tokenOf('driver-3', 'driver')];
  await post('/api/orders', desk, { orderId: 'o-1', pickup: PICKUP, dropoff: DROPOFF });
  const target = { url: String(waycast.url), namespace: '/', transport: 'websocket' } as const;
  const first = await connectSocketIo(target, desk);
  const joined = await first.ask('subscribe', { topic: 'order:o-1' });
  const { epoch } = joined as unknown as { epoch: string };
  const stream = await openStream(`${waycast.url}/api/stream?topics=order:o-1`, desk, `${epoch}-0`);
  await stream.until(isChange('created'));
  const accepted = await post('/api/orders/o-1/accept', driver);
  for (const client of [first, stream]) await client.until(isChange('accepted'));
  const id = stream.lastEventId();
  expect(id).toBe(`${epoch}-${accepted['revision']}`);
  await Promise.all([first.close(), stream.close()]);

  await post('/api/orders/o-1/arrive', driver);
  await post('/api/orders/o-1/start', driver);
  const again = await openStream(`${waycast.url}/api/stream?topics=order:o-1`, desk, id);
  const second = await connectSocketIo(target, desk);
  const since = { epoch, offset: 0 };
  expect(await second.ask('subscribe', { topic: 'order:o-1', since })).toMatchObject({ recovered: true });
  const completed = await post('/api/orders/o-1/complete', driver);
  for (const client of [again, second]) await client.until(isChange('completed'));
  const last = Number(completed['revision']);
  const all = updatesOf(second);
  expect(all.map(([offset]) => offset)).toEqual(Array.from({ length: last }, (_, index) => index + 1));
  expect(updatesOf(again)).toEqual(all.slice(Number(accepted['revision'])));
  await Promise.all([again.close(), second.close()]);
});
