import { z } from 'zod';
import { Id } from './ids.ts';

/** Times on the way in: ISO 8601 with zone, or epoch milliseconds. */
export const TimeInput = z
  .union([z.string().min(1).max(40), z.number()])
  .meta({ description: 'ISO 8601 with a zone (`2026-05-04T07:45:50.000Z`), or epoch milliseconds.' });

export const Latitude = z.number().min(-90).max(90).meta({ description: 'Degrees north, WGS 84.' });
export const Longitude = z.number().min(-180).max(180).meta({ description: 'Degrees east, WGS 84.' });

/** Measurements that a device may leave out or send as null when it does not know them. */
const measurements = {
  accuracy: z
    .number()
    .nullish()
    .meta({ description: 'Radius in metres; 0, negative or absent means unknown.' }),
  speed: z.number().min(0).max(1000).nullish().meta({ description: 'Metres per second over ground.' }),
  heading: z.number().min(0).max(360).nullish().meta({ description: 'Degrees clockwise from north.' }),
  altitude: z.number().min(-12_000).max(100_000).nullish().meta({ description: 'Metres above sea level.' }),
  sentAt: TimeInput.nullish().meta({ description: 'When the device sent the fix, if it says so.' }),
};

/**
 * A fix as devices send it. `lat`, `lng` and `time` are accepted for `latitude`, `longitude` and `timestamp`;
 * what only both fields together can tell (a missing position, 0/0, the future limits) is judged when it is decoded.
 */
export const FixInput = z
  .object({
    vehicleId: Id,
    latitude: Latitude.optional(),
    longitude: Longitude.optional(),
    lat: Latitude.optional().meta({ description: 'Same as latitude.' }),
    lng: Longitude.optional().meta({ description: 'Same as longitude.' }),
    timestamp: TimeInput.optional().meta({ description: 'When the position was measured; absent: now.' }),
    time: TimeInput.optional().meta({ description: 'Same as timestamp.' }),
    ...measurements,
    attributes: z.record(z.string(), z.unknown()).nullish().meta({
      description:
        'What else the device says, by names of its own: up to 4,096 characters of JSON are stored.',
    }),
  })
  .meta({ id: 'FixInput', description: 'One position of one vehicle.' });
export type FixInput = z.input<typeof FixInput>;

/** A decoded fix. Times are epoch milliseconds; unknown measurements are absent, except accuracy, which is null. */
export interface Fix {
  readonly vehicleId: string;
  readonly latitude: number;
  readonly longitude: number;
  /** Device time: the one that decides. */
  readonly time: number;
  /** Server time of receipt. */
  readonly receivedAt: number;
  readonly sentAt?: number;
  /** Metres; null when unknown. */
  readonly accuracy: number | null;
  /** Metres per second. */
  readonly speed?: number;
  /** Degrees clockwise from north, 0 ≤ heading < 360. */
  readonly heading?: number;
  /** Metres above sea level. */
  readonly altitude?: number;
  /** More than two minutes ahead of the server's clock: stored, but does not move live. */
  readonly future?: true;
  /** What else a device said, by its own names. */
  readonly attributes?: Readonly<Record<string, unknown>>;
}

export const VEHICLE_STATUSES = ['ONLINE', 'IDLE', 'OFFLINE'] as const;
export type VehicleStatus = (typeof VEHICLE_STATUSES)[number];

/** A vehicle's newest position, as followers get it in `location:update`. */
export const LocationUpdate = z
  .object({
    vehicleId: z.string(),
    latitude: z.number(),
    longitude: z.number(),
    accuracy: z.number().nullable().meta({ description: 'Metres; null when unknown.' }),
    status: z.enum(VEHICLE_STATUSES),
    timestamp: z.string().meta({ description: 'ISO 8601 UTC with milliseconds, of the device.' }),
    speed: z.number().optional().meta({ description: 'Metres per second.' }),
    heading: z.number().optional().meta({ description: 'Degrees clockwise from north.' }),
    altitude: z.number().optional().meta({ description: 'Metres above sea level.' }),
  })
  .meta({ id: 'LocationUpdate', description: 'The newest position of a vehicle.' });
export type LocationUpdate = z.infer<typeof LocationUpdate>;

/** A stored fix, as history returns it. Times are ISO 8601 UTC; unknown measurements are null. */
export const HistoryItem = z
  .object({
    time: z.string(),
    receivedAt: z.string(),
    latitude: z.number(),
    longitude: z.number(),
    accuracy: z.number().nullable(),
    speed: z.number().nullable(),
    heading: z.number().nullable(),
    altitude: z.number().nullable(),
    flags: z.array(z.string()).optional().meta({
      description:
        '`future`: ahead of the clock when it came; `outlier`, `inaccurate`: not believed, `…/verdict` says why.',
    }),
  })
  .meta({ id: 'HistoryItem' });
export type HistoryItem = z.infer<typeof HistoryItem>;
