import { ConnectedRedis } from './connection/connected-redis.ts';
import { accessOf, placeOf, type RedisConnection } from './connection/redis-connection.ts';
import type { Redis } from './redis.ts';

export type { RedisConnection } from './connection/redis-connection.ts';

/**
 * Connects to Redis, alone, behind Sentinel or as a Cluster, and resolves when that has succeeded or failed for the
 * first time, after 3 s at the latest; either way it goes on trying for as long as it is open. Rejects only for
 * options that cannot be used: no address, an unreadable file of certificates.
 */
export async function openRedis(options: RedisConnection): Promise<Redis> {
  const redis = new ConnectedRedis(placeOf(options), await accessOf(options), options);
  await redis.firstOutcome();
  return redis;
}
