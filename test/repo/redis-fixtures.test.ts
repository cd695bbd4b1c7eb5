import { connect } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { makeCertificates } from '../fixtures/certificates.ts';
import { startRedis, startSmallRedis } from '../fixtures/redis.ts';
import { redisCli } from '../fixtures/redis-cli.ts';
import { startRedisCluster } from '../fixtures/redis-cluster.ts';
import { REDIS_USERS, type RedisSecurity } from '../fixtures/redis-folder.ts';
import { startSentinelSetup } from '../fixtures/redis-sentinel.ts';
import { startTcpProxy } from '../fixtures/tcp-proxy.ts';

let ending: (() => Promise<void>)[] = [];
const owned = <T extends { stop(): Promise<void> }>(thing: T) => {
  ending.push(() => thing.stop());
  return thing;
};
afterEach(async () => {
  for (const end of ending.reverse()) await end();
  ending = [];
});

const SECURITY: [string, () => Promise<RedisSecurity>][] = [
  ['plain', async () => ({})],
  ['TLS and users', async () => ({ tls: await makeCertificates(), acl: true })],
];

describe.each(SECURITY)('deploy/redis works alone, %s', (_, secure) => {
  test('standalone: the user of Waycast may write and may not administer', async () => {
    const security = await secure();
    const redis = owned(await startRedis([], security));
    const waycast = security.acl ? { ...redis.place, ...REDIS_USERS.waycast } : redis.place;
    expect(await redisCli(waycast, ['SET', 'location:current:vehicle:bus-1', '{}'])).toBe('OK');
    const policy = await redis.cli('CONFIG', 'GET', 'maxmemory-policy');
    expect(policy).toEqual({ 'maxmemory-policy': 'noeviction' });
    if (!security.acl) return;
    await expect(redisCli(waycast, ['FLUSHALL'])).rejects.toThrow('NOPERM');
    const stranger = { port: redis.port, caFile: redis.caFile };
    await expect(redisCli(stranger, ['GET', 'a'])).rejects.toThrow('NOAUTH');
  });
});

// Without TLS they are started by the server's tests of failures.
describe('deploy/redis works with TLS and users', () => {
  const secure = async () => ({ tls: await makeCertificates(), acl: true });

  test('Sentinel: a killed master is replaced and comes back as a replica', async () => {
    const setup = owned(await startSentinelSetup(await secure()));
    const old = await setup.master();
    await old.kill();
    const master = await setup.newMaster(old);
    expect(master.port).not.toBe(old.port);
    await old.start();
    await setup.settled();
    expect((await setup.replicas()).map(({ port }) => port)).toContain(old.port);
  });

  test('Cluster: failover by hand, a slot that moves, a killed master', async () => {
    const cluster = owned(await startRedisCluster(await secure()));
    const key = 'location:current:vehicle:{bus-1}';
    const slot = await cluster.slotOf(key);
    const chosen = await cluster.failOver(await cluster.masterOf(slot));
    expect(await chosen.cli('SET', key, '{}')).toBe('OK');
    await cluster.settled();
    const migration = await cluster.migrate(slot);
    expect(await migration.moveKeys()).toBe(1);
    await migration.finish();
    expect((await cluster.masterOf(slot)).port).toBe(migration.target.port);
    expect(await migration.target.cli('GET', key)).toBe('{}');
    await cluster.settled();
    await migration.target.kill();
    const heir = await cluster.newMasterOf(slot, migration.target);
    expect(await heir.cli('GET', key)).toBe('{}');
  });
});

test('a proxy that became a black hole passes nothing, also not that it is over', async () => {
  const redis = owned(await startRedis());
  const proxy = owned(await startTcpProxy(redis.port));
  const socket = connect(proxy.port, '127.0.0.1');
  ending.push(async () => void socket.destroy());
  const answer = () => new Promise((resolve) => socket.once('data', (data) => resolve(String(data))));
  socket.write('PING\r\n');
  expect(await answer()).toBe('+PONG\r\n');
  proxy.blackHole();
  const silence = answer();
  socket.write('PING\r\n');
  proxy.restore();
  expect(await redisCli({ port: proxy.port }, ['PING'])).toBe('PONG');
  expect(await Promise.race([silence, redis.cli('PING')])).toBe('PONG');
  expect(proxy.taken).toBe(2);
});

test('a paused Redis goes on; 64 MB evict', async () => {
  const redis = owned(await startSmallRedis());
  redis.pause();
  const answer = redis.cli('PING');
  redis.resume();
  expect(await answer).toBe('PONG');
  expect(String(await redis.cli('INFO', 'memory'))).toContain('maxmemory_policy:allkeys-lru');
});
