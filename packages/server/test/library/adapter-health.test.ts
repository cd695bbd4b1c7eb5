import { createClient, createCluster } from '@redis/client';
import { Cluster as IoCluster, Redis as IoRedis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type RedisServer, startRedis } from '../../../../test/fixtures/redis.ts';
import { startRedisCluster } from '../../../../test/fixtures/redis-cluster.ts';
import {
  checkRedisAdapterHealth,
  getRedisAdapterStats,
  type RedisAdapterClient,
} from '../../src/adapter-health.ts';

let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

interface Pair {
  readonly pub: RedisAdapterClient;
  readonly sub: RedisAdapterClient;
  /** Takes the publishing client's connection away for good. */
  end(): void;
}

async function nodeRedisPair(url: string): Promise<Pair> {
  const pub = createClient({ url }).on('error', () => undefined);
  const sub = pub.duplicate().on('error', () => undefined);
  await Promise.all([pub.connect(), sub.connect()]);
  await sub.subscribe('a-channel', () => undefined);
  onTestFinished(() => {
    if (pub.isOpen) pub.destroy();
    sub.destroy();
  });
  return { pub, sub, end: () => pub.destroy() };
}

async function ioRedisPair(url: string): Promise<Pair> {
  const pub = new IoRedis(url).on('error', () => undefined);
  const sub = pub.duplicate().on('error', () => undefined);
  await sub.subscribe('a-channel');
  onTestFinished(() => {
    pub.disconnect();
    sub.disconnect();
  });
  await pub.ping();
  return { pub, sub, end: () => pub.disconnect() };
}

describe.each([
  ['node-redis', nodeRedisPair],
  ['ioredis', ioRedisPair],
])('with clients of %s', (_name, connect) => {
  test('both answer, one of them a subscriber', async () => {
    const { pub, sub } = await connect(redis.url);
    expect(await checkRedisAdapterHealth(pub, sub)).toEqual({
      healthy: true,
      pubClientStatus: 'connected',
      subClientStatus: 'connected',
    });
  });

  test('what Redis says of itself', async () => {
    const { pub } = await connect(redis.url);
    const stats = await getRedisAdapterStats(pub);
    expect(stats.connectedClients).toBeGreaterThanOrEqual(2);
    expect(stats.memoryUsage).toBeGreaterThan(100_000);
    expect(Number.isInteger(stats.uptime)).toBe(true);
  });

  test('a client that has ended is disconnected, and nothing is thrown', async () => {
    const { pub, sub, end } = await connect(redis.url);
    end();
    expect(await checkRedisAdapterHealth(pub, sub)).toEqual({
      healthy: false,
      pubClientStatus: 'disconnected',
      subClientStatus: 'connected',
    });
    expect(await getRedisAdapterStats(pub)).toEqual({ connectedClients: 0, memoryUsage: 0, uptime: 0 });
  });

  test('a Redis that hangs leaves both unresponsive', async () => {
    const hanging = await startRedis();
    onTestFinished(() => hanging.stop());
    const { pub, sub } = await connect(hanging.url);
    hanging.pause();
    expect(await checkRedisAdapterHealth(pub, sub)).toEqual({
      healthy: false,
      pubClientStatus: 'unresponsive',
      subClientStatus: 'unresponsive',
    });
  });
});

test('an ioredis client that never connected is disconnected, and asked nothing', async () => {
  const client = new IoRedis({ host: '127.0.0.1', port: 1, lazyConnect: true }).on('error', () => undefined);
  onTestFinished(() => client.disconnect());
  expect(await checkRedisAdapterHealth(client, client)).toMatchObject({ pubClientStatus: 'disconnected' });
  expect(client.status).toBe('wait');
});

test('clients that an application without Redis does not have are disconnected', async () => {
  const none = { healthy: false, pubClientStatus: 'disconnected', subClientStatus: 'disconnected' };
  expect(await checkRedisAdapterHealth(undefined, null)).toEqual(none);
  expect(await getRedisAdapterStats(null)).toEqual({ connectedClients: 0, memoryUsage: 0, uptime: 0 });
});

test('clients of a Cluster, of both kinds', async () => {
  const cluster = await startRedisCluster();
  onTestFinished(() => cluster.stop());
  const nodes = cluster.nodes.map(({ host, port }) => ({ host, port }));
  const rootNodes = nodes.map(({ host, port }) => ({ url: `redis://${host}:${port}` }));
  const node = await createCluster({ rootNodes })
    .on('error', () => undefined)
    .connect();
  const io = new IoCluster(nodes).on('error', () => undefined);
  onTestFinished(() => {
    node.destroy();
    io.disconnect();
  });
  await io.ping();
  expect(await checkRedisAdapterHealth(node, io)).toMatchObject({ healthy: true });
  for (const client of [node, io])
    expect((await getRedisAdapterStats(client)).memoryUsage).toBeGreaterThan(0);
}, 60_000);
