import { randomUUID } from 'node:crypto';
import { until } from '../../../../../test/fixtures/until.ts';
import { createMemoryOrderDesk } from '../../../src/adapters/memory/order-desk.ts';
import { createMemoryPresence } from '../../../src/adapters/memory/presence.ts';
import { createMemoryViewers } from '../../../src/adapters/memory/viewers.ts';
import { openRedis, type RedisConnection } from '../../../src/adapters/redis/open-redis.ts';
import { createRedisOrderDesk } from '../../../src/adapters/redis/order-desk.ts';
import { createRedisPresence } from '../../../src/adapters/redis/presence.ts';
import type { Redis } from '../../../src/adapters/redis/redis.ts';
import { createRedisViewers } from '../../../src/adapters/redis/viewers.ts';
import { createRecordedLog, type RecordedLog } from '../../../src/conformance/recorded-log.ts';
import { systemClock } from '../../../src/ports/clock.ts';
import type { OrderDesk } from '../../../src/ports/order-desk.ts';
import type { Presence } from '../../../src/ports/presence.ts';
import type { Viewers } from '../../../src/ports/viewers.ts';

/** What one server has of Redis for presence and orders, on connections of its own. */
export interface PresenceServer {
  readonly id: string;
  readonly redis: Redis;
  readonly presence: Presence;
  readonly desk: OrderDesk;
  readonly viewers: Viewers;
  readonly log: RecordedLog;
  close(): Promise<void>;
}

export interface PresenceTimes {
  readonly beatMs?: number;
  readonly silentAfterMs?: number;
  readonly sessionTtlS?: number;
  readonly heartbeatTtlS?: number;
}

export async function openPresenceServer(
  place: Partial<RedisConnection>,
  { sessionTtlS = 3600, heartbeatTtlS = 300, ...times }: PresenceTimes = {},
): Promise<PresenceServer> {
  const [id, clock, log] = [randomUUID(), systemClock, createRecordedLog()];
  const connection = { connectTimeoutMs: 10_000, retryMinDelayMs: 50, retryMaxDelayMs: 500 };
  const redis = await openRedis({ ...connection, log, clock, ...place });
  await until('Redis is connected', () => redis.state === 'connected');
  const local = createMemoryPresence({ serverId: id, clock });
  const owner = { redis, serverId: id, clock, log };
  const ownDesk = createMemoryOrderDesk({ clock, lockTtlS: 1 });
  const desk = createRedisOrderDesk({ redis, log, lockTtlS: 1, local: ownDesk });
  const viewers = createRedisViewers({ ...owner, viewersTtlS: 300, local: createMemoryViewers({ clock }) });
  const viewsRemoved = viewers.removed.bind(viewers);
  const presence = createRedisPresence({
    ...owner,
    sessionTtlS,
    heartbeatTtlS,
    local,
    viewsRemoved,
    ...times,
  });
  return {
    id,
    redis,
    presence,
    desk,
    viewers,
    log,
    async close() {
      await viewers.end();
      await desk.end();
      await presence.end();
      await redis.close();
    },
  };
}
