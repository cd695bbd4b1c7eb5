import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Role, TenantLimits } from '@waycast/contract';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { createGuestTokens } from '../../src/adapters/jose/guest-tokens.ts';
import { signToken } from '../../src/adapters/jose/sign.ts';
import { createTokens } from '../../src/adapters/jose/tokens.ts';
import { createMemoryLive } from '../../src/adapters/memory/live.ts';
import { createMemoryOrderDesk } from '../../src/adapters/memory/order-desk.ts';
import { createMemoryPresence } from '../../src/adapters/memory/presence.ts';
import { createMemorySilence } from '../../src/adapters/memory/silence.ts';
import { createMemoryViewers } from '../../src/adapters/memory/viewers.ts';
import { createOutbound } from '../../src/adapters/outbound/outbound.ts';
import { openPostgres } from '../../src/adapters/postgres/open-postgres.ts';
import { createMetrics } from '../../src/adapters/prometheus/metrics.ts';
import { straightLine } from '../../src/adapters/routing/straight-line.ts';
import { type Closers, closeAll } from '../../src/closers.ts';
import { createEntrance } from '../../src/gateway/entrance.ts';
import { createHttpGateway } from '../../src/gateway/http/gateway.ts';
import type { HttpSettings, ServerState } from '../../src/gateway/http/parts.ts';
import { createStreams } from '../../src/gateway/sse/streams.ts';
import type { Authorize } from '../../src/kernel/access.ts';
import { createCore } from '../../src/kernel/core.ts';
import { createDeviceRegistry } from '../../src/kernel/device-registry.ts';
import { createAlertDesk } from '../../src/modules/alerts/alert-desk.ts';
import { openFences } from '../../src/modules/fleet/fences/open-fences.ts';
import { createReports } from '../../src/modules/fleet/reports/create-reports.ts';
import { Settler } from '../../src/modules/fleet/settling/settler.ts';
import { STAGES } from '../../src/modules/fleet/settling/stages.ts';
import { noteDrivers } from '../../src/modules/registry/note-drivers.ts';
import { createRegistry } from '../../src/modules/registry/registry-desk.ts';
import { openConversations } from '../../src/open-conversations.ts';
import { openRoads } from '../../src/open-roads.ts';
import { openSchool } from '../../src/open-school.ts';
import { openTaxi } from '../../src/open-taxi.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { NO_FENCES } from '../../src/ports/fences.ts';
import type { History } from '../../src/ports/history.ts';
import type { Presence } from '../../src/ports/presence.ts';
import { NO_TRIPS } from '../../src/ports/vehicle-trips.ts';
import { openSharing } from '../../src/sharing.ts';
import { type LogLine, recordingLog } from './recording-log.ts';
import { LIMITS } from './tenant-limits.ts';

const SECRET = 'a secret of these tests, long enough for HS256';

export interface TestServerOptions {
  readonly settings?: Partial<HttpSettings>;
  readonly state?: Partial<ServerState>;
  readonly fixesPerMinute?: number;
  /** Wraps the real history, to make it fail or count. */
  readonly history?: (history: History) => History;
  readonly authorize?: Authorize;
  /** Presence over several servers; in memory when absent. */
  readonly presence?: Presence;
  readonly demo?: boolean;
  /** Of tenants, beside those of LIMITS. */
  readonly limits?: Partial<TenantLimits>;
  readonly headersTimeoutMs?: number;
  /** WEBHOOK_ALLOW_PRIVATE. */
  readonly allowedNetworks?: readonly string[];
  /** VAPID_PUBLIC_KEY. */
  readonly pushKey?: string;
  /** Address of an empty database; a new one on the run's PostgreSQL when absent. */
  readonly databaseUrl?: string;
}

/** Nobody is alerted or notified. */
const NOBODY_TOLD = {
  alarms: { raise: async () => undefined, clear: async () => undefined },
  personalPush: { tell: async () => ({ kind: 'push_off' as const }) },
};
const SCHOOL = { publicUrl: undefined, alertFreshness: 900, followLogRetentionDays: 30 };

/** A whole HTTP gateway on a free port: the real kernel over live in memory and PostgreSQL. */
export async function startServer(options: TestServerOptions = {}) {
  const lines: LogLine[] = [];
  const log = recordingLog(lines);
  const clock = systemClock;
  const store = await openPostgres({ url: options.databaseUrl ?? (await freshDatabase()), log, clock });
  await store.migrate();
  const live = createMemoryLive();
  const presence = options.presence ?? createMemoryPresence({ serverId: 'test-server', clock });
  const metrics = createMetrics();
  const tenants = store.tenants({ ...LIMITS, ...options.limits });
  const registry = createRegistry({ registry: store.registry, tenants, clock, log, away: () => false });
  const { geofences } = openFences({ store: store.fences, tenants, clock });
  const history = options.history?.(store.history) ?? store.history;
  const settler = new Settler({
    settlements: store.settlements,
    clock,
    log,
    stages: STAGES,
    settingsOf: async (vehicles) =>
      vehicles.map((vehicle) => ({ ...vehicle, speedLimitMps: null, fences: NO_FENCES, trips: NO_TRIPS })),
  });
  store.history.onStored((fixes) => settler.stored(fixes));
  const shares = openSharing({
    ...store,
    store: store.shares,
    events: store.vehicleEvents,
    history,
    clock,
    log,
    reportIntervalMs: 15_000,
  });
  const jwts = createTokens({ secret: SECRET, now: clock.now });
  const tokens = shares.tokens(noteDrivers(jwts, registry.drivers, clock));
  const { authorize } = options;
  const closers: Closers = [];
  const ports = {
    live,
    history,
    grants: store.grants,
    newcomers: registry.vehicles,
    tokens,
    presence,
    openSilence: createMemorySilence(clock),
    clock,
    log,
    metrics,
    ...(authorize === undefined ? {} : { authorize }),
  };
  const school = openSchool({ store, ...ports, ...NOBODY_TOLD, tenants, config: SCHOOL }, closers);
  const orderDesk = createMemoryOrderDesk({ clock, lockTtlS: 5 });
  const taxi = openTaxi({ ...ports, store, orderDesk, routing: straightLine }, closers);
  const viewers = createMemoryViewers({ clock });
  const guests = createGuestTokens({ secret: SECRET, now: clock.now });
  const conversations = openConversations({ ...ports, store, viewers, guests }, closers);
  const road = openRoads({ ...ports, store, tenants }, closers);
  const core = createCore(
    { ...ports, ...school.rights, ...taxi.rights, ...conversations.rights, ...road.rights, viewers },
    {
      minIntervalMs: 0,
      offlineAfterMs: 60_000,
      fixesPerMinute: options.fixesPerMinute ?? 0,
      limits: {
        authTimeoutMs: 10_000,
        connectionsPerSubject: 100,
        commandsPerSession: { perSecond: 0, burst: 0 },
        commandsPerSubject: { perSecond: 0, burst: 0 },
      },
    },
  );
  const sharing = shares.start(core, closers);
  const { settler: roadSettler, ...roads } = road.start(core);
  const devices = createDeviceRegistry({ ...ports, tenants, devices: store.devices, ingest: core.ingest });
  const entrance = createEntrance({
    trustProxy: [],
    allowedOrigins: [],
    publicUrl: undefined,
    connectionsPerAddress: 0,
    handshakesPerAddress: 0,
    clock,
  });
  const streams = createStreams({ sessions: core.sessions, subscribe: core.subscribe, entrance, clock });
  const gateway = await createHttpGateway({
    ...ports,
    aggregates: store.aggregates,
    ...core,
    tenants,
    registry: registry.desk,
    sharing,
    alerts: createAlertDesk({
      store: store.alerts,
      tenants,
      outbound: createOutbound({ allowedNetworks: options.allowedNetworks ?? [] }),
      clock,
      publicKey: options.pushKey,
      wake: () => undefined,
    }),
    geofences,
    ...school.start(core),
    ...taxi.start(core),
    ...openRoads({ ...ports, store, tenants }, closers),
    ...conversations.start(core),
    addressOf: entrance.addressOf,
    ...roads,
    devices,
    metrics,
    reports: createReports({ archive: store.archive, history, clock }),
    openStream: (stream) => streams.start(stream),
    state: {
      database: () => 'connected',
      redis: () => 'disabled',
      redisConnections: () => ({ pub: 'disabled', sub: 'disabled' }),
      ready: () => ({ ready: true }),
      rooms: () => core.hub.topics,
      ...options.state,
    },
    settings: {
      version: '0.1.0',
      ...{ reportIntervalMs: 15_000, minReportIntervalMs: 500 },
      profile: 'school',
      requestsPerSubject: { perSecond: 0, burst: 0 },
      allowedOrigins: [],
      ...options.settings,
    },
    ...(options.demo === true
      ? { issueDemoToken: (role, vehicles) => tokenOf({ roles: [role], vehicles }) }
      : {}),
  });
  const server = createServer(
    {
      headersTimeout: options.headersTimeoutMs ?? 60_000,
      requestTimeout: options.headersTimeoutMs ?? 300_000,
      connectionsCheckingInterval: 50,
      requireHostHeader: false,
    },
    gateway.handle,
  );
  server.on('clientError', gateway.clientError).on('checkExpectation', gateway.handle);
  const port = await listen(server);

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    lines,
    live,
    core,
    gateway,
    settler,
    tenants,
    history,
    grants: store.grants,
    roads: { observations: store.observations, segments: store.roadSegments, settler: roadSettler },
    async close() {
      streams.close();
      server.closeAllConnections();
      server.close();
      await gateway.close();
      await closeAll(closers);
      await devices.close();
      await core.positions.close();
      await core.hub.close();
      await presence.end();
      await live.close();
      metrics.close();
      await settler.close();
      await store.close();
    },
  };
}

export type TestServer = Awaited<ReturnType<typeof startServer>>;

export interface TokenClaims {
  readonly subject?: string;
  readonly tenant?: string;
  readonly roles?: readonly Role[];
  readonly vehicles?: readonly string[];
  readonly ttlS?: number;
}

/** A token as an issuer that knows the secret would sign it: a dispatcher's unless told otherwise. */
export function tokenOf({
  subject = 'someone',
  roles = ['dispatcher'],
  ttlS = 600,
  ...claims
}: TokenClaims = {}): Promise<string> {
  return signToken(SECRET, { subject, roles, ttlS, ...claims });
}

/** A fetch of JSON with a token, answering status, headers and body. */
export async function call(
  server: TestServer,
  method: string,
  path: string,
  init: { token?: string; body?: unknown; headers?: Record<string, string> } = {},
) {
  const response = await fetch(server.url + path, {
    method,
    headers: {
      ...(init.token === undefined ? {} : { authorization: `Bearer ${init.token}` }),
      ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...init.headers,
    },
    ...(init.body === undefined
      ? {}
      : { body: typeof init.body === 'string' ? init.body : JSON.stringify(init.body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
