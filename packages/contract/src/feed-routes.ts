import { z } from 'zod';
import { numberText } from './number-text.ts';
import type { RouteDefinition } from './route-definition.ts';

const FEED_FORMATS = ['protobuf', 'json', 'text'] as const;
const FEED_MEDIA_TYPES = ['application/x-protobuf', 'application/json', 'text/plain'];
export type FeedFormat = (typeof FEED_FORMATS)[number];

const token = z.string().optional().meta({ description: 'For programs that cannot set headers.' });

/** Where vehicles are now, in the formats of others. */
export const FEED_ROUTES = {
  gtfsVehiclePositions: {
    method: 'GET',
    path: '/api/gtfs-realtime/vehicle-positions',
    access: 'token',
    tokenInQuery: true,
    query: z.object({
      format: z.enum(FEED_FORMATS).default('protobuf'),
      maxAge: numberText(z.number().int().min(10).max(86_400))
        .default(90)
        .meta({ description: 'Seconds; vehicles whose last position is older are left out.' }),
      token,
    }),
    status: 200,
    mediaTypes: FEED_MEDIA_TYPES,
    summary: 'GTFS-Realtime 2.0 VehiclePositions of the vehicles that the subject may see.',
  },
  gtfsTripUpdates: {
    method: 'GET',
    path: '/api/gtfs-realtime/trip-updates',
    access: 'token',
    tokenInQuery: true,
    query: z.object({ format: z.enum(FEED_FORMATS).default('protobuf'), token }),
    status: 200,
    mediaTypes: FEED_MEDIA_TYPES,
    summary:
      'GTFS-Realtime 2.0 TripUpdates of the tenant: arrivals that were, and those to come with their uncertainty.',
  },
  gtfsAlerts: {
    method: 'GET',
    path: '/api/gtfs-realtime/alerts',
    access: 'token',
    tokenInQuery: true,
    query: z.object({ format: z.enum(FEED_FORMATS).default('protobuf'), token }),
    status: 200,
    mediaTypes: FEED_MEDIA_TYPES,
    summary: 'GTFS-Realtime 2.0 Alerts of the tenant: cancelled trips, detours, long delays, stops left out.',
  },
  vehiclesGeojson: {
    method: 'GET',
    path: '/api/tracking/vehicles.geojson',
    access: 'token',
    tokenInQuery: true,
    query: z.object({ token }),
    status: 200,
    mediaTypes: ['application/geo+json'],
    summary:
      'Last position of every vehicle that the subject may see, as GeoJSON; `If-None-Match` saves repeats.',
  },
} as const satisfies Record<string, RouteDefinition>;
