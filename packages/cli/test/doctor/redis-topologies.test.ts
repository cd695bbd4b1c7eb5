import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type RedisCluster, startRedisCluster } from '../../../../test/fixtures/redis-cluster.ts';
import { type SentinelSetup, startSentinelSetup } from '../../../../test/fixtures/redis-sentinel.ts';
import { until } from '../../../../test/fixtures/until.ts';
import { examineRedis, find, GOOD_MASTER, redisOfTest, verdicts } from './findings.ts';

describe('behind Sentinel', () => {
  let setup: SentinelSetup;
  const env = (sentinels = setup.sentinels) => ({
    REDIS_SENTINELS: sentinels.map(({ port }) => `127.0.0.1:${port}`).join(),
    REDIS_SENTINEL_NAME: setup.name,
  });

  beforeAll(async () => {
    setup = await startSentinelSetup();
  });
  afterAll(() => setup.stop());

  test('with three Sentinels and two replicas all is well', async () => {
    expect(verdicts(await examineRedis(env()))).toEqual({
      ...GOOD_MASTER,
      sentinels: 'ok',
      quorum: 'ok',
      master: 'ok',
      replicas: 'ok',
    });
  });

  test('a name that they do not know', async () => {
    const findings = await examineRedis({ ...env(), REDIS_SENTINEL_NAME: 'other' });
    expect(find(findings, 'sentinels')).toMatchObject({
      verdict: 'fail',
      found: expect.stringContaining('knows no master other'),
    });
  });

  test('one Sentinel, the others gone: no quorum', async () => {
    const [first, ...others] = setup.sentinels;
    if (first === undefined) throw new Error('no Sentinel');
    await Promise.all(others.map((sentinel) => sentinel.kill()));
    onTestFinished(async () => void (await Promise.all(others.map((sentinel) => sentinel.start()))));
    const findings = await until('the Sentinel misses the others', async () => {
      const now = await examineRedis(env());
      return find(now, 'quorum')?.verdict === 'fail' && now;
    });
    expect(find(findings, 'quorum')?.found).toMatch(/NOQUORUM/);
    expect(find(findings, 'sentinels')).toMatchObject({
      verdict: 'warn',
      found: expect.stringContaining('1 of 3 answer'),
    });
  });
});

describe('a Cluster', () => {
  let cluster: RedisCluster;
  const env = () => ({
    // The first is down: any of the named ones will do.
    REDIS_CLUSTER: ['127.0.0.1:1', ...cluster.nodes.map(({ port }) => `127.0.0.1:${port}`)].join(),
  });

  beforeAll(async () => {
    cluster = await startRedisCluster();
  });
  afterAll(() => cluster.stop());

  test('with three masters and a replica each all is well', async () => {
    const good = { 'cluster slots': 'ok', 'cluster masters': 'ok', replicas: 'ok' };
    expect(verdicts(await examineRedis(env()))).toEqual({ ...GOOD_MASTER, ...good });
  });

  test('what is wrong with one of the masters is told with its address', async () => {
    const [master] = await cluster.masters();
    await master?.cli('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    onTestFinished(async () => void (await master?.cli('CONFIG', 'SET', 'maxmemory-policy', 'noeviction')));
    const bad = (await examineRedis(env())).filter(({ verdict }) => verdict === 'warn');
    expect(bad).toMatchObject([
      { check: 'redis eviction', found: `127.0.0.1:${master?.port}: maxmemory-policy is allkeys-lru` },
    ]);
  });

  test('named as a single server', async () => {
    const findings = await examineRedis({ REDIS_URL: `redis://127.0.0.1:${cluster.nodes[0]?.port}` });
    expect(find(findings, 'redis topology')).toMatchObject({ verdict: 'fail' });
  });

  test('slots without a master', async () => {
    await Promise.all(
      cluster.nodes.map((node) => node.cli('CLUSTER', 'DELSLOTS', '7').catch(() => undefined)),
    );
    const finding = find(await examineRedis(env()), 'cluster slots');
    expect(finding).toMatchObject({ verdict: 'fail', found: expect.stringContaining('1 of 16384 slots') });
  });

  test('a single server named as a Cluster', async () => {
    const redis = await redisOfTest();
    const findings = await examineRedis({ REDIS_CLUSTER: `127.0.0.1:${redis.port}` });
    expect(find(findings, 'redis topology')).toMatchObject({ verdict: 'fail' });
  });
});
