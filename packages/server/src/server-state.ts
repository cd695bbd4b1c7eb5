import type { Realtime } from './realtime.ts';
import type { Storage } from './storage.ts';

/** What probes are told of the database and Redis. */
export function stateOf(store: Storage, { redis }: Realtime) {
  const redisState = () => redis?.state() ?? 'disabled';
  const redisAnswers = () => redisState() === 'connected' || redisState() === 'unproven';
  return {
    database: () => store.state(),
    databaseMigrating: () => store.migrating(),
    redis: () => (redis === undefined ? 'disabled' : redisAnswers() ? 'connected' : 'disconnected'),
    redisConnections: () => ({ pub: redisState(), sub: redisState() }),
    redisUnproven: () => redisState() === 'unproven',
  } as const;
}
