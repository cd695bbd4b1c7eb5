import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Role } from '@waycast/contract';
import { z } from 'zod';
import { createGuestTokens } from './adapters/jose/guest-tokens.ts';
import { signToken } from './adapters/jose/sign.ts';
import { createTokens } from './adapters/jose/tokens.ts';
import { openTracing } from './adapters/opentelemetry/open-tracing.ts';
import { createLog } from './adapters/pino/log.ts';
import type { MigrationReport } from './adapters/postgres/migrate.ts';
import { openPostgres } from './adapters/postgres/open-postgres.ts';
import { createMetrics, type PrometheusMetrics } from './adapters/prometheus/metrics.ts';
import { openRouting } from './adapters/routing/open-routing.ts';
import { type Closers, closeAll } from './closers.ts';
import {
  ConfigError,
  configWarnings,
  identityProblem,
  pathsProblem,
  resolveConfig,
  type WaycastConfig,
  type WaycastOptions,
} from './config.ts';
import { openFleet } from './fleet.ts';
import { openGateways } from './gateways.ts';
import { type Core, type CorePorts, createCore } from './kernel/core.ts';
import { reportTotals } from './kernel/totals.ts';
import { traceCore, tracePorts } from './kernel/traces/trace-core.ts';
import { coreSettings, identityOf, keepingOf, tenantLimits } from './kernel-settings.ts';
import { createLibrary, type Library } from './library.ts';
import { noteDrivers } from './modules/registry/note-drivers.ts';
import { createRegistry } from './modules/registry/registry-desk.ts';
import { openAlerts } from './open-alerts.ts';
import { openDomains } from './open-domains.ts';
import { openLogs } from './open-logs.ts';
import { openServer } from './open-server.ts';
import { systemClock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';
import { openRealtime, type Realtime } from './realtime.ts';
import { stateOf } from './server-state.ts';
import { type OpenSharing, openSharing } from './sharing.ts';
import { openStorage, type Storage } from './storage.ts';

/** A running server, with everything that an application calls. */
export interface Waycast extends Library {
  /** Where it answers, for instance `http://localhost:3000`; undefined when attached to a caller's server. */
  readonly url: string | undefined;
  readonly config: WaycastConfig;
  /** Clients connected at present: sockets and streams, one of Socket.IO once for each namespace. */
  readonly connections: number;
  /** Drains: takes no more requests, moves the sockets, commits what waits. Safe to call again. */
  close(): Promise<void>;
}

/**
 * Starts a server, or attaches one to `options.server`. Only the options count; `fromEnv()` reads the environment.
 * Rejects with ConfigError for options that do not work together, ListenError when it cannot listen, and WaycastError
 * `unavailable` when the database cannot be opened. A database that is only away is waited for while the server
 * serves, where fixes may wait on disk (SPOOL_MAX_MB).
 */
export async function createWaycast(options: WaycastOptions = {}): Promise<Waycast> {
  const {
    server: _server,
    authorize: _authorize,
    demo: _demo,
    dashboardDir: _dashboardDir,
    widgetFile: _widgetFile,
    paths: _paths,
    worker: _worker,
    orderLock: _orderLock,
    ...settings
  } = options;
  const config = resolveConfig(settings);
  const problem = identityProblem(config) ?? pathsProblem(options.paths);
  if (problem !== undefined) throw new ConfigError([problem]);
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
    keeping: keepingOf(config),
  });
  try {
    return await store.migrate('patient');
  } finally {
    await store.close();
  }
}

async function start(options: WaycastOptions, config: WaycastConfig, closers: Closers): Promise<Waycast> {
  const log = createLog(config.logLevel, options.worker?.number);
  for (const warning of configWarnings(config)) log.warn({}, warning);
  const { server, worker, paths } = options;
  const { httpServer, started } = await openServer(server, config, closers, worker !== undefined);
  const metrics = openMetrics(closers);
  const store = await openStore(config, worker !== undefined, log, closers);
  const serverId = randomUUID();
  const realtime = await openRealtime({ config, serverId, clock: systemClock, log, metrics }, closers);
  const shares = sharesOf(store, config, log);
  const tracing = await openTracing(packageVersion());
  const registry = openRegistry(store, shares, config, log);
  const { alertCounts, ...alerting } = openAlerts({ ...registry, store, metrics, log, config }, closers);
  const logs = openLogs({ store, live: realtime.live, clock: systemClock, log, tracing }, closers);
  const plain = { ...portsOf(store, realtime, config), ...logs, ...registry, ...alerting, log, metrics };
  const dispatching = dispatchParts(options, realtime, config, log);
  const domains = openDomains({ ...plain, ...dispatching, store, config }, closers);
  const ports = tracePorts({ ...plain, ...domains.rights }, tracing);
  const core = traceCore(openCore(ports, options, config, closers), tracing);
  const sharing = shares.start(core, closers);
  await restorePositions(store, core, log);
  metrics.observe({ ...gauges(core, store, realtime), alerts: alertCounts });
  const { schoolTrips } = domains;
  const fleet = openFleet({ ...store, ...ports, schoolTrips, ingest: core.ingest, config }, closers);
  const gateways = await openGateways({
    ...ports,
    ...fleet,
    ...domains.start(core),
    httpServer,
    config,
    core,
    sharing,
    attached: server !== undefined,
    paths,
    tracing,
    state: stateOf(store, realtime),
    socketIoAdapter: realtime.redis?.socketIoAdapter,
    metricsText: metrics,
    worker,
    version: packageVersion(),
    pages: options,
    issueDemoToken: options.demo === true ? demoTokens(config) : undefined,
  });
  closers.push(() => gateways.close());
  const url = await started();
  log.info({ url, database: store.kind, serverId }, 'Waycast is ready');
  const library = openLibrary(gateways.io, ports, realtime);
  return waycast({ url, config, library, log, closers, sessions: core.sessions.all });
}

function dispatchParts({ orderLock }: WaycastOptions, { orders }: Realtime, config: WaycastConfig, log: Log) {
  const orderDesk = orderLock === false ? undefined : orders;
  return { orderDesk, routing: openRouting(config.routingUrl, systemClock, log) };
}

function openMetrics(closers: Closers): PrometheusMetrics {
  const metrics = createMetrics();
  closers.push(metrics.close);
  return metrics;
}

function openLibrary(io: Library['io'], { live }: CorePorts, { orders, viewers, redis }: Realtime): Library {
  return createLibrary({ io, live, orders, viewers, redisCounts: redis?.totals });
}

function portsOf(
  { history, aggregates, grants }: Storage,
  { presence, viewers, openSilence }: Realtime,
  config: WaycastConfig,
) {
  const guests = createGuestTokens({ ...identityOf(config), now: systemClock.now });
  return { presence, viewers, openSilence, history, aggregates, grants, guests, clock: systemClock };
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
    () => core.riders?.close(),
    () => core.granted.close(),
    reportTotals(core.sessions.all, ports.presence, ports.clock),
  );
  return core;
}

function openStore(config: WaycastConfig, isWorker: boolean, log: Log, closers: Closers): Promise<Storage> {
  return openStorage({ config, isWorker, clock: systemClock, log }, closers);
}

/** Now, or when the database is there. */
function restorePositions(store: Storage, core: Core, log: Log): Promise<void> {
  return store.whenReady(async () => {
    log.info({ vehicles: await core.positions.restore() }, 'Live holds the newest positions');
  });
}

/** Who is there, and what is known of them. */
function openRegistry(store: Storage, shares: OpenSharing, config: WaycastConfig, log: Log) {
  const tenants = store.tenants(tenantLimits(config));
  const { desk, vehicles, drivers } = createRegistry({
    registry: store.registry,
    tenants,
    clock: systemClock,
    log,
    away: () => store.state() === 'disconnected',
  });
  const tokens = createTokens({ ...identityOf(config), now: systemClock.now });
  return {
    tenants,
    registry: desk,
    newcomers: vehicles,
    tokens: shares.tokens(noteDrivers(tokens, drivers, systemClock)),
  };
}

function sharesOf(store: Storage, config: WaycastConfig, log: Log): OpenSharing {
  const { shares, history, orders, trips, vehicleEvents: events } = store;
  const reportIntervalMs = config.gpsUpdateInterval;
  const shared = { store: shares, history, orders, trips, events };
  return openSharing({ ...shared, clock: systemClock, log, reportIntervalMs });
}

function gauges(core: Core, store: Storage, { redis }: Realtime) {
  return {
    topics: () => core.hub.topics,
    historyQueue: () => store.queueDepth(),
    outboxDepth: () => [...core.sessions.all].reduce((sum, session) => sum + session.outbox.depth, 0),
    databaseConnected: () => store.state() === 'connected',
    ...(store.spool === undefined ? {} : { spool: store.spool }),
    upkeep: () => store.upkeep(),
    ...(redis === undefined ? {} : { redis: { state: redis.state, counts: redis.totals } }),
  };
}

const Package = z.object({ version: z.string() });

/** The version in package.json, which is one folder up both in the sources and in the published files. */
function packageVersion(): string {
  return Package.parse(JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))).version;
}

const DEMO_TOKEN_TTL_S = 12 * 3600;

function demoTokens({ jwtSecret, jwtIssuer: issuer, jwtAudience: audience }: WaycastConfig) {
  if (jwtSecret === undefined) return undefined;
  return (role: Role, vehicles: readonly string[]) =>
    signToken(jwtSecret, {
      subject: `demo-${role}`,
      roles: [role],
      vehicles,
      ttlS: DEMO_TOKEN_TTL_S,
      issuer,
      audience,
    });
}

interface WaycastParts extends Pick<Waycast, 'url' | 'config'> {
  readonly library: Library;
  readonly log: Log;
  readonly closers: Closers;
  readonly sessions: ReadonlySet<unknown>;
}

function waycast({ url, config, library, log, closers, sessions }: WaycastParts): Waycast {
  let closing: Promise<void> | undefined;
  return {
    ...library,
    url,
    config,
    get connections() {
      return sessions.size;
    },
    close() {
      closing ??= closeAll(closers).then(() => log.info({}, 'Waycast has stopped'));
      return closing;
    },
  };
}
