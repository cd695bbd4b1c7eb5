import { startRedis } from '../../../../../test/fixtures/redis.ts';
import { startRedisCluster } from '../../../../../test/fixtures/redis-cluster.ts';
import { liveSuite } from '../../../src/conformance/live-suite.ts';
import { openLiveServer, placeOfCluster } from './servers.ts';

const logTail = 30;

liveSuite('over Redis', async () => {
  const redis = await startRedis();
  const { live, close } = await openLiveServer({ url: redis.url }, { logTail });
  return { live, logTail, close: () => close().finally(redis.stop) };
});

const onCluster = async () => {
  const cluster = await startRedisCluster();
  const { live, close } = await openLiveServer(placeOfCluster(cluster), { logTail });
  return { live, logTail, close: () => close().finally(cluster.stop) };
};
liveSuite('over a Redis Cluster', onCluster, 2);
