import { z } from 'zod';
import { Id } from './ids.ts';
import {
  FixVerdict,
  Odometer,
  ReportedEvent,
  ReportedStop,
  ReportedTrip,
  ReportQuery,
  VehicleDay,
  VehicleEventsQuery,
} from './report-schemas.ts';
import type { RouteDefinition } from './route-definition.ts';

/** Routes of what the fixes mean. */
export const REPORT_ROUTES = {
  reportTrips: {
    method: 'GET',
    path: '/api/reports/trips',
    access: 'token',
    query: ReportQuery,
    status: 200,
    response: z.object({ items: z.array(ReportedTrip), nextCursor: z.string().nullable() }),
    mediaTypes: ['application/json', 'text/csv'],
    summary: 'Trips that were under way in a range or on a day, by vehicle and start.',
  },
  reportStops: {
    method: 'GET',
    path: '/api/reports/stops',
    access: 'token',
    query: ReportQuery,
    status: 200,
    response: z.object({ items: z.array(ReportedStop), nextCursor: z.string().nullable() }),
    mediaTypes: ['application/json', 'text/csv'],
    summary: 'Stops of three minutes and more, by vehicle and start.',
  },
  reportSummary: {
    method: 'GET',
    path: '/api/reports/summary',
    access: 'token',
    query: ReportQuery,
    status: 200,
    response: z.object({
      timeZone: z.string(),
      items: z.array(VehicleDay),
      nextCursor: z.string().nullable(),
    }),
    mediaTypes: ['application/json', 'text/csv'],
    summary: 'Sums by vehicle and day; days without a fix are left out.',
  },
  vehicleEvents: {
    method: 'GET',
    path: '/api/tracking/vehicles/:id/events',
    access: 'token',
    params: z.object({ id: Id }),
    query: VehicleEventsQuery,
    status: 200,
    response: z.object({ items: z.array(ReportedEvent), nextCursor: z.string().nullable() }),
    summary: 'What happened to a vehicle: its overspeeds and its visits to geofences, by start.',
  },
  odometer: {
    method: 'GET',
    path: '/api/tracking/vehicles/:id/odometer',
    access: 'token',
    params: z.object({ id: Id }),
    status: 200,
    response: Odometer,
    summary: 'How far a vehicle has driven in all.',
  },
  fixVerdict: {
    method: 'GET',
    path: '/api/tracking/vehicles/:id/fixes/:time/verdict',
    access: 'token',
    params: z.object({
      id: Id,
      time: z
        .string()
        .min(1)
        .max(40)
        .meta({ description: 'Device time of a stored fix: ISO 8601 or epoch milliseconds.' }),
    }),
    status: 200,
    response: FixVerdict,
    summary: 'Whether a fix was believed, and why not: the rule and the figures behind it.',
  },
} as const satisfies Record<string, RouteDefinition>;
