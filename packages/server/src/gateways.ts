import type { Server } from 'node:http';
import type { Role } from '@waycast/contract';
import type { ServerOptions, Server as SocketIoServer } from 'socket.io';
import type { WaycastConfig } from './config.ts';
import type { Fleet } from './fleet.ts';
import { createEntrance } from './gateway/entrance.ts';
import { createHttpGateway } from './gateway/http/gateway.ts';
import type { HttpParts, HttpSettings, MetricsText, Readiness, ServerState } from './gateway/http/parts.ts';
import { attachSocketIo } from './gateway/socketio/attach-socketio.ts';
import { createStreams } from './gateway/sse/streams.ts';
import { takeRequests } from './gateway/take-requests.ts';
import { createUpgrades } from './gateway/upgrades.ts';
import { attachWebSocket } from './gateway/websocket/attach-websocket.ts';
import type { WorkerSeat } from './gateway/workers/seat.ts';
import { createSiblings, type Siblings } from './gateway/workers/siblings.ts';
import type { Core, CorePorts } from './kernel/core.ts';
import { planDrain } from './kernel/drain.ts';
import { leastIntervalMs } from './kernel/fix-quota.ts';
import type { Aggregates } from './ports/aggregates.ts';
import type { AlertDesk } from './ports/alert-desk.ts';
import type { CompanyDesk, ConversationDesk, WidgetDesk } from './ports/conversation-desk.ts';
import type { EtaDesk } from './ports/eta-desk.ts';
import type { FeedTrips } from './ports/feed-trips.ts';
import type { Geofences } from './ports/fences.ts';
import type { People } from './ports/people-desk.ts';
import type { RegistryDesk } from './ports/registry-desk.ts';
import type { RoadsDesk } from './ports/roads-desk.ts';
import type { SchoolPlanDesk } from './ports/school-plan-desk.ts';
import type { Sharing } from './ports/sharing.ts';
import type { OrderCounter, TaxiDesk } from './ports/taxi-desk.ts';
import type { Tenants } from './ports/tenants.ts';
import type { Tracing } from './ports/tracing.ts';
import type { TripDesk } from './ports/trip-desk.ts';

/** A balancer that asked for readiness within this time is given time to notice that it ended. */
const PROBED_WITHIN_MS = 60_000;

export interface GatewayParts extends CorePorts, Fleet {
  readonly httpServer: Server;
  readonly aggregates: Aggregates;
  /** The server is an application's own: what is not ours stays with its listeners. */
  readonly attached: boolean;
  /** Prefixes of the paths that are answered on an application's server; all of the contract's when absent. */
  readonly paths: readonly string[] | undefined;
  /** Carries the application's own rooms and events between servers. */
  readonly socketIoAdapter?:
    | { readonly adapter: ServerOptions['adapter']; subscribed(): Promise<void> }
    | undefined;
  /** Absent where nobody collects traces. */
  readonly tracing: Tracing | undefined;
  readonly config: WaycastConfig;
  readonly tenants: Tenants;
  readonly registry: RegistryDesk;
  readonly alerts: AlertDesk;
  readonly geofences: Geofences;
  readonly people: People;
  readonly core: Core;
  readonly schoolPlan: SchoolPlanDesk;
  readonly tripDesk: TripDesk;
  readonly etas: EtaDesk;
  readonly feedTrips: FeedTrips;
  readonly orderCounter: OrderCounter;
  readonly taxiDesk: TaxiDesk;
  readonly roads: RoadsDesk;
  readonly conversationDesk: ConversationDesk;
  readonly companyDesk: CompanyDesk;
  readonly widgetDesk: WidgetDesk;
  /** Origins whose pages show a company's chat. */
  readonly widgetOrigins: { allows(origin: string): Promise<boolean> };
  readonly sharing: Sharing;
  readonly state: Omit<ServerState, 'ready' | 'rooms'> & {
    /** Redis answers, but nothing proves that what is published arrives. */
    redisUnproven(): boolean;
    /** The database answers, and its schema is not up to date yet. */
    databaseMigrating(): boolean;
  };
  readonly metricsText: WorkerMetrics;
  /** The server is one of several processes on its port. */
  readonly worker?: WorkerSeat | undefined;
  readonly version: string;
  readonly pages: Pick<HttpSettings, 'dashboardDir' | 'widgetFile'>;
  readonly issueDemoToken: ((role: Role, vehicles: readonly string[]) => Promise<string>) | undefined;
}

/** The metrics of this process, and what is needed to add up those of several. */
export interface WorkerMetrics extends MetricsText {
  /** This process's own, as JSON. */
  own(): Promise<object[]>;
  /** The text of several processes' metrics together. */
  textOf(all: object[][]): Promise<string>;
}

/** All transports of a server on one HTTP server. */
export interface Gateways {
  readonly io: SocketIoServer;
  /**
   * Turns `/health/ready` red, refuses handshakes, moves the sockets away one after the other, answers the requests
   * under way, and lets go of the HTTP server: all within DRAIN_TIMEOUT.
   */
  close(): Promise<void>;
}

export async function openGateways(parts: GatewayParts): Promise<Gateways> {
  const { core, config, clock, log, httpServer, metricsText } = parts;
  const { sessions, dispatch, subscribe } = core;
  let draining = false;
  let probedAt = Number.NEGATIVE_INFINITY;
  const entrance = createEntrance({
    trustProxy: config.trustProxy,
    allowedOrigins: config.socketIoCorsOrigin,
    publicUrl: config.publicUrl,
    connectionsPerAddress: config.maxConnectionsPerAddress,
    handshakesPerAddress: config.maxHandshakesPerAddress,
    clock,
  });
  const siblings = parts.worker === undefined ? undefined : createSiblings(parts.worker, clock, log);
  const upgrades = createUpgrades(httpServer, clock);
  const pings = { pingIntervalMs: config.wsPingInterval, pingTimeoutMs: config.wsPingTimeout };
  const common = { upgrades, entrance, sessions, dispatch, clock, log, ...pings };
  const socketIo = attachSocketIo({
    ...common,
    path: config.socketIoPath,
    corsOrigins: config.socketIoCorsOrigin,
    authTimeoutMs: config.authTimeout,
    adapter: parts.socketIoAdapter?.adapter,
    siblings,
  });
  await parts.socketIoAdapter?.subscribed();
  const webSocket = attachWebSocket({ ...common, foreign: parts.widgetOrigins });
  const streams = createStreams({ sessions, subscribe, entrance, clock });
  const http = await createHttpGateway({
    ...httpParts(parts, () => {
      probedAt = clock.now();
      return draining;
    }),
    openStream: (stream) => streams.start(stream),
    addressOf: entrance.addressOf,
    ...(siblings === undefined ? {} : { metrics: sumOf(metricsText, siblings) }),
  });
  await siblings?.listen(socketIo.ownClients, () => metricsText.own());
  const detach = takeRequests({ ...parts, http, socketIo, draining: () => draining });
  return {
    io: socketIo.io,
    async close() {
      draining = true;
      entrance.shut();
      const endsAt = clock.now() + config.drainTimeout * 1000;
      const plan = planDrain(config.drainTimeout * 1000, clock.now() - probedAt < PROBED_WITHIN_MS);
      await sessions.drain(plan);
      streams.close();
      webSocket.close();
      await socketIo.close();
      upgrades.close();
      if (!parts.attached) httpServer.close();
      await siblings?.close(Math.max(0, endsAt - clock.now()));
      await http.close(Math.max(0, endsAt - clock.now()));
      detach();
    },
  };
}

/** `/metrics` of any worker tells those of all: who asks does not choose which one answers. */
function sumOf(metrics: WorkerMetrics, siblings: Siblings): MetricsText {
  return { ...metrics, text: async () => metrics.textOf(await siblings.metrics()) };
}

function httpParts(
  parts: GatewayParts,
  draining: () => boolean,
): Omit<HttpParts, 'openStream' | 'addressOf'> {
  const { core, live, history, aggregates, grants, tokens, presence, clock, log, issueDemoToken } = parts;
  const { conversationDesk, companyDesk, widgetDesk } = parts;
  return {
    ingest: core.ingest,
    positions: core.positions,
    access: core.access,
    sessions: core.sessions,
    presence,
    alerts: parts.alerts,
    live,
    history,
    reports: parts.reports,
    ...{ aggregates, grants },
    tenants: parts.tenants,
    registry: parts.registry,
    sharing: parts.sharing,
    geofences: parts.geofences,
    schoolPlan: parts.schoolPlan,
    tripDesk: parts.tripDesk,
    etas: parts.etas,
    feedTrips: parts.feedTrips,
    devices: parts.devices,
    people: parts.people,
    orderCounter: parts.orderCounter,
    taxiDesk: parts.taxiDesk,
    roads: parts.roads,
    ...{ conversationDesk, companyDesk, widgetDesk },
    tokens,
    clock,
    log,
    metrics: parts.metricsText,
    tracing: parts.tracing,
    state: {
      ...parts.state,
      rooms: () => core.hub.topics,
      ready: () => readiness(draining(), parts.state),
    },
    settings: httpSettings(parts),
    ...(issueDemoToken === undefined ? {} : { issueDemoToken }),
  };
}

function httpSettings(parts: GatewayParts): HttpParts['settings'] {
  const { config } = parts;
  const perSecond = config.commandsPerSecondPerSubject;
  return {
    version: parts.version,
    reportIntervalMs: config.gpsUpdateInterval,
    minReportIntervalMs: leastIntervalMs(config.gpsRateLimitMax),
    // A demo shows everything there is.
    profile: parts.issueDemoToken === undefined ? config.profile : 'demo',
    requestsPerSubject: { perSecond, burst: 2 * perSecond },
    allowedOrigins: config.socketIoCorsOrigin,
    publicUrl: config.publicUrl,
    metricsToken: config.metricsToken,
    dashboardDir: parts.pages.dashboardDir,
    widgetFile: parts.pages.widgetFile,
    mapOrigins: config.mapOrigins,
  };
}

/** With Redis or the database known to be away every server says ready: to empty them all at once helps nobody. */
function readiness(draining: boolean, state: GatewayParts['state']): Readiness {
  if (draining) return { ready: false, reason: 'the server is draining' };
  if (state.redisUnproven())
    return { ready: false, reason: 'Redis answers, but delivery through it is not proven' };
  if (state.databaseMigrating()) return { ready: false, reason: 'the database is being migrated' };
  const reasons = [
    ...(state.redis() === 'disconnected' ? ['Redis is away; this server goes on by itself'] : []),
    ...(state.database() === 'disconnected' ? ['the database is away'] : []),
  ];
  return reasons.length === 0 ? { ready: true } : { ready: true, degraded: true, reason: reasons.join('; ') };
}
