import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makeCertificates } from '../../../../../../test/fixtures/certificates.ts';
import { type RedisCluster, startRedisCluster } from '../../../../../../test/fixtures/redis-cluster.ts';
import { until } from '../../../../../../test/fixtures/until.ts';
import type { Redis } from '../../../../src/adapters/redis/redis.ts';
import { arrives, connectionsAt, follow, LOGIN, type Opened, open, script } from './rig.ts';

const START_TIMEOUT_MS = 120_000;
const INCREMENT = script('return redis.call("INCR", KEYS[1])');

describe('Redis as a Cluster', () => {
  let cluster: RedisCluster;
  let opened: Opened;

  beforeAll(async () => {
    cluster = await startRedisCluster();
  }, START_TIMEOUT_MS);
  afterAll(() => cluster.stop());
  beforeEach(async () => {
    await cluster.settled();
    opened = await open({ cluster: places(cluster) });
  });
  afterEach(() => opened.redis.close());

  it('has two connections to each master and none to replicas', async () => {
    expect(opened.redis).toMatchObject({ state: 'connected', cluster: true });
    expect(opened.lines()).toEqual(['info Redis connected successfully']);
    const masters = await cluster.masters();
    for (const node of cluster.nodes) {
      const expected = masters.includes(node) ? ['waycast-commands', 'waycast-subscriber'] : [];
      expect(await connectionsAt(node)).toEqual(expected);
    }
    expect(await opened.redis.onEveryMaster(['DBSIZE'])).toHaveLength(3);
  });

  it('reaches keys and sharded channels on every node, and what is broadcast from any', async () => {
    const { redis } = opened;
    const channels = await Promise.all(buses.map((bus) => follow(redis, `channel:{${bus}}`)));
    for (const bus of buses)
      expect(await redis.run(INCREMENT, [`reach:{${bus}}`], [])).toMatchObject({ value: 1 });
    await Promise.all(buses.map((bus) => redis.publish(`channel:{${bus}}`, bus)));
    await until('each has its own', () => channels.every(({ heard }, index) => heard[0] === buses[index]));
    const everywhere: string[] = [];
    await redis.subscriptions.add('everywhere', (message) => everywhere.push(message), 'broadcast');
    await redis.onEveryMaster(['PUBLISH', 'everywhere', 'hello']);
    await until('one from each master', () => everywhere.length === 3);
    expect(channels.map(({ heard }) => heard.length)).toEqual(buses.map(() => 1));
  });

  it('follows a slot on its way: commands by ASK, the channel when the slot has arrived', async () => {
    const { redis } = opened;
    const channel = await follow(redis, 'channel:{bus-1}');
    const keys = [0, 1, 2, 3].map((number) => `move-${number}:{bus-1}`);
    for (const key of keys) await redis.run(INCREMENT, [key], []);
    const generation = redis.generationOf('{bus-1}');
    const migration = await cluster.migrate(await cluster.slotOf('bus-1'));
    await migration.moveKeys(2);
    const onTheWay = await Promise.all(keys.map((key) => redis.run(INCREMENT, [key], [])));
    expect(onTheWay.map(({ value }) => value)).toEqual([2, 2, 2, 2]);
    expect(onTheWay.filter(({ migrating }) => migrating)).toHaveLength(2);
    expect(await redis.run(INCREMENT, ['new:{bus-1}'], [])).toEqual({ value: 1, migrating: true });
    await arrives(redis, 'channel:{bus-1}', channel.heard, 'on the way');
    await migration.finish();
    await until('the gap is told', () => opened.gaps.includes('channel:{bus-1}'));
    await arrives(redis, 'channel:{bus-1}', channel.heard, 'arrived');
    const there = await Promise.all(keys.map((key) => redis.run(INCREMENT, [key], [])));
    expect(there).toEqual(keys.map(() => ({ value: 3, migrating: false })));
    expect(redis.generationOf('{bus-1}')).not.toBe(generation);
    expect(opened.gaps).toEqual(['channel:{bus-1}']);
    expect(opened.states).toEqual([]);
  });

  it('waits for a command on keys that are on two nodes', async () => {
    const { redis } = opened;
    const keys = ['two-1:{bus-2}', 'two-2:{bus-2}'];
    for (const key of keys) await redis.command(key, ['SET', key, '1']);
    const migration = await cluster.migrate(await cluster.slotOf('bus-2'));
    await migration.moveKeys(1);
    const both = redis.command(keys[0], ['MGET', ...keys]);
    await migration.finish();
    expect(await both).toEqual(['1', '1']);
  });

  it('follows CLUSTER FAILOVER', async () => {
    const channels = await Promise.all(buses.map((bus) => follow(opened.redis, `channel:{${bus}}`)));
    const successor = await cluster.failOver(await cluster.masterOf('bus-1'));
    await until('it is there', async () => (await connectionsAt(successor)).length === 2);
    await opened.becomes('connected');
    await allArrive(opened.redis, channels);
    expect(opened.gaps).toContain('channel:{bus-1}');
    expect(opened.gaps.length).toBeLessThan(buses.length);
  });

  it('goes on with the others while a master is dead, and with its replica afterwards', async () => {
    const { redis } = opened;
    const channels = await Promise.all(buses.map((bus) => follow(redis, `channel:{${bus}}`)));
    const dead = await cluster.masterOf('bus-1');
    const slot = await cluster.slotOf('bus-1');
    await dead.kill();
    await until('it is noticed', () => redis.state === 'unproven');
    await cluster.newMasterOf(slot, dead);
    await opened.becomes('connected');
    await allArrive(redis, channels);
    expect(await redis.run(INCREMENT, ['after:{bus-1}'], [])).toMatchObject({ value: 1 });
    expect(opened.states).not.toContain('disconnected');
    await dead.start();
  });

  it('is disconnected only when every master is gone', async () => {
    const channels = await Promise.all(buses.map((bus) => follow(opened.redis, `channel:{${bus}}`)));
    for (const node of cluster.nodes) node.pause();
    await opened.becomes('disconnected');
    await expect(opened.redis.command('key', ['GET', 'key'])).rejects.toMatchObject({ code: 'unavailable' });
    for (const node of cluster.nodes) node.resume();
    await opened.becomes('connected');
    await allArrive(opened.redis, channels);
  });

  it('closes while it looks for nodes', async () => {
    const nowhere = await open({ cluster: [{ host: '127.0.0.1', port: 1 }] });
    expect(nowhere.lines()).toEqual([
      expect.stringMatching(/failed: no node of the Cluster answers: .*ECONNREFUSED/),
    ]);
    await nowhere.redis.close();
    await opened.redis.close();
    for (const node of cluster.nodes) {
      await until('nothing is left', async () => (await connectionsAt(node)).length === 0);
    }
  });
});

describe('Redis as a Cluster with TLS, users and passwords', () => {
  it(
    'signs in at every node',
    async () => {
      const cluster = await startRedisCluster({ tls: await makeCertificates(), acl: true });
      const opened = await open({
        cluster: places(cluster).slice(0, 1),
        tls: true,
        caFile: cluster.caFile,
        ...LOGIN,
      });
      expect(opened.lines()).toEqual(['info Redis connected successfully']);
      const channels = await Promise.all(buses.map((bus) => follow(opened.redis, `channel:{${bus}}`)));
      await allArrive(opened.redis, channels);
      await opened.redis.close();
      await cluster.stop();
    },
    START_TIMEOUT_MS,
  );
});

/** Enough to be on all masters. */
const buses = Array.from({ length: 12 }, (_, number) => `bus-${number}`);

function places(cluster: RedisCluster) {
  return cluster.nodes.map(({ host, port }) => ({ host, port }));
}

async function allArrive(redis: Redis, channels: readonly { readonly heard: readonly string[] }[]) {
  for (const [index, { heard }] of channels.entries()) {
    await arrives(redis, `channel:{${buses[index]}}`, heard, `after ${heard.length}`);
  }
}
