import { createMemoryLive } from './adapters/memory/live.ts';
import { createMemoryOrderDesk } from './adapters/memory/order-desk.ts';
import { createMemoryPresence } from './adapters/memory/presence.ts';
import { createMemorySilence } from './adapters/memory/silence.ts';
import { createMemoryViewers } from './adapters/memory/viewers.ts';
import { countDeliveries, type DeliveryTotals } from './adapters/redis/delivery-totals.ts';
import { createRedisLive } from './adapters/redis/live.ts';
import { openRedis } from './adapters/redis/open-redis.ts';
import { createRedisOrderDesk } from './adapters/redis/order-desk.ts';
import { createRedisPresence } from './adapters/redis/presence.ts';
import type { Redis, RedisState } from './adapters/redis/redis.ts';
import { createRedisSilence } from './adapters/redis/silence.ts';
import { createSocketIoAdapter, type SocketIoAdapter } from './adapters/redis/socketio-clients.ts';
import { createRedisViewers } from './adapters/redis/viewers.ts';
import type { Closers } from './closers.ts';
import { usesRedis, type WaycastConfig } from './config.ts';
import { createFallbackLive } from './kernel/fallback-live.ts';
import type { Clock } from './ports/clock.ts';
import type { Live } from './ports/live.ts';
import type { Log } from './ports/log.ts';
import type { Metrics } from './ports/metrics.ts';
import type { OrderDesk } from './ports/order-desk.ts';
import type { Presence } from './ports/presence.ts';
import type { OpenSilenceWatch } from './ports/silence.ts';
import type { Viewers } from './ports/viewers.ts';

/** What all servers have in common: through Redis when one is configured, else this process alone. */
export interface Realtime {
  readonly live: Live;
  readonly presence: Presence;
  readonly orders: OrderDesk;
  readonly viewers: Viewers;
  readonly openSilence: OpenSilenceWatch;
  /** Absent without Redis. */
  readonly redis?: SharedRedis;
}

export interface SharedRedis {
  state(): RedisState;
  totals(): DeliveryTotals;
  readonly socketIoAdapter: SocketIoAdapter;
}

export interface RealtimeParts {
  readonly config: WaycastConfig;
  readonly serverId: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Opens it. With Redis it resolves when the first attempt to connect has ended either way, after 3 s at the latest. */
export async function openRealtime(parts: RealtimeParts, closers: Closers): Promise<Realtime> {
  const { config, serverId, clock } = parts;
  const local = {
    live: createMemoryLive(),
    presence: createMemoryPresence({ serverId, clock }),
    orders: createMemoryOrderDesk({ clock, lockTtlS: config.orderLockTtl }),
    viewers: createMemoryViewers({ clock }),
    openSilence: createMemorySilence(clock),
  };
  if (usesRedis(config)) return overRedis(parts, local, closers);
  parts.log.info({}, 'Redis is not configured: one process by itself, its live state in memory');
  closers.push(
    () => local.live.close(),
    () => local.presence.end(),
    () => local.orders.end(),
    () => local.viewers.end(),
  );
  return local;
}

async function overRedis(parts: RealtimeParts, local: Realtime, closers: Closers): Promise<Realtime> {
  const { config, serverId, clock, log, metrics } = parts;
  const redis = await openRedis({ ...connectionOf(config), log, clock });
  closers.push(() => redis.close());
  let malformed = 0;
  const shared = createRedisLive({
    redis,
    log,
    clock,
    cacheTtlS: config.gpsCacheTtl,
    minIntervalMs: config.gpsMinInterval,
    countMalformed: () => {
      malformed += 1;
    },
  });
  closers.push(() => shared.close());
  const live = createFallbackLive({
    shared,
    local: local.live,
    ...reachabilityOf(redis),
    log,
    metrics,
    clock,
  });
  closers.push(() => live.close());
  const { sessionTtl: sessionTtlS, heartbeatTtl: heartbeatTtlS } = config;
  const common = { redis, serverId, clock, log };
  const lockTtlS = config.orderLockTtl;
  const orders = createRedisOrderDesk({ redis, log, lockTtlS, local: local.orders });
  const viewersTtlS = config.orderViewersTtl;
  const viewers = createRedisViewers({ ...common, viewersTtlS, local: local.viewers });
  const presence = createRedisPresence({
    ...common,
    sessionTtlS,
    heartbeatTtlS,
    local: local.presence,
    viewsRemoved: viewers.removed.bind(viewers),
  });
  closers.push(() => presence.end());
  closers.push(() => orders.end());
  closers.push(() => viewers.end());
  return {
    live,
    presence,
    orders,
    viewers,
    openSilence: createRedisSilence({ redis, clock, log }),
    redis: {
      state: () => redis.state,
      totals: countDeliveries(redis, clock, () => malformed),
      socketIoAdapter: createSocketIoAdapter(redis, log),
    },
  };
}

function reachabilityOf(redis: Redis) {
  const isReachable = (state: RedisState): boolean => state === 'connected' || state === 'unproven';
  return {
    reachable: () => isReachable(redis.state),
    onReturn: (returned: () => void) => {
      let was = isReachable(redis.state);
      return redis.onState((state) => {
        const is = isReachable(state);
        if (is && !was) returned();
        was = is;
      });
    },
  };
}

function connectionOf(config: WaycastConfig) {
  return {
    url: config.redisUrl,
    host: config.redisHost,
    port: config.redisPort,
    username: config.redisUsername,
    password: config.redisPassword,
    db: config.redisDb,
    tls: config.redisTls,
    caFile: config.redisCaFile,
    sentinels: config.redisSentinels,
    sentinelName: config.redisSentinelName,
    sentinelPassword: config.redisSentinelPassword,
    cluster: config.redisCluster,
    connectTimeoutMs: config.redisConnectTimeout,
    retryMinDelayMs: config.redisRetryMinDelay,
    retryMaxDelayMs: config.redisRetryMaxDelay,
  };
}
