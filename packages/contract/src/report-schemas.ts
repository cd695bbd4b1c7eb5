import { z } from 'zod';
import { pageLimit, Time, TimeQuery } from './route-schemas.ts';

// Trips, stops and sums, as the routes of report-routes.ts take and answer them.

/** Items in one page of a report: default and largest number. */
export const REPORT_LIMIT = { default: 1000, max: 10_000 } as const;
/** Days that one report spans, and vehicles that it names, at the most. */
export const REPORT_MAX = { days: 366, vehicles: 100 } as const;

const REPORT_FORMATS = ['json', 'csv'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export const ReportQuery = z.object({
  vehicle: z
    .string()
    .min(1)
    .max(REPORT_MAX.vehicles * 129)
    .optional()
    .meta({ description: 'Ids separated by commas, up to 100; absent: every vehicle that you may see.' }),
  day: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d$/, 'takes a day such as 2026-05-04')
    .optional()
    .meta({ description: "A day in the tenant's time zone, in place of `from` and `to`." }),
  from: TimeQuery.meta({ description: 'ISO 8601 or epoch milliseconds; inclusive.' }),
  to: TimeQuery.meta({
    description: 'ISO 8601 or epoch milliseconds; exclusive. Up to 366 days after `from`.',
  }),
  limit: pageLimit(REPORT_LIMIT),
  cursor: z.string().max(600).optional(),
  format: z.enum(REPORT_FORMATS).default('json'),
});

const Place = z.object({ latitude: z.number(), longitude: z.number() });
const Inferred = z
  .boolean()
  .meta({ description: 'An end of it was not seen but concluded: the vehicle fell silent.' });
const EndsAt = z.string().nullable().meta({ description: 'Null: not yet.' });

export const ReportedTrip = z
  .object({
    vehicleId: z.string(),
    startsAt: z.string(),
    endsAt: EndsAt,
    durationS: z.number(),
    distanceM: z.number(),
    averageSpeed: z.number().nullable().meta({ description: 'Metres per second.' }),
    maxSpeed: z.number().meta({ description: 'Metres per second.' }),
    from: Place,
    to: Place.nullable(),
    inferred: Inferred,
  })
  .meta({ id: 'ReportedTrip' });
export type ReportedTrip = z.infer<typeof ReportedTrip>;

export const ReportedStop = z
  .object({
    vehicleId: z.string(),
    startsAt: z.string(),
    endsAt: EndsAt,
    durationS: z.number(),
    idlingS: z.number().meta({ description: 'With the engine on, where the device tells.' }),
    latitude: z.number(),
    longitude: z.number(),
    inferred: Inferred,
  })
  .meta({ id: 'ReportedStop' });
export type ReportedStop = z.infer<typeof ReportedStop>;

/** Events of a vehicle in one page: default and largest number. */
const EVENT_LIMIT = { default: 1000, max: 1000 } as const;

export const VehicleEventsQuery = z.object({
  from: Time.meta({ description: 'ISO 8601 or epoch milliseconds; events that touch the range are listed.' }),
  to: TimeQuery.meta({ description: 'ISO 8601 or epoch milliseconds; exclusive. Now when left out.' }),
  limit: pageLimit(EVENT_LIMIT),
  cursor: z.string().max(600).optional(),
});

const EventSpan = { startsAt: z.string(), endsAt: EndsAt, durationS: z.number() };

export const ReportedEvent = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('overspeed'),
      ...EventSpan,
      maxSpeed: z.number().meta({ description: 'Metres per second.' }),
      speedLimit: z.number().meta({ description: 'Metres per second; the one in force when it began.' }),
      at: Place.meta({ description: 'Where it was fastest.' }),
    }),
    z.object({
      kind: z.literal('geofence'),
      ...EventSpan,
      geofenceId: z.string(),
      geofenceName: z.string(),
      inferred: z
        .boolean()
        .meta({ description: 'No fix lay in it: the way between two of them crosses it.' }),
    }),
  ])
  .meta({ id: 'ReportedEvent' });
export type ReportedEvent = z.infer<typeof ReportedEvent>;

export const VehicleDay = z
  .object({
    vehicleId: z.string(),
    day: z.string().meta({ description: "In the tenant's time zone." }),
    distanceM: z.number(),
    movingS: z.number(),
    standingS: z.number(),
    idlingS: z.number(),
    maxSpeed: z.number().meta({ description: 'Metres per second.' }),
    trips: z.number().int().meta({ description: 'Begun on that day, as are the next two.' }),
    stops: z.number().int(),
    overspeeds: z.number().int(),
    firstFixAt: z.string().nullable(),
    lastFixAt: z.string().nullable(),
    fixes: z.number().int().meta({ description: 'All that were judged.' }),
    ignored: z.number().int().meta({ description: 'Those of them that were not believed.' }),
  })
  .meta({ id: 'VehicleDay' });
export type VehicleDay = z.infer<typeof VehicleDay>;

export const Odometer = z
  .object({
    vehicleId: z.string(),
    distanceM: z.number().meta({ description: 'Driven since its first fix, without drift while it stood.' }),
    judgedTo: z.string().meta({ description: 'Device time of the last fix that is counted.' }),
  })
  .meta({ id: 'Odometer' });
export type Odometer = z.infer<typeof Odometer>;

const FIX_VERDICTS = ['accepted', 'ignored', 'held', 'waiting'] as const;

const Neighbour = z
  .object({ metres: z.number(), seconds: z.number(), mps: z.number(), limitMps: z.number() })
  .nullable();

export const FixVerdict = z
  .object({
    vehicleId: z.string(),
    time: z.string(),
    verdict: z.enum(FIX_VERDICTS).meta({
      description:
        '`ignored`: not believed; `held`: until the next fixes confirm it or not; `waiting`: not judged yet.',
    }),
    rule: z.enum(['future', 'inaccurate', 'jump', 'unconfirmed']).nullable(),
    explanation: z.string(),
    before: Neighbour.meta({ description: 'The way from the fix before, and the speed that it would take.' }),
    after: Neighbour.meta({ description: 'The way to the fix after.' }),
  })
  .meta({ id: 'FixVerdict' });
export type FixVerdict = z.infer<typeof FixVerdict>;
