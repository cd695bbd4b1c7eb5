import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeCertificates } from '../../../../test/fixtures/certificates.ts';
import { checkBalancer } from '../../src/doctor/check-balancer.ts';
import { judgeNode } from '../../src/doctor/redis/judge-node.ts';
import { judgeSecrecy } from '../../src/doctor/redis/judge-secrecy.ts';
import type { NodeFacts } from '../../src/doctor/redis/node-facts.ts';
import { redisAccess } from '../../src/doctor/redis/redis-access.ts';
import { runWaycast } from '../run-waycast.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { configOf, examineRedis, find, GOOD_MASTER, redisOfTest, verdicts } from './findings.ts';

const folder = temporaryFolder();

describe('one server', () => {
  test('as deploy/redis has it: only its being alone is to consider', async () => {
    const redis = await redisOfTest(['--appendonly', 'yes']);
    const findings = await examineRedis({ REDIS_URL: redis.url });
    expect(verdicts(findings)).toEqual({ ...GOOD_MASTER, replicas: 'warn' });
    expect(await redis.cli('DBSIZE')).toBe(0);
  });

  test('as it should not be', async () => {
    const limits = 'normal 0 0 0 replica 0 0 0 pubsub 33554432 8388608 60';
    const redis = await redisOfTest([
      ...['--maxmemory', '1mb', '--maxmemory-policy', 'allkeys-lru'],
      ...['--client-output-buffer-limit', limits],
    ]);
    const findings = await examineRedis({ REDIS_HOST: '127.0.0.1', REDIS_PORT: String(redis.port) });
    expect(verdicts(findings)).toMatchObject({
      'redis persistence': 'warn',
      'redis memory': 'warn',
      'redis eviction': 'warn',
      'redis slow readers': 'warn',
    });
    for (const { verdict, advice } of findings) expect(advice !== undefined || verdict === 'ok').toBe(true);
  });

  test('with snapshots only, without a limit', async () => {
    const redis = await redisOfTest(['--save', '3600 1', '--maxmemory', '0']);
    const findings = await examineRedis({ REDIS_URL: redis.url });
    expect(find(findings, 'redis persistence')).toMatchObject({
      verdict: 'warn',
      found: 'snapshots only (save 3600 1)',
    });
    expect(find(findings, 'redis memory')).toMatchObject({ verdict: 'warn' });
  });

  test('that takes no writes for want of memory', async () => {
    const redis = await redisOfTest(['--maxmemory', '100kb']);
    const finding = find(await examineRedis({ REDIS_URL: redis.url }), 'redis commands');
    expect(finding).toMatchObject({ verdict: 'fail', found: expect.stringContaining('OOM') });
    expect(finding?.advice).toContain('takes writes');
  });

  test('that does not answer, without its password', async () => {
    const findings = await examineRedis({ REDIS_URL: 'redis://me:hush@127.0.0.1:1' });
    expect(find(findings, 'redis')).toMatchObject({
      verdict: 'fail',
      found: expect.stringContaining('ECONNREFUSED'),
    });
    expect(JSON.stringify(findings)).not.toContain('hush');
  });

  test('that hangs', async () => {
    const redis = await redisOfTest();
    redis.pause();
    const findings = await examineRedis({ REDIS_URL: redis.url, REDIS_CONNECT_TIMEOUT: '500' });
    redis.resume();
    expect(find(findings, 'redis')).toMatchObject({
      verdict: 'fail',
      found: expect.stringContaining('does not answer'),
    });
  });

  test('that is a replica', async () => {
    const master = await redisOfTest();
    const replica = await redisOfTest(['--replicaof', `127.0.0.1 ${master.port}`]);
    expect(verdicts(await examineRedis({ REDIS_URL: replica.url }))).toMatchObject({ 'redis role': 'fail' });
  });
});

describe('users and TLS', () => {
  test('the user of deploy/redis may do all that is needed, over TLS', async () => {
    const tls = await makeCertificates();
    const redis = await redisOfTest(['--appendonly', 'yes'], { tls, acl: true });
    const caFile = join(folder, 'ca.crt');
    writeFileSync(caFile, tls.authority);
    const login = { REDIS_USERNAME: 'waycast', REDIS_PASSWORD: 'change-me-waycast' };
    const place = { REDIS_HOST: '127.0.0.1', REDIS_PORT: String(redis.port) };
    const safe = { REDIS_TLS: 'true', REDIS_CA_FILE: caFile };
    expect(verdicts(await examineRedis({ ...login, ...place, ...safe }))).toEqual({
      ...GOOD_MASTER,
      replicas: 'warn',
    });
    expect(find(await examineRedis({ ...login, ...place, REDIS_TLS: 'true' }), 'redis')?.found).toContain(
      'certificate',
    );
  });

  test('one that may not is told what is missing', async () => {
    const redis = await redisOfTest();
    await redis.cli(
      'ACL',
      'SETUSER',
      'half',
      'on',
      '>secret',
      '~*',
      'resetchannels',
      '+@all',
      '-xadd',
      '-eval',
      '-config',
    );
    const findings = await examineRedis({ REDIS_URL: redis.url.replace('//', '//half:secret@') });
    expect(find(findings, 'redis commands')).toMatchObject({
      verdict: 'fail',
      found: expect.stringMatching(/EVAL.*XADD.*PUBLISH.*NOPERM/),
    });
    expect(find(findings, 'redis delivery')).toMatchObject({ verdict: 'fail' });
    expect(find(findings, 'redis slow readers')).toMatchObject({
      verdict: 'ok',
      found: expect.stringContaining('unknown'),
    });
  });

  test('a wrong password', async () => {
    const redis = await redisOfTest(['--requirepass', 'right']);
    const findings = await examineRedis({ REDIS_URL: redis.url.replace('//', '//:wrong@') });
    expect(find(findings, 'redis')).toMatchObject({
      verdict: 'fail',
      found: expect.stringContaining('WRONGPASS'),
    });
  });

  test.each([
    ['redis://10.0.0.5', 'warn', 'password'],
    ['redis://:x@10.0.0.5', 'warn', 'TLS'],
    ['rediss://:x@10.0.0.5', 'ok', 'TLS and a password'],
    ['redis://localhost', 'ok', 'this machine'],
    ['redis://[::1]:6380/2', 'ok', 'this machine'],
  ])('%s: %s', async (url, verdict, found) => {
    const access = await redisAccess(configOf({ REDIS_URL: url }));
    if (access === undefined) throw new Error('no access');
    expect(judgeSecrecy(access)).toMatchObject([{ verdict, found: expect.stringContaining(found) }]);
  });
});

const FACTS: NodeFacts = {
  address: 'a:1',
  product: 'Redis',
  version: '7.0.15',
  isMaster: true,
  isClusterNode: false,
  replicas: 2,
  appendOnly: true,
  save: '',
  lastWritesOk: true,
  maxmemoryBytes: 2 ** 30,
  usedBytes: 2 ** 20,
  policy: 'noeviction',
  pubSubLimitBytes: 2 ** 27,
  latencyMs: 0.2,
  clockAheadMs: 1,
};

test.each<[Partial<NodeFacts>, string, string]>([
  [{}, 'redis', 'ok'],
  [{ version: '6.2.0' }, 'redis', 'ok'],
  [{ version: '6.0.16' }, 'redis', 'fail'],
  [{ version: '6.2.0', isClusterNode: true }, 'redis', 'fail'],
  [{ version: '8.0.1', product: 'Valkey', isClusterNode: true }, 'redis', 'ok'],
  [{ lastWritesOk: false }, 'redis persistence', 'fail'],
  [{ appendOnly: false, save: undefined }, 'redis persistence', 'warn'],
  [{ pubSubLimitBytes: 0 }, 'redis slow readers', 'ok'],
  [{ latencyMs: 20 }, 'redis latency', 'warn'],
  [{ latencyMs: 200 }, 'redis latency', 'fail'],
  [{ clockAheadMs: -3000 }, 'redis clock', 'warn'],
  [{ clockAheadMs: 40_000 }, 'redis clock', 'fail'],
])('%j: %s is %s', (facts, check, verdict) => {
  expect(verdicts(judgeNode({ ...FACTS, ...facts }))[check]).toBe(verdict);
});

describe('balancer', () => {
  test.each([
    [{}, { balancer: 'ok' }],
    [{ REDIS_HOST: 'r' }, { balancer: 'warn', proxies: 'warn', drain: 'ok' }],
    [
      { REDIS_HOST: 'r', PUBLIC_URL: 'https://a.example', TRUST_PROXY: 'loopback', DRAIN_TIMEOUT: '0' },
      { balancer: 'ok', proxies: 'ok', drain: 'warn' },
    ],
  ])('%j: %j', (env, expected) => {
    expect(verdicts(checkBalancer(configOf(env)))).toEqual(expected);
  });
});

test('the command asks Redis too, and says when none is used or workers want one', async () => {
  const redis = await redisOfTest();
  const [with_, without] = await Promise.all([
    runWaycast(['doctor', '--json'], { cwd: folder, env: { REDIS_URL: redis.url } }),
    runWaycast(['doctor'], { cwd: folder, env: { WORKERS: '2' } }),
  ]);
  expect(verdicts(JSON.parse(with_.stdout).findings)).toMatchObject({ redis: 'ok', balancer: 'warn' });
  expect(without.stdout).toMatch(/fail {2}settings .*WORKERS is 2, but more than 1 needs Redis/);
  expect(without.stdout).toMatch(/ok {4}redis .*not used/);
});
