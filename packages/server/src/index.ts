export { createWaycast } from './app.ts';
export type { TenantOption, Waycast } from './app.ts';
export { ConfigError, OPTIONS, configWarnings, fromEnv, identityProblem, inspectEnv, renderOptionsTable, resolveConfig } from './config.ts';
export type { WaycastConfig, WaycastOptions } from './config.ts';
export type { Authorize, Resource } from './kernel/access.ts';
export { ListenError } from './listen.ts';
export { migrate } from './migrate.ts';
