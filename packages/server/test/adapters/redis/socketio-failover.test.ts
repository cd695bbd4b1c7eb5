import { describe, expect, onTestFinished, test } from 'vitest';
import { startRedisCluster } from '../../../../../test/fixtures/redis-cluster.ts';
import { startSentinelSetup } from '../../../../../test/fixtures/redis-sentinel.ts';
import { until } from '../../../../../test/fixtures/until.ts';
import type { RedisConnection } from '../../../src/adapters/redis/open-redis.ts';
import { placeOfCluster } from './servers.ts';
import { openRoomServer, ROOM, type RoomServer } from './socketio-servers.ts';

async function pair(place: Partial<RedisConnection>): Promise<[RoomServer, RoomServer]> {
  const servers = await Promise.all([openRoomServer(place), openRoomServer(place)]);
  onTestFinished(async () => {
    await Promise.all(servers.map((server) => server.close()));
  });
  return servers;
}

/** Emits again and again until the other server's client hears one: what is emitted in between may be lost. */
async function carries(from: RoomServer, to: RoomServer): Promise<void> {
  let heard = false;
  to.client.once('probe', () => {
    heard = true;
  });
  await until('an emit reaches the other server', () => {
    from.io
      .of('/transport')
      .to(ROOM)
      .emit('probe', Buffer.from([255]));
    return heard;
  });
}

async function bothWays(one: RoomServer, other: RoomServer): Promise<void> {
  await carries(one, other);
  await carries(other, one);
  await until(
    'each counts the other',
    async () => (await one.io.of('/transport').fetchSockets()).length === 2,
  );
}

describe("an application's own emits between servers", () => {
  test('go on after a failover by Sentinel', async () => {
    const setup = await startSentinelSetup();
    onTestFinished(() => setup.stop());
    const sentinels = setup.sentinels.map(({ host, port }) => ({ host, port }));
    const [one, other] = await pair({ sentinels, sentinelName: setup.name });
    await bothWays(one, other);
    const master = await setup.master();
    await master.kill();
    await setup.newMaster(master);
    await bothWays(one, other);
  }, 120_000);

  test('cross a Cluster, also after each master gave way to its replica', async () => {
    const cluster = await startRedisCluster();
    onTestFinished(() => cluster.stop());
    const [one, other] = await pair(placeOfCluster(cluster));
    await bothWays(one, other);
    expect(one.redis.cluster).toBe(true);
    for (const master of await cluster.masters()) {
      await cluster.failOver(master);
      await bothWays(one, other);
    }
  }, 120_000);
});
