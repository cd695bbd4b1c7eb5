import { z } from 'zod';
import { FixInput, HistoryItem } from './fix.ts';
import { Id } from './ids.ts';
import {
  BATCH_MAX_FIXES,
  BatchReceipt,
  DemoTokenRequest,
  FixReceipt,
  Grant,
  Health,
  HistoryQuery,
  LiveVehicle,
  Me,
  Ready,
  VehicleParams,
} from './route-schemas.ts';

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

/** Every HTTP route. A route is listed once the server serves it. */
export const ROUTES = {
  reportFix: {
    method: 'POST',
    path: '/api/tracking/location',
    access: 'token',
    body: FixInput,
    status: 202,
    response: FixReceipt,
    summary: 'Reports one fix; answers once it is durable.',
  },
  reportBatch: {
    method: 'POST',
    path: '/api/tracking/batch',
    aliases: ['/tracking/batch'],
    access: 'token',
    body: z.object({
      updates: z
        .array(z.unknown())
        .max(BATCH_MAX_FIXES)
        .meta({ description: 'Fixes, each as `POST /api/tracking/location` takes it.' }),
    }),
    status: 202,
    response: BatchReceipt,
    summary: 'Reports up to 1,000 fixes in any order, of several vehicles; each is judged alone.',
  },
  listVehicles: {
    method: 'GET',
    path: '/api/tracking/vehicles',
    access: 'token',
    status: 200,
    response: z.object({ vehicles: z.array(LiveVehicle) }),
    summary: 'Last position of every vehicle that the subject may see.',
  },
  lastLocation: {
    method: 'GET',
    path: '/api/tracking/vehicles/:id/location',
    access: 'token',
    params: VehicleParams,
    status: 200,
    response: LiveVehicle,
    summary: 'Last position of one vehicle; 404 when it never reported.',
  },
  history: {
    method: 'GET',
    path: '/api/tracking/vehicles/:id/history',
    access: 'token',
    params: VehicleParams,
    query: HistoryQuery,
    status: 200,
    response: z.object({ items: z.array(HistoryItem), nextCursor: z.string().nullable() }),
    mediaTypes: ['application/json', 'application/geo+json', 'application/gpx+xml', 'text/csv'],
    summary: 'Stored fixes in order of time: pages as JSON, the whole range streamed as GeoJSON, GPX or CSV.',
  },
  stream: {
    method: 'GET',
    path: '/api/stream',
    access: 'token',
    query: z.object({ topics: z.string().min(1).max(4000), token: z.string().optional() }),
    status: 200,
    mediaTypes: ['text/event-stream'],
    summary: 'Server-Sent Events of the named topics; `Last-Event-ID` replays log topics.',
  },
  me: {
    method: 'GET',
    path: '/api/me',
    access: 'token',
    status: 200,
    response: Me,
    summary: 'Who the token says you are.',
  },
  listGrants: {
    method: 'GET',
    path: '/api/grants',
    access: 'token',
    query: z.object({ subject: Id.optional() }),
    status: 200,
    response: z.object({ grants: z.array(Grant) }),
    summary: 'Grants of the tenant, or of one subject.',
  },
  createGrant: {
    method: 'POST',
    path: '/api/grants',
    access: 'token',
    body: Grant,
    status: 201,
    response: Grant,
    summary: 'Lets a subject follow a vehicle; repeating it changes the expiry.',
  },
  revokeGrant: {
    method: 'DELETE',
    path: '/api/grants/:subject/:vehicleId',
    access: 'token',
    params: z.object({ subject: Id, vehicleId: Id }),
    status: 204,
    summary: 'Revokes a grant, at once on live sockets too.',
  },
  demoToken: {
    method: 'POST',
    path: '/api/demo/token',
    access: 'open',
    body: DemoTokenRequest.optional(),
    status: 200,
    response: z.object({ token: z.string() }),
    summary: 'A token for looking around; only a demo has this, any other server answers 404.',
  },
  version: {
    method: 'GET',
    path: '/api/version',
    access: 'open',
    status: 200,
    response: z.object({ name: z.literal('waycast'), version: z.string(), protocol: z.number().int() }),
    summary: 'Version of the server and of the wire protocol.',
  },
  health: {
    method: 'GET',
    path: '/health',
    access: 'open',
    status: 200,
    response: Health,
    summary: '200 while serving.',
  },
  healthRealtime: {
    method: 'GET',
    path: '/health/realtime',
    access: 'open',
    status: 200,
    response: z.object({ status: z.string(), connections: z.number(), rooms: z.number(), redis: z.string() }),
    summary: 'Connections and rooms.',
  },
  healthSocketio: {
    method: 'GET',
    path: '/api/health/socketio',
    access: 'open',
    status: 200,
    response: z.object({
      status: z.enum(['healthy', 'unhealthy']),
      redis: z.object({ pub: z.string(), sub: z.string() }),
      timestamp: z.string(),
    }),
    summary: 'Socket.IO and its Redis connections.',
  },
  healthLive: {
    method: 'GET',
    path: '/health/live',
    access: 'open',
    status: 200,
    response: z.object({ status: z.literal('live') }),
    summary: 'For orchestrators: the process answers.',
  },
  healthReady: {
    method: 'GET',
    path: '/health/ready',
    access: 'open',
    status: 200,
    response: Ready,
    summary: 'For orchestrators: 503 while starting, migrating or draining.',
  },
  stats: {
    method: 'GET',
    path: '/ws/stats',
    access: 'metrics',
    status: 200,
    response: z.object({
      connections: z.number(),
      drivers: z.number(),
      users: z.number(),
      viewers: z.number(),
      servers: z.array(
        z.object({
          id: z.string(),
          connections: z.number(),
          drivers: z.number(),
          users: z.number(),
          viewers: z.number(),
        }),
      ),
    }),
    summary: 'Totals of connected sockets, over all servers and of each.',
  },
  metrics: {
    method: 'GET',
    path: '/metrics',
    access: 'metrics',
    status: 200,
    mediaTypes: ['text/plain', 'application/json'],
    summary: 'Prometheus metrics; JSON totals with `Accept: application/json`.',
  },
  openapi: {
    method: 'GET',
    path: '/api/openapi.json',
    access: 'open',
    status: 200,
    mediaTypes: ['application/json'],
    summary: 'This API as OpenAPI 3.1.',
  },
  asyncapi: {
    method: 'GET',
    path: '/api/asyncapi.json',
    access: 'open',
    status: 200,
    mediaTypes: ['application/json'],
    summary: 'Socket commands and events as AsyncAPI 3.0.',
  },
  docs: {
    method: 'GET',
    path: '/api/docs',
    access: 'open',
    status: 200,
    mediaTypes: ['text/html'],
    summary: 'This API as a readable page.',
  },
} as const satisfies Record<string, RouteDefinition>;

export type RouteName = keyof typeof ROUTES;
export const ROUTE_NAMES = Object.keys(ROUTES) as RouteName[];

type Routes = typeof ROUTES;
/** What a caller passes for the `:name` parameters of a route's path; never for a route without any. */
export type RouteParams<N extends RouteName> = Routes[N] extends { params: infer S extends z.ZodType }
  ? z.input<S>
  : never;
/** What a caller passes as the query of a route; never for a route that takes none. */
export type RouteQuery<N extends RouteName> = Routes[N] extends { query: infer S extends z.ZodType }
  ? z.input<S>
  : never;
/** What a caller passes as the JSON body of a route; never for a route that takes none. */
export type RouteBody<N extends RouteName> = Routes[N] extends { body: infer S extends z.ZodType }
  ? z.input<S>
  : never;
/** JSON body of a route's success; never for a route that answers with something else or nothing. */
export type RouteResponse<N extends RouteName> = Routes[N] extends { response: infer S extends z.ZodType }
  ? z.output<S>
  : never;

export function routeDefinition(name: RouteName): RouteDefinition {
  return ROUTES[name];
}
