import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import { type RedisServer, startRedis } from '../../../../../test/fixtures/redis.ts';
import { until } from '../../../../../test/fixtures/until.ts';
import { type LiveServer, openLiveServer, planTrip } from './live-server.ts';
import { drive, MINUTE_MS, outFrom } from './road.ts';

const START = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 40 * MINUTE_MS;

let redis: RedisServer;
let one: LiveServer;
let other: LiveServer;
beforeAll(async () => {
  const [started, databaseUrl] = await Promise.all([startRedis(), freshDatabase()]);
  redis = started;
  const options = { redisUrl: redis.url, databaseUrl };
  [one, other] = await Promise.all([openLiveServer(options), openLiveServer(options)]);
});
afterAll(async () => {
  await Promise.all([one?.close(), other?.close()]);
  await redis?.stop();
});

it('a vehicle that reports to two servers, one of which ends on the way, serves each stop once', {
  timeout: 120_000,
}, async () => {
  await planTrip(one, 'morning', { start: START, approachM: 400 });
  const follower = await other.follow('bus-1');
  const ride = drive([[-60, 0], ...outFrom(0), [600, 4800], [1800, 4800]], 5, 'bus-1', START);
  const parts = Array.from({ length: 8 }, (_, index) => ride.slice(index * 20, (index + 1) * 20));
  const tripOf = () =>
    other.ask<{ status: string; stops: Record<string, unknown>[] }>('GET', '/api/school/trips/morning');
  for (const [index, part] of parts.entries()) {
    // Two fixes of each part reach the other server, and the later half of it comes first.
    const [early, late] = [part.slice(0, 10), part.slice(10)];
    const server = index < 4 && index % 2 === 0 ? one : other;
    await server.post(late);
    await (index < 4 ? one : other).post(early);
    if (index === 3) await one.close();
  }
  await other.post(ride.slice(160));
  await until('the trip is over', async () => (await tripOf()).status === 'COMPLETED');
  await until('all of it is told', async () =>
    follower.told.some((told) => told.stopSequence === 5 && told.action === 'DEPARTED'),
  );
  const { stops } = await tripOf();
  expect(stops.map(({ arrivedAt, departedAt }) => arrivedAt !== null && departedAt !== null)).toEqual(
    Array(5).fill(true),
  );
  const told = follower.told.map(({ action, stopSequence }) => `${stopSequence} ${action}`);
  expect(told.filter((told) => !told.endsWith('APPROACHING')).sort()).toEqual(
    [1, 2, 3, 4, 5].flatMap((n) => [`${n} ARRIVED`, `${n} DEPARTED`]),
  );
  follower.close();
});
