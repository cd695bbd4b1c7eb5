import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RedisServer, startRedis } from '../../../../../test/fixtures/redis.ts';
import { type RedisCluster, startRedisCluster } from '../../../../../test/fixtures/redis-cluster.ts';
import { type KeyedCommand, sendAll } from '../../../src/adapters/redis/send-all.ts';
import { openPresenceServer, type PresenceServer } from './presence-servers.ts';
import { placeOfCluster } from './servers.ts';

let redis: RedisServer;
let cluster: RedisCluster;
const servers: PresenceServer[] = [];
beforeAll(async () => {
  [redis, cluster] = await Promise.all([startRedis(), startRedisCluster()]);
  servers.push(await openPresenceServer({ url: redis.url }));
  servers.push(await openPresenceServer(placeOfCluster(cluster)));
});
afterAll(async () => {
  for (const server of servers) await server.close();
  await redis?.stop();
  await cluster?.stop();
});

describe.each([
  ['one Redis', 0],
  ['a Cluster', 1],
])('on %s', (_, index) => {
  const server = (): PresenceServer => {
    const found = servers[index];
    if (found === undefined) throw new Error('it is not open');
    return found;
  };

  it('replies come in the order of the commands, more of them than one call takes', async () => {
    const commands = Array.from({ length: 450 }, (_, n): KeyedCommand[] => [
      ['SET', `key-${n}`, `value ${n}`],
      ['GET', `key-${n}`],
      ['GET', `none-${n}`],
    ]).flat();
    const replies = await sendAll(server().redis, commands);
    expect(replies).toEqual(Array.from({ length: 450 }, (_, n) => ['OK', `value ${n}`, null]).flat());
  });

  it('no commands have no replies', async () => {
    expect(await sendAll(server().redis, [])).toEqual([]);
  });

  it("rejects for a key that holds another program's value, and does the rest", async () => {
    await server().redis.command('taken', ['RPUSH', 'taken', 'a list']);
    const commands: KeyedCommand[] = [
      ['SADD', 'before', 'a'],
      ['SADD', 'taken', 'a'],
      ['SADD', 'after', 'a'],
    ];
    await expect(sendAll(server().redis, commands)).rejects.toThrow('WRONGTYPE');
    const counts = ['before', 'after'].map((key) => server().redis.command(key, ['SCARD', key]));
    expect(await Promise.all(counts)).toEqual([1, 1]);
  });

  it('rejects for what Redis refuses for another reason', async () => {
    await expect(
      sendAll(server().redis, [
        ['SADD', 'a', 'b'],
        ['NOSUCH', 'a'],
      ]),
    ).rejects.toThrow(/unknown/i);
  });
});
