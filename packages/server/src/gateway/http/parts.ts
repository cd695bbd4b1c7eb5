import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Role, RouteResponse } from '@waycast/contract';
import type { Access } from '../../kernel/access.ts';
import type { DeviceRegistry } from '../../kernel/device-registry.ts';
import type { Ingest } from '../../kernel/ingest.ts';
import type { Positions } from '../../kernel/positions.ts';
import type { Sessions } from '../../kernel/sessions.ts';
import type { BucketLimit } from '../../kernel/token-bucket.ts';
import type { Aggregates } from '../../ports/aggregates.ts';
import type { AlertDesk } from '../../ports/alert-desk.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CompanyDesk, ConversationDesk, WidgetDesk } from '../../ports/conversation-desk.ts';
import type { EtaDesk } from '../../ports/eta-desk.ts';
import type { FeedTrips } from '../../ports/feed-trips.ts';
import type { Geofences } from '../../ports/fences.ts';
import type { Grants } from '../../ports/grants.ts';
import type { History } from '../../ports/history.ts';
import type { Live } from '../../ports/live.ts';
import type { Log } from '../../ports/log.ts';
import type { People } from '../../ports/people-desk.ts';
import type { Presence } from '../../ports/presence.ts';
import type { RegistryDesk } from '../../ports/registry-desk.ts';
import type { Reports } from '../../ports/reports.ts';
import type { RoadsDesk } from '../../ports/roads-desk.ts';
import type { SchoolPlanDesk } from '../../ports/school-plan-desk.ts';
import type { Sharing } from '../../ports/sharing.ts';
import type { OrderCounter, TaxiDesk } from '../../ports/taxi-desk.ts';
import type { Tenants } from '../../ports/tenants.ts';
import type { Tokens } from '../../ports/tokens.ts';
import type { Tracing } from '../../ports/tracing.ts';
import type { TripDesk } from '../../ports/trip-desk.ts';
import type { ClientAddress } from '../client-address.ts';

/** What a route may use. */
export interface HttpParts {
  readonly ingest: Ingest;
  readonly positions: Positions;
  readonly history: History;
  readonly reports: Reports;
  readonly aggregates: Aggregates;
  readonly access: Access;
  readonly tokens: Tokens;
  readonly grants: Grants;
  readonly tenants: Tenants;
  readonly registry: RegistryDesk;
  readonly sharing: Sharing;
  readonly geofences: Geofences;
  readonly schoolPlan: SchoolPlanDesk;
  readonly tripDesk: TripDesk;
  readonly etas: EtaDesk;
  readonly feedTrips: FeedTrips;
  readonly people: People;
  readonly devices: DeviceRegistry;
  readonly orderCounter: OrderCounter;
  readonly taxiDesk: TaxiDesk;
  readonly roads: RoadsDesk;
  readonly conversationDesk: ConversationDesk;
  readonly companyDesk: CompanyDesk;
  readonly widgetDesk: WidgetDesk;
  /** The client's address, with trusted proxies taken into account. */
  readonly addressOf: ClientAddress;
  readonly live: Live;
  readonly sessions: Sessions;
  readonly presence: Presence;
  readonly alerts: AlertDesk;
  readonly clock: Clock;
  readonly log: Log;
  readonly state: ServerState;
  readonly metrics: MetricsText;
  /** Absent where nobody collects traces. */
  readonly tracing?: Pick<Tracing, 'within'> | undefined;
  /** Answers `GET /api/stream`. Absent: the path is not served. */
  readonly openStream?: OpenStream;
  readonly settings: HttpSettings;
  /** Signs a token for anyone who asks: only in a demo. */
  readonly issueDemoToken?: (role: Role, vehicles: readonly string[]) => Promise<string>;
}

export interface HttpSettings {
  /** Version of the package, for `/api/version` and the documents. */
  readonly version: string;
  /** GPS_UPDATE_INTERVAL, advised to devices. */
  readonly reportIntervalMs: number;
  /** The least time between fixes of a vehicle at which GPS_RATE_LIMIT_MAX refuses none; 0: no limit. */
  readonly minReportIntervalMs: number;
  /** WAYCAST_PROFILE. */
  readonly profile: string;
  /** Requests of one subject, over all of its connections. */
  readonly requestsPerSubject: BucketLimit;
  /** SOCKET_IO_CORS_ORIGIN: origins of pages that may read answers, or `*`. */
  readonly allowedOrigins: readonly string[];
  /** PUBLIC_URL; absent, links use the address that the request named. */
  readonly publicUrl?: string | undefined;
  /** METRICS_TOKEN. */
  readonly metricsToken?: string | undefined;
  /** Folder of the built dashboard. */
  readonly dashboardDir?: string | undefined;
  /** The built chat for pages of others. */
  readonly widgetFile?: string | undefined;
  /** MAP_ORIGINS. */
  readonly mapOrigins?: readonly string[] | undefined;
}

/** The server's condition as probes see it. */
export interface ServerState {
  database(): RouteResponse<'health'>['services']['database'];
  redis(): RouteResponse<'health'>['services']['redis'];
  /** The connections that the Socket.IO adapter publishes and subscribes with. */
  redisConnections(): RouteResponse<'healthSocketio'>['redis'];
  /** Whether a balancer should send requests here, and why not. */
  ready(): Readiness;
  /** Topics that this server follows for its clients. */
  rooms(): number;
}

export type Readiness =
  | { readonly ready: true; readonly degraded?: boolean; readonly reason?: string }
  | { readonly ready: false; readonly reason: string };

/** The metrics in Prometheus' text format, and the totals of Redis traffic. */
export interface MetricsText {
  readonly contentType: string;
  text(): Promise<string>;
  pubsub?(): object;
}

/** One request for a stream, as its transport takes it over. */
export interface StreamRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly token: string;
  /** The query parameter `topics`: names separated by commas. */
  readonly topics: string;
  readonly requestId: string;
}

/** Rejects with a WaycastError before anything was written; once it resolves the response is the stream's. */
export type OpenStream = (stream: StreamRequest) => Promise<void>;
