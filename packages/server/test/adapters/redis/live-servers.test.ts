import { randomUUID } from 'node:crypto';
import type { Topic } from '@waycast/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RedisServer, startRedis } from '../../../../../test/fixtures/redis.ts';
import { until } from '../../../../../test/fixtures/until.ts';
import { isOffset, isVersion, listen } from '../../../src/conformance/live-samples.ts';
import { AT, alert, geofence, moved, position, vehicle } from './samples.ts';
import { type LiveServer, openLiveServer } from './servers.ts';

// Two servers of one Redis: what one does, the other one's followers get.

let redis: RedisServer;
let one: LiveServer;
let other: LiveServer;
const MIN_INTERVAL_MS = 3_600_000;
beforeAll(async () => {
  redis = await startRedis();
  const place = { url: redis.url };
  [one, other] = await Promise.all([openLiveServer(place), openLiveServer(place)]);
});
afterAll(async () => {
  await Promise.all([one?.close(), other?.close()]);
  await redis?.stop();
});

/** How many connections subscribe each channel. */
async function subscribers(...channels: string[]): Promise<number[]> {
  const reply = await redis.cli('PUBSUB', 'NUMSUB', ...channels);
  if (!Array.isArray(reply)) throw new Error('NUMSUB answers with a list');
  return reply.filter((item) => typeof item === 'number');
}

it('a position and an alert reach the followers at the other server', async () => {
  const [topic, fence] = [vehicle(), geofence()];
  const [heard, alerts] = [await listen(other.live, topic), await listen(other.live, fence)];
  await one.live.set([moved(topic)]);
  const { epoch } = await one.live.append(fence, 'geofence:alert', alert(fence));
  await Promise.all([heard.until(isVersion(AT)), alerts.until(isOffset(1))]);
  expect(heard.events).toMatchObject([{ topic, data: position(topic) }]);
  expect(alerts.events).toMatchObject([{ topic: fence, data: alert(fence), epoch }]);
  expect(await other.live.get(topic)).toEqual(await one.live.get(topic));
});

it('numbers the events of both in one order', async () => {
  const topic = geofence();
  const [here, there] = [await listen(one.live, topic), await listen(other.live, topic)];
  const appends = Array.from({ length: 100 }, (_, index) =>
    (index % 2 === 0 ? one : other).live.append(topic, 'geofence:alert', alert(topic, `s${index}`)),
  );
  const positions = await Promise.all(appends);
  expect(positions.map(({ offset }) => offset).sort((a, b) => a - b)).toEqual(appends.map((_, at) => at + 1));
  await Promise.all([here.until(isOffset(100)), there.until(isOffset(100))]);
  expect(here.events).toEqual(there.events);
  expect(here.numbers).toEqual(appends.map((_, at) => at + 1));
});

it('a server that nobody follows a vehicle at receives nothing of it', async () => {
  const [followed, ignored] = [vehicle(), vehicle()];
  const heard = await listen(one.live, followed);
  const channels = [`transport:location:${followed.id}`, `transport:location:${ignored.id}`];
  expect(await subscribers(...channels)).toEqual([1, 0]);
  // Nobody but the probes speaks to the other server: what it receives comes with none of the positions.
  const before = [one.redis.counts.received, other.redis.counts.received];
  await Promise.all(
    Array.from({ length: 200 }, (_, index) =>
      other.live.set([moved(followed, AT + index), moved(ignored, AT + index)]),
    ),
  );
  await heard.until(isVersion(AT + 199));
  expect(one.redis.counts.received - (before[0] ?? 0)).toBeGreaterThanOrEqual(399);
  expect(other.redis.counts.received - (before[1] ?? 0)).toBeLessThan(100);
});

it('subscribes a channel once for all its listeners, and until the last one leaves', async () => {
  const topic = vehicle();
  const channel = `transport:location:${topic.id}`;
  const ends = [
    await one.live.subscribe(topic, () => undefined),
    await one.live.subscribe(topic, () => undefined),
    await other.live.subscribe(topic, () => undefined),
  ];
  expect(await subscribers(channel)).toEqual([2]);
  await ends[0]?.();
  expect(await subscribers(channel)).toEqual([2]);
  await ends[1]?.();
  expect(await subscribers(channel)).toEqual([1]);
  await ends[2]?.();
  expect(await subscribers(channel)).toEqual([0]);
});

it('keeps the least interval between two broadcasts, whichever servers make them', async () => {
  const settings = { minIntervalMs: MIN_INTERVAL_MS };
  const [slow, slower] = await Promise.all([
    openLiveServer({ url: redis.url }, settings),
    openLiveServer({ url: redis.url }, settings),
  ]);
  const topic = vehicle();
  const heard = await listen(one.live, topic);
  expect(await slow.live.set([moved(topic, AT)])).toEqual(['applied']);
  expect(await slower.live.set([moved(topic, AT + 1)])).toEqual(['held']);
  expect(await slower.live.announce(topic)).toBe('early');
  expect(await slow.live.announce(topic)).toBe('early');
  expect((await slow.live.get(topic))?.version).toBe(AT + 1);
  // These servers have no interval: for them it is over.
  expect(await one.live.announce(topic)).toBe('went');
  expect(await slower.live.announce(topic)).toBe('nothing');
  await heard.until(isVersion(AT + 1));
  expect(heard.numbers).toEqual([AT, AT + 1]);
  await Promise.all([slow.close(), slower.close()]);
});

it('announces whatever the interval where there is no time left', async () => {
  const ending = await openLiveServer({ url: redis.url }, { minIntervalMs: MIN_INTERVAL_MS });
  const topic = vehicle();
  const heard = await listen(one.live, topic);
  await ending.live.set([moved(topic, AT)]);
  await ending.live.set([moved(topic, AT + 1, 'later')]);
  expect(await ending.live.announce(topic)).toBe('early');
  expect(await ending.live.announce(topic, 'at once')).toBe('went');
  await heard.until(isVersion(AT + 1));
  expect(heard.numbers).toEqual([AT, AT + 1]);
  await ending.close();
});

it('announces a held value that was evicted meanwhile', async () => {
  const topic = vehicle();
  const heard = await listen(other.live, topic);
  await one.live.set([moved(topic, AT, 'later')]);
  await redis.cli('DEL', `location:current:vehicle:${topic.id}`);
  expect(await one.live.announce(topic)).toBe('went');
  await heard.until(isVersion(AT));
  expect((await other.live.get(topic))?.version).toBe(AT);
});

it('a fleet gets the positions of all servers in batches, and only while somebody follows it', async () => {
  const tenant = `t-${randomUUID()}`;
  const fleet: Topic = { tenant, family: 'fleet', id: '' };
  const topics = Array.from({ length: 300 }, () => vehicle(tenant));
  const channel = `${tenant}:fleet_channel`;
  await one.live.set([moved(vehicle(tenant))]);
  expect(await subscribers(channel)).toEqual([0]);
  const heard = await listen(other.live, fleet);
  expect(await subscribers(channel)).toEqual([1]);
  const before = other.redis.counts.received;
  await Promise.all([
    one.live.set(topics.slice(0, 150).map((topic) => moved(topic))),
    other.live.set(topics.slice(150).map((topic) => moved(topic))),
  ]);
  await until('all have come', () => {
    const ids = new Set(heard.events.map(({ topic }) => topic.id));
    return topics.every(({ id }) => ids.has(id));
  });
  expect(other.redis.counts.received - before).toBeLessThan(100);
  expect(await one.live.list(tenant, 'vehicle')).toHaveLength(301);
});
