import type { Server } from 'node:http';
import { type ConfigReport, type Environment, readEnvFile, readEnvironment } from './config/environment.ts';
import type { OptionValues } from './config/options.ts';
import { ConfigError } from './config/problem.ts';
import type { WorkerSeat } from './gateway/workers/seat.ts';
import type { Authorize } from './kernel/access.ts';

export type { ConfigEntry, ConfigReport, ConfigSource, Environment } from './config/environment.ts';
export type { HostPort } from './config/kinds.ts';
export type { Option, OptionSection, Profile } from './config/option.ts';
export type { OptionName, OptionValues, WaycastConfig } from './config/options.ts';
export { OPTION_NAMES, OPTIONS, optionNamed } from './config/options.ts';
export { renderOptionsTable } from './config/options-table.ts';
export type { ConfigProblem } from './config/problem.ts';
export { ConfigError } from './config/problem.ts';
export { resolveConfig } from './config/resolve.ts';
export { configWarnings, identityProblem, pathsProblem, usesRedis } from './config/rules.ts';

/** Options of `createWaycast`: settings, and what only an embedding application can give. */
export interface WaycastOptions extends OptionValues {
  /** Attach to this server instead of starting one; its other routes stay as they are. */
  readonly server?: Server;
  /**
   * Which of the contract's paths are answered on that server, as prefixes: `['/api/tracking', '/health']`; all when
   * absent. The application's own come first for those outside `/api/` and `/tracking/`. Sockets are not affected.
   */
  readonly paths?: readonly string[];
  /** The application's own rule, asked before the built-in one. */
  readonly authorize?: Authorize;
  /** Offers `POST /api/demo/token`, which signs anyone in: for looking around on one's own machine only. */
  readonly demo?: boolean;
  /** One of several processes on the same port, each with its own place; `waycast start` does this with WORKERS. */
  readonly worker?: WorkerSeat;
  /** False: acceptances of orders go to the database without the lock before it, to measure what that is worth. */
  readonly orderLock?: boolean;
  /** Folder of the built dashboard, served at `/`; the `waycast` command gives its own. */
  readonly dashboardDir?: string;
  /** The built chat, served at `/widget.js`; the `waycast` command gives its own. */
  readonly widgetFile?: string;
}

/** Where settings come from besides the environment. */
export interface EnvironmentFile {
  /** Path of the env file; a missing one is fine. Default `.env` in the working directory. */
  readonly envFile?: string;
}

/**
 * Options from the environment and, below it, `.env`. Throws ConfigError that names every variable that is unknown,
 * invalid, or at odds with another.
 */
export function fromEnv(
  env: Environment = process.env,
  { envFile = '.env' }: EnvironmentFile = {},
): WaycastOptions {
  const { options, problems } = inspectEnv(env, { envFile });
  if (problems.length > 0) throw new ConfigError(problems);
  return options;
}

/** The same without throwing: what is set, where each value came from, and every problem. */
export function inspectEnv(
  env: Environment = process.env,
  { envFile = '.env' }: EnvironmentFile = {},
): ConfigReport {
  return readEnvironment(env, readEnvFile(envFile));
}
