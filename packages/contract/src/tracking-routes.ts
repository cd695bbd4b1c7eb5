import { z } from 'zod';
import { FixInput, HistoryItem } from './fix.ts';
import { Ride, RideQuery } from './ride.ts';
import type { RouteDefinition } from './route-definition.ts';
import {
  BATCH_MAX_FIXES,
  BatchReceipt,
  FixReceipt,
  HistoryQuery,
  LiveVehicle,
  VehicleParams,
} from './route-schemas.ts';

/** Reporting, following and reading back positions. */
export const TRACKING_ROUTES = {
  reportFix: {
    method: 'POST',
    path: '/api/tracking/location',
    access: 'token',
    body: FixInput,
    mayConflict: true,
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
    mediaTypes: [
      'application/json',
      'application/geo+json',
      'application/gpx+xml',
      'application/vnd.google-earth.kml+xml',
      'text/csv',
    ],
    summary:
      'Stored fixes in order of time: pages as JSON, the whole range streamed as GeoJSON, GPX, KML or CSV.',
  },
  ride: {
    method: 'GET',
    path: '/api/tracking/vehicles/:id/ride',
    access: 'token',
    params: VehicleParams,
    query: RideQuery,
    status: 200,
    response: Ride,
    summary: 'The way of a vehicle, simplified for playing it back; `history` has every fix.',
  },
  stream: {
    method: 'GET',
    path: '/api/stream',
    access: 'token',
    tokenInQuery: true,
    query: z.object({ topics: z.string().min(1).max(4000), token: z.string().optional() }),
    status: 200,
    mediaTypes: ['text/event-stream'],
    summary: 'Server-Sent Events of the named topics; `Last-Event-ID` replays log topics.',
  },
} as const satisfies Record<string, RouteDefinition>;
