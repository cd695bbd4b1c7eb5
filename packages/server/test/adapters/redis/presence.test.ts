import { startRedis } from '../../../../../test/fixtures/redis.ts';
import { startRedisCluster } from '../../../../../test/fixtures/redis-cluster.ts';
import type { RedisConnection } from '../../../src/adapters/redis/open-redis.ts';
import { orderDeskSuite } from '../../../src/conformance/order-desk-suite.ts';
import { presenceSuite } from '../../../src/conformance/presence-suite.ts';
import { viewersSuite } from '../../../src/conformance/viewers-suite.ts';
import { openPresenceServer } from './presence-servers.ts';
import { placeOfCluster } from './servers.ts';

/** Two servers on one Redis. */
async function pair(place: Partial<RedisConnection>, stop: () => Promise<void>) {
  const servers = await Promise.all([openPresenceServer(place), openPresenceServer(place)]);
  const close = async (): Promise<void> => {
    for (const server of servers) await server.close();
    await stop();
  };
  return { servers, close };
}

const places = [
  ['over Redis', async () => startRedis().then(({ url, stop }) => pair({ url }, stop))],
  [
    'over a Redis Cluster',
    async () => startRedisCluster().then((all) => pair(placeOfCluster(all), all.stop)),
  ],
] as const;

for (const [name, open] of places) {
  presenceSuite(name, async () => {
    const { servers, close } = await open();
    return { here: servers[0].presence, elsewhere: servers[1].presence, close };
  });
  orderDeskSuite(name, async () => {
    const { servers, close } = await open();
    return { here: servers[0].desk, elsewhere: servers[1].desk, passLockTime: () => undefined, close };
  });
  viewersSuite(name, async () => {
    const { servers, close } = await open();
    return { here: servers[0].viewers, elsewhere: servers[1].viewers, passTick: () => undefined, close };
  });
}
