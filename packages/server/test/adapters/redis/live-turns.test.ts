import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RedisServer, startRedis } from '../../../../../test/fixtures/redis.ts';
import { AT, moved, vehicle } from './samples.ts';
import { type LiveServer, openLiveServer } from './servers.ts';

let redis: RedisServer;
let server: LiveServer;
beforeAll(async () => {
  redis = await startRedis();
  server = await openLiveServer({ url: redis.url });
});
afterAll(async () => {
  await server?.close();
  await redis?.stop();
});

async function scriptCalls(): Promise<number> {
  return Number(
    /cmdstat_evalsha:calls=(\d+)/.exec(String(await redis.cli('INFO', 'commandstats')))?.[1] ?? 0,
  );
}

it('what is set in one turn takes few calls of the script, and each setter gets its own verdict', async () => {
  const topics = Array.from({ length: 300 }, () => vehicle());
  await server.live.set([{ ...moved(topics[0] ?? vehicle()) }]);
  const before = await scriptCalls();
  const verdicts = await Promise.all(topics.map((topic) => server.live.set([moved(topic)])));
  // Probes come between.
  expect((await scriptCalls()) - before).toBeLessThan(20);
  expect(verdicts).toEqual(topics.map((_, index) => [index === 0 ? 'duplicate' : 'applied']));
  const listed = await server.live.list('default', 'vehicle');
  expect(listed.map(({ topic }) => topic.id).sort()).toEqual(topics.map(({ id }) => id).sort());
});

it('what is set on one topic in one turn keeps its order', async () => {
  const topic = vehicle();
  const times = [AT, AT + 2, AT + 1, AT + 2, AT + 3];
  const verdicts = await Promise.all(times.map((at) => server.live.set([moved(topic, at)])));
  expect(verdicts.flat()).toEqual(['applied', 'applied', 'stale', 'duplicate', 'applied']);
  expect((await server.live.get(topic))?.version).toBe(AT + 3);
});
