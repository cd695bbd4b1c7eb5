import { z } from 'zod';
import { FixInput, HistoryItem, LocationUpdate } from './fix.ts';
import { Id } from './ids.ts';
import { ROLES } from './roles.ts';

export interface RouteDefinition {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Path with `:name` parameters. */
  readonly path: string;
  /** Other paths that do the same. */
  readonly aliases?: readonly string[];
  /** `token`: needs a bearer token; `open`: answers anyone; `metrics`: open unless METRICS_TOKEN is set. */
  readonly access: 'token' | 'open' | 'metrics';
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** Status of success; its JSON body, or the media types where it is not JSON alone. */
  readonly status: number;
  readonly response?: z.ZodType;
  readonly mediaTypes?: readonly string[];
  readonly summary: string;
}

/** Fixes in one batch at the most. */
export const BATCH_MAX_FIXES = 1000;
/** History page: default and largest number of items. */
export const HISTORY_LIMIT = { default: 1000, max: 10_000 } as const;

const VehicleParams = z.object({ id: Id });
const TimeQuery = z.string().min(1).max(40).optional().meta({ description: 'ISO 8601 or epoch milliseconds.' });

export const HISTORY_FORMATS = ['json', 'geojson', 'gpx', 'csv'] as const;
export type HistoryFormat = (typeof HISTORY_FORMATS)[number];

export const HistoryQuery = z.object({
  from: TimeQuery,
  to: TimeQuery,
  limit: z.coerce.number().int().min(1).transform((n) => Math.min(n, HISTORY_LIMIT.max)).default(HISTORY_LIMIT.default),
  cursor: z.string().max(200).optional(),
  format: z.enum(HISTORY_FORMATS).default('json'),
});

export const FixReceipt = z
  .object({
    accepted: z.literal(true),
    broadcast: z.boolean().meta({ description: 'false: held back by the throttle, late, repeated or too far ahead.' }),
  })
  .meta({ id: 'FixReceipt' });
export type FixReceipt = z.infer<typeof FixReceipt>;

export const BatchReceipt = z
  .object({
    accepted: z.number().int(),
    rejected: z.array(
      z.object({ index: z.number().int(), code: z.string(), message: z.string(), retryAfterMs: z.number().optional() }),
    ),
  })
  .meta({ id: 'BatchReceipt' });
export type BatchReceipt = z.infer<typeof BatchReceipt>;

export const LiveVehicle = LocationUpdate.extend({
  receivedAt: z.string().optional().meta({ description: 'When the server received the fix.' }),
}).meta({ id: 'LiveVehicle' });

export const Me = z
  .object({
    subject: z.string(),
    tenant: z.string(),
    roles: z.array(z.enum(ROLES)),
    vehicles: z.array(z.string()),
    expiresAt: z.string(),
    reportIntervalMs: z.number().meta({ description: 'GPS_UPDATE_INTERVAL: how often a device is advised to report.' }),
  })
  .meta({ id: 'Me' });

export const Grant = z
  .object({
    subject: Id,
    vehicleId: Id,
    expiresAt: z.string().nullish().meta({ description: 'ISO 8601; null or absent: until revoked.' }),
  })
  .meta({ id: 'Grant', description: 'Lets a viewer of the tenant follow a vehicle.' });
export type Grant = z.infer<typeof Grant>;

export const DemoTokenRequest = z
  .object({
    role: z.enum(ROLES).default('dispatcher'),
    vehicles: z.array(Id).max(100).default([]).meta({ description: 'Vehicles that a driver reports for.' }),
  })
  .meta({ id: 'DemoTokenRequest' });

export const Health = z
  .object({
    status: z.enum(['ok', 'degraded']),
    timestamp: z.string(),
    services: z.object({
      database: z.enum(['connected', 'disconnected']),
      redis: z.enum(['connected', 'disconnected', 'disabled']),
      socketio: z.literal('active'),
    }),
  })
  .meta({ id: 'Health' });

const Ready = z.object({ status: z.string(), degraded: z.boolean().optional(), reason: z.string().optional() });

/** Every HTTP route. A route is listed once the server serves it. */
export const ROUTES = {
  reportFix: {
    method: 'POST', path: '/api/tracking/location', access: 'token', body: FixInput, status: 202, response: FixReceipt,
    summary: 'Reports one fix; answers once it is durable.',
  },
  reportBatch: {
    method: 'POST', path: '/api/tracking/batch', aliases: ['/tracking/batch'], access: 'token',
    body: z.object({ updates: z.array(z.unknown()).max(BATCH_MAX_FIXES) }), status: 202, response: BatchReceipt,
    summary: 'Reports up to 1,000 fixes in any order, of several vehicles; each is judged alone.',
  },
  listVehicles: {
    method: 'GET', path: '/api/tracking/vehicles', access: 'token', status: 200,
    response: z.object({ vehicles: z.array(LiveVehicle) }),
    summary: 'Last position of every vehicle that the subject may see.',
  },
  lastLocation: {
    method: 'GET', path: '/api/tracking/vehicles/:id/location', access: 'token', params: VehicleParams, status: 200,
    response: LiveVehicle,
    summary: 'Last position of one vehicle; 404 when it never reported.',
  },
  history: {
    method: 'GET', path: '/api/tracking/vehicles/:id/history', access: 'token', params: VehicleParams,
    query: HistoryQuery, status: 200,
    response: z.object({ items: z.array(HistoryItem), nextCursor: z.string().nullable() }),
    mediaTypes: ['application/json', 'application/geo+json', 'application/gpx+xml', 'text/csv'],
    summary: 'Stored fixes in order of time: pages as JSON, the whole range streamed as GeoJSON, GPX or CSV.',
  },
  stream: {
    method: 'GET', path: '/api/stream', access: 'token',
    query: z.object({ topics: z.string().min(1).max(4000), token: z.string().optional() }), status: 200,
    mediaTypes: ['text/event-stream'],
    summary: 'Server-Sent Events of the named topics; `Last-Event-ID` replays log topics.',
  },
  me: {
    method: 'GET', path: '/api/me', access: 'token', status: 200, response: Me,
    summary: 'Who the token says you are.',
  },
  listGrants: {
    method: 'GET', path: '/api/grants', access: 'token', query: z.object({ subject: Id.optional() }), status: 200,
    response: z.object({ grants: z.array(Grant) }),
    summary: 'Grants of the tenant, or of one subject.',
  },
  createGrant: {
    method: 'POST', path: '/api/grants', access: 'token', body: Grant, status: 201, response: Grant,
    summary: 'Lets a subject follow a vehicle; repeating it changes the expiry.',
  },
  revokeGrant: {
    method: 'DELETE', path: '/api/grants/:subject/:vehicleId', access: 'token',
    params: z.object({ subject: Id, vehicleId: Id }), status: 204,
    summary: 'Revokes a grant, at once on live sockets too.',
  },
  demoToken: {
    method: 'POST', path: '/api/demo/token', access: 'open', body: DemoTokenRequest.optional(), status: 200,
    response: z.object({ token: z.string() }),
    summary: 'A token for looking around; only a demo has this, any other server answers 404.',
  },
  version: {
    method: 'GET', path: '/api/version', access: 'open', status: 200,
    response: z.object({ name: z.literal('waycast'), version: z.string(), protocol: z.number().int() }),
    summary: 'Version of the server and of the wire protocol.',
  },
  health: {
    method: 'GET', path: '/health', access: 'open', status: 200, response: Health,
    summary: '200 while serving.',
  },
  healthRealtime: {
    method: 'GET', path: '/health/realtime', access: 'open', status: 200,
    response: z.object({ status: z.string(), connections: z.number(), rooms: z.number(), redis: z.string() }),
    summary: 'Connections and rooms.',
  },
  healthSocketio: {
    method: 'GET', path: '/api/health/socketio', access: 'open', status: 200,
    response: z.object({
      status: z.enum(['healthy', 'unhealthy']),
      redis: z.object({ pub: z.string(), sub: z.string() }),
      timestamp: z.string(),
    }),
    summary: 'Socket.IO and its Redis connections.',
  },
  healthLive: {
    method: 'GET', path: '/health/live', access: 'open', status: 200, response: z.object({ status: z.literal('live') }),
    summary: 'For orchestrators: the process answers.',
  },
  healthReady: {
    method: 'GET', path: '/health/ready', access: 'open', status: 200, response: Ready,
    summary: 'For orchestrators: 503 while starting, migrating or draining.',
  },
  stats: {
    method: 'GET', path: '/ws/stats', access: 'metrics', status: 200,
    response: z.object({
      connections: z.number(), drivers: z.number(), users: z.number(), viewers: z.number(),
      servers: z.array(z.looseObject({ id: z.string() })),
    }),
    summary: 'Totals of connected sockets.',
  },
  metrics: {
    method: 'GET', path: '/metrics', access: 'metrics', status: 200, mediaTypes: ['text/plain', 'application/json'],
    summary: 'Prometheus metrics; JSON totals with `Accept: application/json`.',
  },
  openapi: {
    method: 'GET', path: '/api/openapi.json', access: 'open', status: 200, mediaTypes: ['application/json'],
    summary: 'This API as OpenAPI 3.1.',
  },
  asyncapi: {
    method: 'GET', path: '/api/asyncapi.json', access: 'open', status: 200, mediaTypes: ['application/json'],
    summary: 'Socket commands and events as AsyncAPI 3.0.',
  },
  docs: {
    method: 'GET', path: '/api/docs', access: 'open', status: 200, mediaTypes: ['text/html'],
    summary: 'This API as a readable page.',
  },
} as const satisfies Record<string, RouteDefinition>;

export type RouteName = keyof typeof ROUTES;
export const ROUTE_NAMES = Object.keys(ROUTES) as RouteName[];

type Routes = typeof ROUTES;
/** What a caller passes for the `:name` parameters of a route's path; never for a route without any. */
export type RouteParams<N extends RouteName> = Routes[N] extends { params: infer S extends z.ZodType } ? z.input<S> : never;
/** What a caller passes as the query of a route; never for a route that takes none. */
export type RouteQuery<N extends RouteName> = Routes[N] extends { query: infer S extends z.ZodType } ? z.input<S> : never;
/** What a caller passes as the JSON body of a route; never for a route that takes none. */
export type RouteBody<N extends RouteName> = Routes[N] extends { body: infer S extends z.ZodType } ? z.input<S> : never;
/** JSON body of a route's success; never for a route that answers with something else or nothing. */
export type RouteResponse<N extends RouteName> = Routes[N] extends { response: infer S extends z.ZodType } ? z.output<S> : never;

export function routeDefinition(name: RouteName): RouteDefinition {
  return ROUTES[name];
}

/** An RFC 9457 problem document. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    requestId: z.string(),
    retryAfterMs: z.number().optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;
