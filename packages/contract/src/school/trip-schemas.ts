import { z } from 'zod';
import { Id } from '../ids.ts';
import { pageLimit, Time } from '../route-schemas.ts';
import { DIRECTIONS, Line } from './plan-schemas.ts';

// Trips, their visits and their ETAs, as the routes of trip-routes.ts take and answer them.

const TRIP_LIMIT = { default: 200, max: 1000 } as const;
export const TRIP_STATUSES = ['SCHEDULED', 'IN_PROGRESS', 'COMPLETED', 'CANCELLED'] as const;
export type TripStatus = (typeof TRIP_STATUSES)[number];

const NullableTime = z.string().nullable();

export const StopEta = z
  .object({
    stopId: z.string(),
    stopSequence: z.number().int(),
    name: z.string(),
    scheduledAt: NullableTime,
    eta: z.string().meta({ description: 'The prediction to show, ISO 8601.' }),
    p10: z.string().meta({ description: 'One arrival in ten is earlier.' }),
    p50: z.string(),
    p90: z.string().meta({ description: 'One arrival in ten is later.' }),
  })
  .meta({ id: 'StopEta' });
export type StopEta = z.infer<typeof StopEta>;

export const TripEtas = z
  .object({
    tripId: z.string(),
    status: z.enum(TRIP_STATUSES),
    madeAt: NullableTime.meta({
      description: 'Device time of the fix they rest on; null: the schedule alone.',
    }),
    etas: z.array(StopEta).meta({ description: 'Of the stops that remain, in order.' }),
  })
  .meta({ id: 'TripEtas' });
export type TripEtas = z.infer<typeof TripEtas>;

export const TripStop = z
  .object({
    stopId: z.string(),
    stopSequence: z.number().int(),
    name: z.string(),
    latitude: z.number(),
    longitude: z.number(),
    radiusM: z.number(),
    scheduledAt: NullableTime,
    approachedAt: NullableTime,
    arrivedAt: NullableTime,
    departedAt: NullableTime,
    distanceM: z.number().nullable(),
    inferred: z.boolean(),
    skipped: z.boolean(),
    late: z.boolean(),
    toBoard: z.number().int().meta({ description: 'Students expected to get on here.' }),
    toAlight: z.number().int(),
  })
  .meta({ id: 'TripStop' });
export type TripStop = z.infer<typeof TripStop>;

export const TripSummary = z
  .object({
    tripId: z.string(),
    name: z.string(),
    routeId: z.string(),
    scheduleId: z.string().nullable(),
    direction: z.enum(DIRECTIONS),
    serviceDate: z.string(),
    status: z.enum(TRIP_STATUSES),
    vehicleId: z.string().nullable(),
    driverId: z.string().nullable(),
    scheduledStart: z.string(),
    scheduledEnd: z.string(),
    startedAt: NullableTime,
    startedBy: z.string().nullable().meta({ description: '`driver:ID`, `dispatcher:ID` or `automatic`.' }),
    endedAt: NullableTime,
    endedBy: z.string().nullable(),
    reason: z.string().nullable().meta({ description: 'Why it was cancelled, or ended by itself.' }),
    delayS: z
      .number()
      .nullable()
      .meta({ description: 'Seconds behind the schedule; negative: ahead of it.' }),
    offRouteSince: NullableTime,
    nextStop: z
      .object({ stopId: z.string(), stopSequence: z.number().int(), name: z.string(), eta: NullableTime })
      .nullable(),
    studentsBoarded: z.number().int(),
    studentsExpected: z.number().int(),
    alerts: z
      .array(z.string())
      .meta({ description: 'Flags such as late_start, off_route, skipped_stop, missing_child.' }),
    updatedAt: z.string(),
  })
  .meta({ id: 'TripSummary' });
export type TripSummary = z.infer<typeof TripSummary>;

export const Trip = TripSummary.extend({
  line: z.array(z.tuple([z.number(), z.number()])).meta({ description: '[longitude, latitude].' }),
  stops: z.array(TripStop),
  vehicles: z
    .array(z.object({ vehicleId: z.string(), from: z.string(), until: NullableTime }))
    .meta({ description: 'Which vehicle ran it when.' }),
}).meta({ id: 'Trip' });
export type Trip = z.infer<typeof Trip>;

export const TripParams = z.object({ id: Id });

export const TripQuery = z.object({
  date: z.iso
    .date()
    .optional()
    .meta({ description: 'Day of service; absent: today, in the time zone of the tenant.' }),
  status: z.enum(TRIP_STATUSES).optional(),
  routeId: Id.optional(),
  vehicleId: Id.optional(),
  driverId: Id.optional(),
  limit: pageLimit(TRIP_LIMIT),
  cursor: z.string().max(200).optional(),
});

export const NewTrip = z
  .object({
    scheduleId: Id,
    date: z.iso.date(),
    tripId: Id.optional().meta({
      description: 'Absent: the schedule and the day; another one makes an extra trip.',
    }),
    vehicleId: Id.nullable().optional(),
    driverId: Id.nullable().optional(),
    startsAt: Time.optional().meta({
      description: 'When it leaves, in place of its schedule; all of its times move along.',
    }),
  })
  .meta({ id: 'NewTrip' });

export const TripStart = z
  .object({
    at: Time.optional().meta({ description: 'When it happened, for a phone that was offline; absent: now.' }),
  })
  .optional();
export const TripCancel = z.object({ reason: Line }).meta({ id: 'TripCancel' });
export const TripSubstitute = z
  .object({
    vehicleId: Id.optional(),
    driverId: Id.optional(),
    at: Time.optional().meta({ description: 'From when it counts; absent: now.' }),
  })
  .refine(
    ({ vehicleId, driverId }) => vehicleId !== undefined || driverId !== undefined,
    'takes vehicleId or driverId',
  )
  .meta({ id: 'TripSubstitute' });

export const AccuracyQuery = z.object({
  from: z.iso.date().meta({ description: 'First day of service.' }),
  to: z.iso.date().meta({ description: 'Last day of service, up to 31 days later.' }),
  routeId: Id.optional(),
});

const AccuracyBucket = z.object({
  horizon: z.string().meta({ description: 'Such as 0-3: minutes before the arrival.' }),
  predictions: z.number().int(),
  accurate: z.number().int(),
  percent: z.number().nullable(),
});

const AccuracyScore = z.object({
  predictions: z.number().int(),
  percent: z.number().nullable().meta({ description: 'The plain mean of the buckets.' }),
  coverage: z.number().nullable().meta({ description: 'Percent of arrivals between p10 and p90.' }),
  buckets: z.array(AccuracyBucket),
});

export const EtaAccuracy = z
  .object({
    overall: AccuracyScore,
    routes: z.array(AccuracyScore.extend({ routeId: z.string(), date: z.string() })),
  })
  .meta({ id: 'EtaAccuracy', description: 'Scores by the ETA Accuracy Benchmark.' });
export type EtaAccuracy = z.infer<typeof EtaAccuracy>;

/** What followers of a trip get. */
export const TripUpdate = z
  .object({
    tripId: z.string(),
    status: z.enum(TRIP_STATUSES),
    nextStop: z.object({ stopId: z.string(), name: z.string(), eta: NullableTime }).nullable(),
    studentsBoarded: z.number().int(),
    studentsExpected: z.number().int(),
    currentLocation: z.object({ latitude: z.number(), longitude: z.number() }).nullable(),
    vehicleId: z.string().nullable().optional(),
    etaRange: z
      .object({ p10: z.string(), p90: z.string() })
      .optional()
      .meta({ description: 'Of the next stop: eight arrivals in ten lie between.' }),
    delayS: z.number().nullable().optional(),
    offRoute: z.boolean().optional(),
    timestamp: z.string().optional().meta({ description: 'Device time of the newest fix it rests on.' }),
  })
  .meta({ id: 'TripUpdate' });
export type TripUpdate = z.infer<typeof TripUpdate>;
