import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import { type RedisServer, startRedis } from '../../../../../test/fixtures/redis.ts';
import { until } from '../../../../../test/fixtures/until.ts';
import { signToken } from '../../../src/adapters/jose/sign.ts';
import { createWaycast, type Waycast } from '../../../src/app.ts';
import type { TransportClient } from '../../../src/conformance/transport-suite.ts';
import { connectSocketIo } from '../../gateway/clients/socketio-client.ts';
import { openStream } from '../../gateway/clients/sse-client.ts';
import { connectWebSocket } from '../../gateway/clients/websocket-client.ts';
import { type Ask, enterPlan } from './school-day.ts';

// Two servers over one Redis and one PostgreSQL: who follows a trip at one hears what is done to it at the other.

const jwtSecret = 'a secret of the tests, long enough to sign';
const database = freshDatabase();
let redis: RedisServer;
let one: Waycast;
let other: Waycast;
let today: string;
let admin: string;
beforeAll(async () => {
  redis = await startRedis();
  const options = { host: '127.0.0.1', port: 0, jwtSecret, logLevel: 'silent', drainTimeout: 0 } as const;
  const common = { ...options, redisUrl: redis.url, databaseUrl: await database };
  [one, other] = await Promise.all([createWaycast(common), createWaycast(common)]);
  admin = await tokenOf('olga', 'admin');
  ({ today } = await enterPlan(asking(one, admin)));
  await until(
    'the trip is made',
    async () => (await asking(other, admin)('GET', `/school/trips/${today}`)).status === 200,
  );
});
afterAll(async () => {
  await Promise.all([one?.close(), other?.close()]);
  await redis?.stop();
});

const tokenOf = (subject: string, role: 'admin' | 'driver' | 'viewer') =>
  signToken(jwtSecret, { subject, roles: [role], vehicles: ['bus-7'], ttlS: 600 });

function asking(server: Waycast, token: string): Ask {
  return async (method, path, body) => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(`${server.url}/api${path}`, { method, headers, ...sent });
    return { status: response.status, json: await response.json() };
  };
}

/** One follower on each transport of a server. */
async function followers(server: Waycast): Promise<TransportClient[]> {
  const url = server.url ?? '';
  const sockets = await Promise.all([
    connectWebSocket(`${url.replace('http', 'ws')}/ws`, admin),
    connectSocketIo({ url, namespace: '/transport', transport: 'websocket' }, admin),
  ]);
  for (const socket of sockets)
    expect(await socket.ask('track:trip', { tripId: today })).toMatchObject({
      ok: true,
      trip: { tripId: today, status: 'SCHEDULED', nextStop: { stopId: 'a' }, currentLocation: null },
    });
  return [...sockets, await openStream(`${url}/api/stream?topics=trip:${today}`, admin)];
}

it('a start by two drivers at two servers is decided once, and told to the followers of both', async () => {
  const clients = [...(await followers(one)), ...(await followers(other))];
  const parent = await connectWebSocket(`${one.url?.replace('http', 'ws')}/ws`, await tokenOf('p', 'viewer'));
  expect(await parent.ask('track:trip', { tripId: today })).toMatchObject({ error: { code: 'not_found' } });
  const dora = await connectWebSocket(
    `${one.url?.replace('http', 'ws')}/ws`,
    await tokenOf('dora', 'driver'),
  );
  expect(await dora.ask('track:trip', { tripId: today })).toMatchObject({
    ok: true,
    trip: { tripId: today },
  });
  const start = async (server: Waycast, driver: string) =>
    asking(server, await tokenOf(driver, 'driver'))('POST', `/school/trips/${today}/start`);
  const answers = await Promise.all([start(one, 'dora'), start(other, 'dan')]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  const told = await Promise.all(
    clients.map((client) => client.until(({ data }) => data.status === 'IN_PROGRESS')),
  );
  expect(told.map(({ event }) => event)).toEqual(clients.map(() => 'trip:update'));

  await asking(one, admin)('POST', `/school/trips/${today}/substitute`, { vehicleId: 'bus-8' });
  await Promise.all(clients.map((client) => client.until(({ data }) => data.vehicleId === 'bus-8')));

  const [first] = clients;
  expect(await first?.ask('untrack:trip', { tripId: today })).toMatchObject({ ok: true });
  await Promise.all([parent, dora, ...clients].map((client) => client.close()));
});

it('what a script publishes in the format reaches the followers, and what is none does not', async () => {
  const stream = await openStream(`${other.url}/api/stream?topics=trip:${today}`, admin);
  await stream.until(({ event }) => event === 'trip:update');
  const trip = {
    tripId: today,
    status: 'COMPLETED',
    nextStop: null,
    studentsBoarded: 1,
    studentsExpected: 7,
  };
  const publish = (message: object) =>
    redis.cli('PUBLISH', `transport:trip:${today}`, JSON.stringify(message));
  await publish({ ...trip, studentsBoarded: 'many', currentLocation: null });
  await publish({ ...trip, tripId: 'another', currentLocation: null });
  await publish({ ...trip, currentLocation: { latitude: 52.66, longitude: -8.63 } });
  const { data } = await stream.until((event) => event.data.studentsExpected === 7);
  expect(data).toMatchObject({ ...trip, currentLocation: { latitude: 52.66 } });
  await stream.close();
});
