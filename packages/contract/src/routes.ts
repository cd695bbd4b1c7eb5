import type { z } from 'zod';
import { ACCESS_ROUTES } from './access-routes.ts';
import { AGGREGATE_ROUTES } from './aggregate-routes.ts';
import { ALERT_ROUTES } from './alert-routes.ts';
import { CONVERSATION_ROUTES } from './conversations/conversation-routes.ts';
import { DEVICE_ROUTES } from './device-routes.ts';
import { FEED_ROUTES } from './feed-routes.ts';
import { GEOFENCE_ROUTES } from './geofence-routes.ts';
import { OPERATION_ROUTES } from './operation-routes.ts';
import { REGISTRY_ROUTES } from './registry-routes.ts';
import { REPORT_ROUTES } from './report-routes.ts';
import type { RouteDefinition } from './route-definition.ts';
import { SCHOOL_ETA_ROUTES } from './school/eta-routes.ts';
import { GUARDIAN_ROUTES } from './school/guardian-routes.ts';
import { PEOPLE_ROUTES } from './school/people-routes.ts';
import { SCHOOL_PLAN_ROUTES } from './school/plan-routes.ts';
import { SCHOOL_TRIP_ROUTES } from './school/trip-routes.ts';
import { SHARE_ROUTES } from './share-routes.ts';
import { ORDER_ROUTES } from './taxi/order-routes.ts';
import { TAXI_ROUTES } from './taxi/taxi-routes.ts';
import { TENANT_ROUTES } from './tenant-routes.ts';
import { TRACKING_ROUTES } from './tracking-routes.ts';

/** Every HTTP route. A route is listed once the server serves it. */
export const ROUTES = {
  ...TRACKING_ROUTES,
  ...REPORT_ROUTES,
  ...AGGREGATE_ROUTES,
  ...DEVICE_ROUTES,
  ...ACCESS_ROUTES,
  ...TENANT_ROUTES,
  ...REGISTRY_ROUTES,
  ...SHARE_ROUTES,
  ...FEED_ROUTES,
  ...ALERT_ROUTES,
  ...GEOFENCE_ROUTES,
  ...SCHOOL_PLAN_ROUTES,
  ...SCHOOL_TRIP_ROUTES,
  ...SCHOOL_ETA_ROUTES,
  ...PEOPLE_ROUTES,
  ...GUARDIAN_ROUTES,
  ...ORDER_ROUTES,
  ...TAXI_ROUTES,
  ...CONVERSATION_ROUTES,
  ...OPERATION_ROUTES,
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
