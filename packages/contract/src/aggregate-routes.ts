import { z } from 'zod';
import type { RouteDefinition } from './route-definition.ts';
import { HISTORY_LIMIT, pageLimit, TimeQuery, VehicleParams } from './route-schemas.ts';

/** What aggregates are made of: whole hours of UTC, days and months of the tenant's time zone. */
export const AGGREGATE_BUCKETS = ['hour', 'day', 'month'] as const;

const AggregatesQuery = z.object({
  from: TimeQuery,
  to: TimeQuery,
  bucket: z.enum(AGGREGATE_BUCKETS).default('hour').meta({
    description:
      'Hours are whole hours of UTC; days and months begin at midnight in the time zone of the tenant.',
  }),
  limit: pageLimit(HISTORY_LIMIT),
  cursor: z.string().max(200).optional(),
});

const Whereabouts = z.object({
  time: z.string().meta({ description: 'Device time, ISO 8601 UTC.' }),
  latitude: z.number(),
  longitude: z.number(),
});

/** What a vehicle did in an hour, day or month. */
export const Aggregate = z
  .object({
    start: z.string().meta({ description: 'Inclusive, ISO 8601 UTC.' }),
    end: z.string().meta({ description: 'Exclusive, ISO 8601 UTC.' }),
    fixes: z.number().int(),
    distanceM: z.number().meta({
      description:
        'Metres between consecutive fixes, counted where the later one lies; without legs of more than an hour or 350 m/s.',
    }),
    movingS: z.number().meta({ description: 'Seconds of legs of up to 5 minutes at 1 m/s or more.' }),
    standingS: z.number().meta({ description: 'Seconds of the other legs of up to 5 minutes.' }),
    maxSpeed: z.number().nullable().meta({ description: 'Highest reported speed, metres per second.' }),
    avgSpeed: z.number().nullable().meta({ description: 'Mean of the reported speeds, metres per second.' }),
    first: Whereabouts,
    last: Whereabouts,
  })
  .meta({ id: 'Aggregate', description: 'What a vehicle did in an hour, day or month.' });
export type Aggregate = z.infer<typeof Aggregate>;

export const AGGREGATE_ROUTES = {
  aggregates: {
    method: 'GET',
    path: '/api/tracking/vehicles/:id/aggregates',
    access: 'token',
    params: VehicleParams,
    query: AggregatesQuery,
    status: 200,
    response: z.object({
      bucket: z.enum(AGGREGATE_BUCKETS),
      timeZone: z.string().meta({ description: 'IANA name; UTC for hours.' }),
      items: z.array(Aggregate),
      nextCursor: z.string().nullable(),
    }),
    summary:
      'Hours, days or months of a vehicle, whole and in order of time; those without fixes are left out.',
  },
} as const satisfies Record<string, RouteDefinition>;
