import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Announcement, Role } from '@waycast/contract';
import type { Server as SocketIoServer } from 'socket.io';
import { z } from 'zod';
import { signToken } from './adapters/jose/sign.ts';
import { createTokens } from './adapters/jose/tokens.ts';
import { createMemoryLive } from './adapters/memory/live.ts';
import { createMemoryPresence } from './adapters/memory/presence.ts';
import { createMemorySilence } from './adapters/memory/silence.ts';
import { openTracing } from './adapters/opentelemetry/open-tracing.ts';
import { createLog } from './adapters/pino/log.ts';
import type { MigrationReport } from './adapters/postgres/migrate.ts';
import { openPostgres, type PostgresStore } from './adapters/postgres/open-postgres.ts';
import { createMetrics } from './adapters/prometheus/metrics.ts';
import { announce } from './announce.ts';
import { type Closers, closeAll } from './closers.ts';
import {
  ConfigError,
  configWarnings,
  identityProblem,
  resolveConfig,
  type WaycastConfig,
  type WaycastOptions,
} from './config.ts';
import { type Gateways, openGateways } from './gateways.ts';
import { type Core, type CorePorts, createCore } from './kernel/core.ts';
import { reportTotals } from './kernel/totals.ts';
import { traceCore, tracePorts } from './kernel/traces/trace-core.ts';
import { coreSettings, identityOf } from './kernel-settings.ts';
import { openServer } from './open-server.ts';
import { systemClock } from './ports/clock.ts';
import type { Live } from './ports/live.ts';
import type { Log } from './ports/log.ts';

/** Whose drivers or users a message goes to; the default tenant when absent. */
export interface TenantOption {
  readonly tenant?: string;
}

/** A running server. */
export interface Waycast {
  /** Where it answers, for instance `http://localhost:3000`; undefined when attached to a caller's server. */
  readonly url: string | undefined;
  readonly config: WaycastConfig;
  /** The Socket.IO server, for the application's own rooms and events. */
  readonly io: SocketIoServer;
  /** Sends a message to every driver of the tenant; resolves to its offset in the topic `drivers`. */
  broadcastToAllDrivers(message: z.infer<typeof Announcement>, options?: TenantOption): Promise<number>;
  /** The same to everyone who is not a driver, on the topic `users`. */
  broadcastToAllUsers(message: z.infer<typeof Announcement>, options?: TenantOption): Promise<number>;
  /** Drains: takes no more requests, moves the sockets, commits what waits. Safe to call again. */
  close(): Promise<void>;
}

/**
 * Starts a server, or attaches one to `options.server`. Only the options count; `fromEnv()` reads the environment.
 * Rejects with ConfigError for options that do not work together, ListenError when it cannot listen, and WaycastError
 * `unavailable` when the database cannot be opened.
 */
export async function createWaycast(options: WaycastOptions = {}): Promise<Waycast> {
  const {
    server: _server,
    authorize: _authorize,
    demo: _demo,
    dashboardDir: _dashboardDir,
    paths: _paths,
    worker: _worker,
    ...settings
  } = options;
  const config = resolveConfig(settings);
  const identity = identityProblem(config);
  if (identity !== undefined) throw new ConfigError([identity]);
  const closers: Closers = [];
  try {
    return await start(options, config, closers);
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
}

/**
 * Brings the configured database up to date without serving, as every server does when it starts. Resolves to the
 * steps that were applied; rejects with WaycastError `unavailable` when the database cannot be reached.
 */
export async function migrate(config: WaycastConfig): Promise<MigrationReport> {
  const log = createLog(config.logLevel);
  const store = await openPostgres({
    url: config.databaseUrl,
    dataDir: config.dataDir,
    log,
    clock: systemClock,
  });
  try {
    return await store.migrate();
  } finally {
    await store.close();
  }
}

async function start(options: WaycastOptions, config: WaycastConfig, closers: Closers): Promise<Waycast> {
  const log = createLog(config.logLevel, options.worker?.number);
  for (const warning of configWarnings(config)) log.warn({}, warning);
  const { server, worker, paths } = options;
  const { httpServer, started } = await openServer(server, config, closers, worker !== undefined);
  const metrics = createMetrics();
  closers.push(metrics.close);
  const store = await openStore(config, log, closers);
  const live = createMemoryLive();
  closers.push(() => live.close());
  const serverId = randomUUID();
  const presence = createMemoryPresence({ serverId, clock: systemClock });
  closers.push(() => presence.end());
  const tokens = createTokens({ ...identityOf(config), now: systemClock.now });
  const tracing = await openTracing(packageVersion());
  const ports = tracePorts(
    {
      live,
      history: store.history,
      openSilence: createMemorySilence(systemClock),
      grants: store.grants,
      tokens,
      presence,
      clock: systemClock,
      log,
      metrics,
    },
    tracing,
  );
  const core = traceCore(openCore(ports, options, config, closers), tracing);
  const vehicles = await core.positions.restore();
  metrics.observe(gauges(core, store));
  const gateways = await openGateways({
    ...ports,
    httpServer,
    config,
    core,
    attached: server !== undefined,
    paths,
    tracing,
    state: stateOf(store),
    metricsText: metrics,
    worker,
    version: packageVersion(),
    dashboardDir: options.dashboardDir,
    issueDemoToken:
      options.demo === true && config.jwtSecret !== undefined
        ? demoTokens(config.jwtSecret, config)
        : undefined,
  });
  closers.push(() => gateways.close());
  const url = await started();
  log.info({ url, database: store.kind, vehicles, serverId }, 'Waycast is ready');
  return waycast({ url, config, live: ports.live, log, gateways, closers });
}

function openCore(
  ports: CorePorts,
  { authorize }: WaycastOptions,
  config: WaycastConfig,
  closers: Closers,
): Core {
  const core = createCore(
    { ...ports, ...(authorize === undefined ? {} : { authorize }) },
    coreSettings(config),
  );
  closers.push(
    () => core.hub.close(),
    () => core.positions.close(),
    reportTotals(core.sessions.all, ports.presence, ports.clock),
  );
  return core;
}

async function openStore(config: WaycastConfig, log: Log, closers: Closers): Promise<PostgresStore> {
  const store = await openPostgres({
    url: config.databaseUrl,
    dataDir: config.dataDir,
    log,
    clock: systemClock,
  });
  closers.push(() => store.close());
  const { applied } = await store.migrate();
  if (applied.length > 0) log.info({ applied }, 'database migrated');
  return store;
}

function gauges(core: Core, store: PostgresStore) {
  return {
    topics: () => core.hub.topics,
    historyQueue: () => store.queueDepth(),
    outboxDepth: () => [...core.sessions.all].reduce((sum, session) => sum + session.outbox.depth, 0),
    databaseConnected: () => store.state() === 'connected',
  };
}

function stateOf(store: PostgresStore) {
  return {
    database: () => store.state(),
    redis: () => 'disabled' as const,
    redisConnections: () => ({ pub: 'disabled', sub: 'disabled' }),
  };
}

const Package = z.object({ version: z.string() });

/** The version in package.json, which is one folder up both in the sources and in the published files. */
function packageVersion(): string {
  return Package.parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))).version;
}

const DEMO_TOKEN_TTL_S = 12 * 3600;

function demoTokens(secret: string, { jwtIssuer: issuer, jwtAudience: audience }: WaycastConfig) {
  const ttlS = DEMO_TOKEN_TTL_S;
  return (role: Role, vehicles: readonly string[]) =>
    signToken(secret, { subject: `demo-${role}`, roles: [role], vehicles, ttlS, issuer, audience });
}

function waycast(parts: {
  url: string | undefined;
  config: WaycastConfig;
  live: Live;
  log: Log;
  gateways: Gateways;
  closers: Closers;
}): Waycast {
  let closing: Promise<void> | undefined;
  return {
    url: parts.url,
    config: parts.config,
    io: parts.gateways.io,
    broadcastToAllDrivers: (message, options) => announce(parts.live, 'drivers', message, options?.tenant),
    broadcastToAllUsers: (message, options) => announce(parts.live, 'users', message, options?.tenant),
    close() {
      closing ??= closeAll(parts.closers).then(() => parts.log.info({}, 'Waycast has stopped'));
      return closing;
    },
  };
}
