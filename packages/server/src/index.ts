export type {
  RedisAdapterClient,
  RedisAdapterHealth,
  RedisAdapterStats,
  RedisClientStatus,
} from './adapter-health.ts';
export { checkRedisAdapterHealth, getRedisAdapterStats } from './adapter-health.ts';
export type { Waycast } from './app.ts';
export { createWaycast, migrate } from './app.ts';
export type { WaycastConfig, WaycastOptions } from './config.ts';
export {
  ConfigError,
  configWarnings,
  fromEnv,
  identityProblem,
  inspectEnv,
  OPTIONS,
  renderOptionsTable,
  resolveConfig,
} from './config.ts';
export type { WorkerSeat } from './gateway/workers/seat.ts';
export type { Authorize, Resource } from './kernel/access.ts';
export type { PubSubStats, TenantOption } from './library.ts';
export { ListenError } from './listen.ts';
export type { TakenCount, TakenLine, TakenObservation, TakenUser, TakingOver } from './take-over.ts';
export { takeOver } from './take-over.ts';
