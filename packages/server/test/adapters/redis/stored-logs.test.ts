import type { Topic } from '@waycast/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RedisServer, startRedis } from '../../../../../test/fixtures/redis.ts';
import { createMemoryLive } from '../../../src/adapters/memory/live.ts';
import { createCountingMetrics } from '../../../src/conformance/counting-metrics.ts';
import { newTenant } from '../../../src/conformance/live-samples.ts';
import { MemoryTransactions } from '../../../src/conformance/memory-transactions.ts';
import { Received } from '../../../src/conformance/received.ts';
import { createFallbackLive } from '../../../src/kernel/fallback-live.ts';
import { Relay } from '../../../src/kernel/relay.ts';
import { createStoredLogs } from '../../../src/kernel/stored-logs.ts';
import { systemClock as clock } from '../../../src/ports/clock.ts';
import { type LiveServer, openLiveServer } from './servers.ts';

const COMMITS = 300;

let redis: RedisServer;
const servers: LiveServer[] = [];
beforeAll(async () => {
  redis = await startRedis();
  for (let n = 0; n < 2; n++) servers.push(await openLiveServer({ url: redis.url }));
});
afterAll(async () => {
  for (const server of servers) await server.close();
  await redis?.stop();
});

/** A server's way from its transactions to its followers, as the application joins it. */
function joinServer({ live: shared, redis: own, log }: LiveServer, database: MemoryTransactions) {
  const fallback = createFallbackLive({
    shared,
    local: createMemoryLive(),
    reachable: () => own.state !== 'disconnected' && own.state !== 'connecting',
    onReturn: () => () => undefined,
    clock,
    log,
    metrics: createCountingMetrics(),
  });
  const live = createStoredLogs({ live: fallback, logs: [database.log], clock, log });
  const { outbox, ...writer } = database.server();
  return { live, ...writer, relay: new Relay({ outbox, live, clock, log }) };
}

it('L11 X1 followers of two servers have every event in order, while their subscriptions break', async () => {
  const database = new MemoryTransactions(clock);
  const nodes = servers.map((server) => joinServer(server, database));
  const topics = [1, 2, 3].map((n): Topic => ({ tenant: newTenant(), family: 'order', id: `o-${n}` }));
  const heard = new Map<Received, Topic>();
  for (const { live } of nodes) {
    for (const topic of topics) {
      const received = new Received();
      heard.set(received, topic);
      await live.subscribe(topic, received.listener);
    }
  }
  for (let n = 0; n < COMMITS; n++) {
    const topic = topics[n % topics.length];
    if (topic !== undefined)
      nodes[n % nodes.length]?.commit(topic, { n }, n % 50 === 17 ? 'dying' : undefined);
    if (n % 100 === 50) await servers[0]?.redis.command(undefined, ['CLIENT', 'KILL', 'TYPE', 'pubsub']);
    if (n % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  for (const [received, topic] of heard) {
    const offsets = database.events(topic).map(({ offset }) => offset);
    await received.until((event) => event.kind === 'log' && event.offset === offsets.length);
    expect(received.numbers).toEqual(offsets);
  }
  for (const { relay } of nodes) await relay.close();
});
