import { randomUUID } from 'node:crypto';
import type { Topic } from '@waycast/contract';
import { topicKey } from '@waycast/contract';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type RedisServer, startRedis } from '../../../../../test/fixtures/redis.ts';
import { until } from '../../../../../test/fixtures/until.ts';
import { openRedis } from '../../../src/adapters/redis/open-redis.ts';
import type { Redis } from '../../../src/adapters/redis/redis.ts';
import { createRedisSilence } from '../../../src/adapters/redis/silence.ts';
import { createRecordedLog } from '../../../src/conformance/recorded-log.ts';
import { systemClock } from '../../../src/ports/clock.ts';
import type { SilenceWatch } from '../../../src/ports/silence.ts';

let server: RedisServer;
const open: (() => Promise<void>)[] = [];
beforeAll(async () => {
  server = await startRedis();
});
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});
afterAll(() => server.stop());

interface Watching {
  readonly watch: SilenceWatch;
  readonly redis: Redis;
  /** Names of those that fell silent, in order. */
  readonly silent: readonly string[];
  /** Ends the watch in the moment when this vehicle falls silent. */
  dieWith(topic: Topic): void;
}

async function watching(afterMs = 600): Promise<Watching> {
  const log = createRecordedLog();
  const redis = await openRedis({
    url: server.url,
    connectTimeoutMs: 5000,
    retryMinDelayMs: 50,
    retryMaxDelayMs: 200,
    log,
    clock: systemClock,
  });
  const silent: string[] = [];
  let last: Topic | undefined;
  const watch = createRedisSilence({ redis, clock: systemClock, log })(afterMs, (topic) => {
    silent.push(topicKey(topic));
    if (topic.id === last?.id) watch.close();
  });
  open.push(async () => {
    watch.close();
    await redis.close();
  });
  function dieWith(topic: Topic): void {
    last = topic;
  }
  return { watch, redis, silent, dieWith };
}

function vehicle(tenant = 'default'): Topic {
  return { tenant, family: 'vehicle', id: `bus-${randomUUID()}` };
}

it('S1 takes a vehicle that is not heard for silent, once, on one of the servers', async () => {
  const [one, other] = [await watching(), await watching()];
  const topics = [vehicle(), vehicle('acme')];
  one.watch.heard(topics);
  other.watch.heard(topics);
  await until('both fell silent', () => one.silent.length + other.silent.length >= 2);
  const witness = vehicle();
  one.watch.heard([witness]);
  await until('a later one fell silent', () => [...one.silent, ...other.silent].includes(topicKey(witness)));
  const all = [...one.silent, ...other.silent].filter((name) => name !== topicKey(witness));
  expect(all.sort()).toEqual(topics.map(topicKey).sort());
});

it('S2 a vehicle that another server hears is not silent', async () => {
  const [one, other] = [await watching(1500), await watching(1500)];
  const [moving, standing] = [vehicle(), vehicle()];
  one.watch.heard([moving, standing]);
  await until('the other fell silent', () => {
    other.watch.heard([moving]);
    return [...one.silent, ...other.silent].includes(topicKey(standing));
  });
  expect([...one.silent, ...other.silent]).toEqual([topicKey(standing)]);
  await until('it fell silent as well', () => [...one.silent, ...other.silent].includes(topicKey(moving)));
});

it('S3 a server notices what a dead one heard', async () => {
  const one = await watching();
  const topic = vehicle();
  one.watch.heard([topic]);
  await until('it is written', async () =>
    String(await server.cli('ZRANGE', 'waycast:heard', '0', '-1')).includes(topic.id),
  );
  for (const close of open.splice(0)) await close();
  const other = await watching();
  await until('it fell silent', () => other.silent.includes(topicKey(topic)));
});

it('S3 a server sees to what a dead one took, unless that had seen to it', async () => {
  const taken = '{waycast:heard}:taken';
  const one = await watching();
  const [before, last] = [vehicle(), vehicle()];
  one.watch.heard([before]);
  await until('it fell silent', () => one.silent.includes(topicKey(before)));
  await until('it was seen to', async () => (await server.cli('ZCARD', taken)) === 0);
  one.dieWith(last);
  one.watch.heard([last]);
  await until('it fell silent', () => one.silent.includes(topicKey(last)));
  const other = await watching();
  await server.cli('ZADD', taken, 'XX', '1', `default/vehicle/${last.id}`);
  await until('it fell silent there', () => other.silent.length > 0);
  expect(other.silent).toEqual([topicKey(last)]);
});

it('writes what it knows again when Redis has lost it', async () => {
  const [one, other] = [await watching(1500), await watching(1500)];
  const topic = vehicle();
  other.watch.heard([topic]);
  one.watch.heard([vehicle()]);
  await until('it is written', async () =>
    String(await server.cli('ZRANGE', 'waycast:heard', '0', '-1')).includes(topic.id),
  );
  await server.cli('DEL', 'waycast:heard');
  await until('it fell silent', () => [...one.silent, ...other.silent].includes(topicKey(topic)));
});

it('watches alone while Redis is away, and together again on its return', async () => {
  const one = await watching();
  const [away, back] = [vehicle(), vehicle()];
  await server.kill();
  await until('Redis is known to be away', () => one.redis.state === 'disconnected');
  one.watch.heard([away]);
  await until('it fell silent', () => one.silent.includes(topicKey(away)));
  await server.start();
  one.watch.heard([back]);
  await until('Redis is back', () => one.redis.state === 'connected');
  const other = await watching();
  await until('it fell silent', () => [...one.silent, ...other.silent].includes(topicKey(back)));
  expect([...one.silent, ...other.silent].filter((name) => name === topicKey(away))).toHaveLength(1);
});
