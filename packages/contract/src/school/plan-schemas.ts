import { z } from 'zod';
import { Latitude, Longitude } from '../fix.ts';
import { Id } from '../ids.ts';
import { pageLimit } from '../route-schemas.ts';

// Stops, routes, calendars and schedules, as the routes of plan-routes.ts take and answer them.

/** Pages of the plan: default and largest number of items. */
export const PLAN_LIMIT = { default: 200, max: 1000 } as const;
/** Of a tenant's plan at the most. */
export const PLAN_MAX = { stops: 20_000, routes: 5000, calendars: 2000, schedules: 50_000 } as const;
/** Of an imported GTFS schedule: bytes as it is sent, of one unpacked file, and of all; rows of one file. */
export const GTFS_MAX = {
  bytes: 33_554_432,
  fileBytes: 268_435_456,
  unpackedBytes: 402_653_184,
  rows: 3_000_000,
  errors: 100,
} as const;
/** Stops of one route at the most, and points of its line. */
export const ROUTE_MAX = { stops: 300, points: 20_000 } as const;
/** Seconds after the start of the day of service that a schedule may name: two days and a half. */
export const SERVICE_S_MAX = 60 * 3600;

export const Line = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'takes one line of text');

export const DIRECTIONS = ['to_school', 'from_school', 'other'] as const;

export const StopDescription = z
  .object({
    name: Line,
    latitude: Latitude,
    longitude: Longitude,
    radiusM: z
      .number()
      .min(15)
      .max(500)
      .default(50)
      .meta({ description: 'Metres: a vehicle this near is at the stop.' }),
  })
  .meta({ id: 'SchoolStopDescription' });
export type StopDescription = z.output<typeof StopDescription>;

export const SchoolStop = z
  .object({
    stopId: z.string(),
    name: z.string(),
    latitude: z.number(),
    longitude: z.number(),
    radiusM: z.number(),
    updatedAt: z.string(),
  })
  .meta({ id: 'SchoolStop' });
export type SchoolStop = z.infer<typeof SchoolStop>;

const APPROACH_S = z
  .number()
  .int()
  .min(30)
  .max(3600)
  .nullable()
  .default(null)
  .meta({ description: 'APPROACHING is told when the bus is this many seconds away; null: not by time.' });
const APPROACH_M = z.number().int().min(50).max(20_000).nullable().default(null).meta({
  description: 'APPROACHING is told when the bus is this many metres of its way away; null: not by distance.',
});

export const RouteDescription = z
  .object({
    name: Line,
    direction: z.enum(DIRECTIONS).default('other'),
    color: z
      .string()
      .regex(/^#[0-9a-f]{6}$/i, 'takes a colour such as #0a7d5c')
      .nullable()
      .default(null),
    line: z
      .array(z.tuple([Longitude, Latitude]))
      .min(2)
      .max(ROUTE_MAX.points)
      .nullable()
      .default(null)
      .meta({ description: 'Positions [longitude, latitude] of the way; null: straight from stop to stop.' }),
    stops: z
      .array(z.object({ stopId: Id, approachS: APPROACH_S, approachM: APPROACH_M }))
      .min(2, 'takes at least two stops')
      .max(ROUTE_MAX.stops)
      .meta({ description: 'In the order in which they are served; a stop may be served twice.' }),
  })
  .meta({ id: 'SchoolRouteDescription' });
export type RouteDescription = z.output<typeof RouteDescription>;

export const PlanProblem = z
  .object({
    sequence: z.number().int().nullable().meta({ description: 'Of the stop, from 1; null: of the whole.' }),
    code: z.string(),
    message: z.string(),
    remedy: z.string(),
  })
  .meta({ id: 'PlanProblem' });
export type PlanProblem = z.infer<typeof PlanProblem>;

export const SchoolRoute = z
  .object({
    routeId: z.string(),
    name: z.string(),
    direction: z.enum(DIRECTIONS),
    color: z.string().nullable(),
    line: z.array(z.tuple([z.number(), z.number()])).nullable(),
    lengthM: z.number(),
    stops: z.array(
      z.object({
        sequence: z.number().int().meta({ description: 'From 1.' }),
        stopId: z.string(),
        name: z.string(),
        latitude: z.number(),
        longitude: z.number(),
        radiusM: z.number(),
        alongM: z.number().meta({ description: 'Metres along the line.' }),
        approachS: z.number().nullable(),
        approachM: z.number().nullable(),
      }),
    ),
    problems: z
      .array(PlanProblem)
      .meta({ description: 'What is doubtful though it was taken; what cannot be is refused.' }),
    updatedAt: z.string(),
  })
  .meta({ id: 'SchoolRoute' });
export type SchoolRoute = z.infer<typeof SchoolRoute>;

const LocalDate = z.iso.date().meta({ description: 'YYYY-MM-DD, in the time zone of the tenant.' });
const Weekdays = z
  .array(z.number().int().min(1).max(7))
  .max(7)
  .meta({ description: '1 Monday to 7 Sunday.' });

export const CalendarDescription = z
  .object({
    name: Line.nullable().default(null),
    weekdays: Weekdays,
    startsOn: LocalDate,
    endsOn: LocalDate,
    added: z.array(LocalDate).max(1000).default([]),
    removed: z.array(LocalDate).max(1000).default([]),
  })
  .refine(({ startsOn, endsOn }) => startsOn <= endsOn, 'takes startsOn on or before endsOn')
  .meta({ id: 'SchoolCalendarDescription' });
export type CalendarDescription = z.output<typeof CalendarDescription>;

export const SchoolCalendar = z
  .object({
    calendarId: z.string(),
    name: z.string().nullable(),
    weekdays: z.array(z.number()),
    startsOn: z.string(),
    endsOn: z.string(),
    added: z.array(z.string()),
    removed: z.array(z.string()),
    updatedAt: z.string(),
  })
  .meta({ id: 'SchoolCalendar' });
export type SchoolCalendar = z.infer<typeof SchoolCalendar>;

const ServiceTime = z
  .string()
  .regex(/^\d{1,2}:[0-5]\d(:[0-5]\d)?$/, 'takes a time such as 07:45 or 25:10:00')
  .meta({
    description: `HH:MM[:SS] of the day of service, counted from noon minus 12 hours; past 24:00 is the next day, up to ${SERVICE_S_MAX / 3600}:00.`,
  });

export const ScheduleDescription = z
  .object({
    name: Line.nullable().default(null),
    routeId: Id,
    calendarId: Id,
    times: z
      .array(z.object({ arrival: ServiceTime, departure: ServiceTime.optional() }))
      .min(2)
      .max(ROUTE_MAX.stops)
      .meta({ description: 'One of each stop of the route, in order.' }),
    vehicleId: Id.nullable().default(null),
    driverId: Id.nullable().default(null),
  })
  .meta({ id: 'SchoolScheduleDescription' });
export type ScheduleDescription = z.output<typeof ScheduleDescription>;

export const SchoolSchedule = z
  .object({
    scheduleId: z.string(),
    name: z.string().nullable(),
    routeId: z.string(),
    calendarId: z.string(),
    times: z.array(z.object({ sequence: z.number().int(), arrival: z.string(), departure: z.string() })),
    vehicleId: z.string().nullable(),
    driverId: z.string().nullable(),
    updatedAt: z.string(),
  })
  .meta({ id: 'SchoolSchedule' });
export type SchoolSchedule = z.infer<typeof SchoolSchedule>;

export const PlanQuery = z.object({
  q: z.string().max(200).optional().meta({ description: 'Words that must all occur in id or name.' }),
  limit: pageLimit(PLAN_LIMIT),
  cursor: Id.optional().meta({ description: '`nextCursor` of the page before.' }),
});

/** A page of the plan. */
export function planPage<S extends z.ZodType>(entry: S) {
  return z.object({
    items: z.array(entry),
    nextCursor: z.string().nullable(),
    total: z.number().int().optional().meta({ description: 'How many match; on the first page only.' }),
  });
}

export const ScheduleQuery = PlanQuery.extend({ routeId: Id.optional() });

/** The bytes of a zip file: a Blob, a File or a Uint8Array for those who call it from a program. */
export const GtfsFile = z
  .unknown()
  .refine((file) => file !== undefined, 'takes a zip file')
  .meta({
    type: 'string',
    format: 'binary',
    description: 'A zip file with the text files of a GTFS schedule.',
  });

export const GtfsQuery = z.object({
  dryRun: z.enum(['true', 'false']).default('false').meta({ description: 'Only say what would happen.' }),
});

/** What is wrong in one row of an imported file. */
export const RowProblem = z.object({
  file: z.string(),
  row: z.number().int().nullable().meta({ description: 'Line of the file, the header being 1.' }),
  column: z.string().nullable(),
  value: z.string().nullable(),
  reason: z.string(),
  remedy: z.string(),
});
export type RowProblem = z.infer<typeof RowProblem>;

export const GtfsReport = z
  .object({
    applied: z.boolean().meta({ description: 'false: nothing was changed, for a dry run or for errors.' }),
    stops: z.number().int(),
    routes: z.number().int().meta({ description: 'One of each route, direction and order of stops.' }),
    calendars: z.number().int(),
    schedules: z.number().int(),
    errorCount: z.number().int(),
    errors: z.array(RowProblem).meta({ description: 'The first 100.' }),
    warningCount: z.number().int(),
    warnings: z.array(RowProblem).meta({ description: 'The first 100: taken, but doubtful.' }),
  })
  .meta({ id: 'GtfsReport' });
export type GtfsReport = z.infer<typeof GtfsReport>;
