import type { RedisCluster } from '../../../../../test/fixtures/redis-cluster.ts';
import { until } from '../../../../../test/fixtures/until.ts';
import { createRedisLive, type RedisLiveOptions } from '../../../src/adapters/redis/live.ts';
import { openRedis, type RedisConnection } from '../../../src/adapters/redis/open-redis.ts';
import type { Redis } from '../../../src/adapters/redis/redis.ts';
import { createRecordedLog, type RecordedLog } from '../../../src/conformance/recorded-log.ts';
import { systemClock } from '../../../src/ports/clock.ts';
import type { Live } from '../../../src/ports/live.ts';

/** What one server has of Redis: its own connections and its own live. */
export interface LiveServer {
  readonly live: Live;
  readonly redis: Redis;
  readonly log: RecordedLog;
  /** Messages dropped as malformed. */
  readonly malformed: () => number;
  close(): Promise<void>;
}

export type LiveSettings = Partial<
  Pick<RedisLiveOptions, 'cacheTtlS' | 'minIntervalMs' | 'logTail' | 'clock'>
>;

export async function openLiveServer(
  place: Partial<RedisConnection>,
  settings: LiveSettings = {},
): Promise<LiveServer> {
  const log = createRecordedLog();
  const connection = { connectTimeoutMs: 10_000, retryMinDelayMs: 50, retryMaxDelayMs: 500 };
  const redis = await openRedis({ ...connection, log, clock: systemClock, ...place });
  await until('Redis is connected', () => redis.state === 'connected');
  let malformed = 0;
  const live = createRedisLive({
    redis,
    log,
    clock: systemClock,
    cacheTtlS: 300,
    minIntervalMs: 0,
    countMalformed: () => {
      malformed += 1;
    },
    ...settings,
  });
  return {
    live,
    redis,
    log,
    malformed: () => malformed,
    async close() {
      await live.close();
      await redis.close();
    },
  };
}

/** Where a Cluster is, as REDIS_CLUSTER says it. */
export function placeOfCluster({ nodes }: RedisCluster): Partial<RedisConnection> {
  return { cluster: nodes.map(({ host, port }) => ({ host, port })) };
}
