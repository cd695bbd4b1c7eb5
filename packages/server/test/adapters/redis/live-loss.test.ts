import type { Topic } from '@waycast/contract';
import { afterEach, expect, it } from 'vitest';
import { type RedisServer, startRedis, startSmallRedis } from '../../../../../test/fixtures/redis.ts';
import { until } from '../../../../../test/fixtures/until.ts';
import { isOffset, isVersion, listen } from '../../../src/conformance/live-samples.ts';
import type { Received } from '../../../src/conformance/received.ts';
import { AT, alert, geofence, moved, vehicle } from './samples.ts';
import { type LiveServer, openLiveServer } from './servers.ts';

// What Redis forgets, loses or keeps to itself for a while.

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Keeps every write on disk. */
const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always'];

async function start(settings: readonly string[] = []): Promise<RedisServer> {
  const redis = await startRedis(settings);
  closers.push(redis.stop);
  return redis;
}

async function open({ url }: RedisServer): Promise<LiveServer> {
  const server = await openLiveServer({ url });
  closers.push(server.close);
  return server;
}

async function restart(redis: RedisServer, ...servers: LiveServer[]): Promise<void> {
  await redis.kill();
  await until('the loss is noticed', () => servers.every((server) => server.redis.state !== 'connected'));
  await redis.start();
  await until('all are back', () => servers.every((server) => server.redis.state === 'connected'));
}

function append({ live }: LiveServer, topic: Topic, stopId: string) {
  return live.append(topic, 'geofence:alert', alert(topic, stopId));
}

/** Stops of the alerts that came, and `gap`. */
function stops({ events }: Received): string[] {
  return events.map((event) =>
    event.kind === 'gap' ? 'gap' : 'stopId' in event.data ? String(event.data.stopId) : '',
  );
}

it('another process begins another epoch, with a replay across it', async () => {
  const redis = await start(DURABLE);
  const server = await open(redis);
  const topic = geofence();
  const heard = await listen(server.live, topic);
  const before = await append(server, topic, 'a');
  await append(server, topic, 'b');
  await restart(redis, server);
  const after = await append(server, topic, 'c');
  expect(after.epoch).not.toBe(before.epoch);
  expect(after.offset).toBe(1);
  const replay = await server.live.replay(topic, before);
  expect(replay).toMatchObject({ recovered: true, position: after });
  expect(replay.events.map((event) => event.kind === 'log' && [event.epoch, event.offset])).toEqual([
    [before.epoch, 2],
    [after.epoch, 1],
  ]);
  expect(await server.live.replay(topic, { ...before, offset: 3 })).toMatchObject({ recovered: true });
  await heard.until((event) => event.kind === 'log' && event.epoch === after.epoch);
  expect(stops(heard)).toEqual(['a', 'b', 'c']);
});

it('what Redis has lost is written again by those who wrote it lately', async () => {
  const redis = await start();
  const [one, other] = [await open(redis), await open(redis)];
  const [topic, bus] = [geofence(), vehicle()];
  const heard = await listen(other.live, topic);
  const first = await append(one, topic, 'a');
  await append(other, topic, 'b');
  await one.live.set([moved(bus)]);
  await heard.until(isOffset(2));
  await restart(redis, one, other);
  expect(await redis.cli('CONFIG', 'GET', 'appendonly')).toEqual({ appendonly: 'no' });
  const replay = await until('both wrote again', async () => {
    const found = await other.live.replay(topic, { ...first, offset: 0 });
    return found.events.length === 2 && found;
  });
  expect(replay.recovered).toBe(true);
  expect(replay.events.map((event) => event.kind === 'log' && event.was?.offset).sort()).toEqual([1, 2]);
  expect((await other.live.replay(topic, first)).events).toMatchObject([{ was: { ...first, offset: 2 } }]);
  await until('the position is there', async () => (await other.live.get(bus))?.version === AT);
  await append(one, topic, 'c');
  await until('the new one came', () => stops(heard).includes('c'));
  expect(stops(heard)).toEqual(['a', 'b', 'c']);
});

it('an evicted log is said not to be recovered, and its followers are told of the gap', async () => {
  const redis = await start();
  const [one, other] = [await open(redis), await open(redis)];
  const topic = geofence();
  const heard = await listen(other.live, topic);
  const before = await append(one, topic, 'a');
  await heard.until(isOffset(1));
  await redis.cli('DEL', `transport:geofence:${topic.id}:log`);
  expect(await one.live.replay(topic, before)).toMatchObject({ recovered: false, events: [] });
  const after = await append(one, topic, 'b');
  await until('it came', () => stops(heard).includes('b'));
  expect(stops(heard)).toEqual(['a', 'gap', 'b']);
  expect(heard.events[1]).toEqual({ kind: 'gap', topic, epoch: after.epoch, offset: 0 });
});

it('a log that could not be read while Redis took no writes is read when it does, on the same connections', async () => {
  const redis = await start();
  const server = await open(redis);
  const topic = geofence();
  const heard = await listen(server.live, topic);
  await append(server, topic, 'a');
  await heard.until(isOffset(1));
  const channel = `transport:geofence:${topic.id}`;
  await redis.cli('DEL', `${channel}:log`);
  await redis.cli('CONFIG', 'SET', 'min-replicas-to-write', '1');
  await until('that is noticed', () => server.redis.state === 'disconnected');
  const { errors } = server.redis.counts;
  await redis.cli('PUBLISH', channel, JSON.stringify({ ...alert(topic), offset: 9, epoch: 'another' }));
  await until('reading has failed', () => server.redis.counts.errors > errors);
  await redis.cli('CONFIG', 'SET', 'min-replicas-to-write', '0');
  await until('the gap was told', () => stops(heard).includes('gap'));
  expect(stops(heard)).toEqual(['a', 'gap']);
});

it('a log that was only read and then evicted is not taken for the same', async () => {
  const redis = await start();
  const server = await open(redis);
  const topic = geofence();
  const { position } = await server.live.replay(topic);
  await redis.cli('DEL', `transport:geofence:${topic.id}:log`);
  await append(server, topic, 'a');
  expect(await server.live.replay(topic, position)).toMatchObject({ recovered: false });
});

it('with 64 MB and allkeys-lru nothing is lost in silence', async () => {
  const redis = await startSmallRedis();
  closers.push(redis.stop);
  const [one, other] = [await open(redis), await open(redis)];
  const topic = geofence();
  const heard = await listen(other.live, topic);
  const first = await append(one, topic, 'a');
  const filling = 'x'.repeat(1_000_000);
  for (let key = 0; key < 120; key++) await one.redis.command(undefined, ['SET', `filling:${key}`, filling]);
  expect(Number(/evicted_keys:(\d+)/.exec(String(await redis.cli('INFO', 'stats')))?.[1])).toBeGreaterThan(0);
  await append(one, topic, 'b');
  await until('it came', () => stops(heard).includes('b'));
  const { recovered, events } = await one.live.replay(topic, first);
  // Evicted or not, the answer says so.
  expect(recovered ? events.length : 'gap').toBe(recovered ? 1 : 'gap');
  expect(stops(heard)).toEqual(recovered ? ['a', 'b'] : ['a', 'gap', 'b']);
});

it('an append that Redis kept to itself happens once', async () => {
  const redis = await start();
  const [one, other] = [await open(redis), await open(redis)];
  const topic = geofence();
  const heard = await listen(other.live, topic);
  await append(one, topic, 'a');
  redis.pause();
  const appending = append(one, topic, 'b');
  await until('the silence is noticed', () => one.redis.state !== 'connected');
  redis.resume();
  const { epoch } = await appending;
  const last = await append(one, topic, 'c');
  await until('the last came', () => stops(heard).includes('c'));
  expect(last).toEqual({ epoch, offset: 3 });
  expect(stops(heard)).toEqual(['a', 'b', 'c']);
});

it('an append that cannot be sent is refused, and the same one given again later happens once', async () => {
  const redis = await start(DURABLE);
  const server = await open(redis);
  const topic = geofence();
  const base = await append(server, topic, 'a');
  await redis.kill();
  await until('the loss is noticed', () => server.redis.state === 'disconnected');
  const data = alert(topic, 'b');
  const refused = server.live.append(topic, 'geofence:alert', data);
  await expect(refused).rejects.toMatchObject({ code: 'unavailable' });
  await redis.start();
  await until('Redis is back', () => server.redis.state === 'connected');
  const earlier = { was: { epoch: 'local', offset: 1 }, base };
  const position = await server.live.append(topic, 'geofence:alert', data, earlier);
  expect(await server.live.append(topic, 'geofence:alert', data, earlier)).toEqual(position);
  expect((await server.live.replay(topic, base)).events).toMatchObject([{ data, was: earlier.was }]);
});

it('L10 followers get what was published while their connection was gone', async () => {
  const redis = await start();
  const [one, other] = [await open(redis), await open(redis)];
  const [topic, bus] = [geofence(), vehicle()];
  const fleet: Topic = { tenant: 'default', family: 'fleet', id: '' };
  const [alerts, positions, all] = [
    await listen(other.live, topic),
    await listen(other.live, bus),
    await listen(other.live, fleet),
  ];
  await append(one, topic, 'a');
  await one.live.set([moved(bus)]);
  await Promise.all([alerts.until(isOffset(1)), positions.until(isVersion(AT)), all.until(isVersion(AT))]);
  // Both servers lose their subscriptions; what is published meanwhile reaches nobody.
  await redis.cli('CLIENT', 'KILL', 'TYPE', 'pubsub');
  const appended = ['b', 'c'].map((stop) => append(one, topic, stop));
  await Promise.all([...appended, one.live.set([moved(bus, AT + 1)])]);
  await Promise.all([
    until('all alerts came', () => stops(alerts).length >= 3),
    positions.until(isVersion(AT + 1)),
    all.until(isVersion(AT + 1)),
  ]);
  expect(stops(alerts)).toEqual(['a', 'b', 'c']);
  expect(positions.numbers).toEqual([AT, AT + 1]);
});

it('follows a topic that was subscribed while Redis was away', async () => {
  const redis = await start(DURABLE);
  const server = await open(redis);
  const [topic, bus] = [geofence(), vehicle()];
  await redis.kill();
  await until('the loss is noticed', () => server.redis.state === 'disconnected');
  const [alerts, positions] = [await listen(server.live, topic), await listen(server.live, bus)];
  await redis.start();
  await until('Redis is back', () => server.redis.state === 'connected');
  const other = await open(redis);
  await append(other, topic, 'a');
  await other.live.set([moved(bus)]);
  await Promise.all([alerts.until(isOffset(1)), positions.until(isVersion(AT))]);
});
