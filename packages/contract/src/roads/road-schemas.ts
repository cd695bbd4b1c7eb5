import { z } from 'zod';
import { BoundingBox } from '../commands.ts';
import { Latitude, Longitude, TimeInput } from '../fix.ts';
import { Region } from '../geohash.ts';
import { Id } from '../ids.ts';
import { numberText } from '../number-text.ts';
import { pageLimit, TimeQuery } from '../route-schemas.ts';
import { textLine } from '../text.ts';
import { HAZARD_TYPES, Hazard, ROAD_QUALITIES } from './hazard-schemas.ts';

// How phones find roads to be, and what is known of them, as the routes of road-routes.ts take and answer it.

/** Observations in one batch at the most, and samples of acceleration in one observation. */
const MAX_OBSERVATIONS = 1000;
const MAX_SAMPLES = 512;
const SEGMENT_LIMIT = { default: 2000, max: 10_000 } as const;
/** What one import of roads may bring. */
export const ROAD_IMPORT_MAX = { bytes: 16 * 1_048_576, features: 100_000, segments: 200_000 } as const;
const HAZARD_LIMIT = { default: 500, max: 2000 } as const;

export const RoadObservation = z
  .object({
    timestamp: TimeInput.optional().meta({
      description: 'When, by the clock of the device: ISO 8601 or epoch milliseconds. Absent: now.',
    }),
    time: TimeInput.optional().meta({ description: 'Same as timestamp.' }),
    latitude: Latitude.optional(),
    longitude: Longitude.optional(),
    lat: Latitude.optional().meta({ description: 'Same as latitude.' }),
    lng: Longitude.optional().meta({ description: 'Same as longitude.' }),
    accuracy: z.number().max(100_000).nullish().meta({
      description: 'Metres; 0, negative or absent means unknown.',
    }),
    speed: z.number().min(0).max(150).nullish().meta({ description: 'Metres per second.' }),
    heading: z.number().min(0).max(360).nullish().meta({ description: 'Degrees clockwise from north.' }),
    roughness: z.number().min(0).max(100).nullish().meta({
      description:
        'Root mean square of the vertical acceleration about its mean, in m/s², over the last seconds.',
    }),
    verticalAcceleration: z.array(z.number().min(-500).max(500)).min(4).max(MAX_SAMPLES).nullish().meta({
      description: 'Samples in m/s², evenly spaced, gravity included or not; in place of `roughness`.',
    }),
    deviceId: Id.nullish().meta({
      description:
        'Default: the subject of the token. Of others than dispatchers and admins, a device that is neither the subject nor a vehicle of the token is kept as `subject/deviceId`.',
    }),
  })
  .meta({
    id: 'RoadObservation',
    description: 'What a device found on a road, with its position and, where it is known, the roughness.',
  });
export type RoadObservation = z.infer<typeof RoadObservation>;

export const RoadObservations = z
  .object({
    observations: z.array(z.unknown()).min(1).max(MAX_OBSERVATIONS).meta({
      description: 'Each a RoadObservation, judged by itself.',
    }),
  })
  .meta({ id: 'RoadObservations' });

export const ObservationReceipt = z
  .object({
    accepted: z.number().int(),
    repeated: z
      .number()
      .int()
      .meta({ description: 'Of those accepted: known already, of the same device and time.' }),
    rejected: z.array(z.object({ index: z.number().int(), code: z.string(), message: z.string() })),
  })
  .meta({ id: 'ObservationReceipt' });
export type ObservationReceipt = z.infer<typeof ObservationReceipt>;

/** What is known of a segment's surface. */
const SegmentQuality = z
  .object({
    roughness: z.number().meta({ description: 'Robust estimate in m/s², newer observations weighing more.' }),
    low: z.number().meta({ description: 'Of the 95 % confidence interval.' }),
    high: z.number(),
    quality: z.enum(ROAD_QUALITIES),
    confidence: z.number().min(0).max(1).meta({ description: '0: nothing is known; 1: certain.' }),
    observations: z.number().int(),
    devices: z.number().int(),
    trend: z
      .number()
      .nullable()
      .meta({ description: 'm/s² a day; positive: it gets worse. Null: too little is known.' }),
    observedAt: z.string().meta({ description: 'Newest observation.' }),
  })
  .meta({ id: 'SegmentQuality' });

export const RoadSegment = z
  .object({
    segmentId: z.string(),
    name: z.string().nullable(),
    roadClass: z.string().nullable(),
    oneWay: z.boolean(),
    lengthM: z.number(),
    /** [longitude, latitude]. */
    coordinates: z.array(z.tuple([z.number(), z.number()])),
    kind: z.enum(['segment', 'cell']).meta({ description: 'cell: a grid cell where no road is known.' }),
    quality: SegmentQuality.nullable(),
  })
  .meta({ id: 'RoadSegment' });
export type RoadSegment = z.infer<typeof RoadSegment>;

const SegmentFeature = z.object({
  type: z.literal('Feature'),
  id: z.string(),
  geometry: z.looseObject({ type: z.string() }),
  properties: z.looseObject({}),
});

export const SegmentCollection = z
  .object({
    type: z.literal('FeatureCollection'),
    features: z.array(SegmentFeature),
    truncated: z.boolean().meta({ description: 'There are more in the box than were asked for.' }),
  })
  .meta({
    id: 'SegmentCollection',
    description: 'GeoJSON; properties as of RoadSegment and SegmentQuality.',
  });
export type SegmentCollection = z.infer<typeof SegmentCollection>;

const BoxQuery = z
  .string()
  .meta({ description: 'west,south,east,north in degrees.' })
  .transform((text, context) => {
    const box = BoundingBox.safeParse(
      text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part))),
    );
    if (box.success) return box.data;
    context.addIssue({ code: 'custom', message: 'takes west,south,east,north in degrees' });
    return z.NEVER;
  });

export const SegmentQuery = z.object({
  bbox: BoxQuery,
  minConfidence: numberText(z.number().min(0).max(1)).default(0),
  limit: pageLimit(SEGMENT_LIMIT),
});
export type SegmentQuery = z.output<typeof SegmentQuery>;

export const SegmentParams = z.object({ id: Id });
export const TileParams = z.object({
  z: numberText(z.number().int().min(0).max(22)),
  x: numberText(z.number().int().min(0)),
  y: z.string().regex(/^\d{1,8}(\.(mvt|pbf))?$/, 'takes a number, with .mvt or .pbf after it or not'),
});
export const TileQuery = z.object({ minConfidence: numberText(z.number().min(0).max(1)).default(0) });

export const AnalyticsQuery = z.object({
  from: TimeQuery,
  to: TimeQuery,
  bucket: z.enum(['hour', 'day']).default('day'),
});
export type AnalyticsQuery = z.output<typeof AnalyticsQuery>;

export const SegmentAnalytics = z
  .object({
    items: z.array(
      z.object({
        from: z.string(),
        observations: z.number().int(),
        devices: z.number().int(),
        roughness: z.number().nullable().meta({ description: 'Median, m/s².' }),
        speed: z.number().nullable().meta({ description: 'Median, m/s.' }),
      }),
    ),
  })
  .meta({ id: 'SegmentAnalytics', description: 'Hours or days of the tenant’s time zone, oldest first.' });
export type SegmentAnalytics = z.infer<typeof SegmentAnalytics>;

export const RoadLines = z
  .object({ type: z.literal('FeatureCollection'), features: z.array(z.unknown()) })
  .meta({
    id: 'RoadLines',
    description:
      'GeoJSON with a LineString or MultiLineString each. Read of it: `id` (or the properties `id`, `@id`, `osm_id`), and the properties `name`, `highway` or `class`, `oneway` (`yes`, `-1`, `no`) and `junction`.',
  });

export const SegmentImport = z
  .object({
    segments: z.number().int().meta({ description: 'Pieces of road, of at most 200 m.' }),
    lines: z.number().int(),
    lengthM: z.number(),
    replaced: z.number().int(),
    dryRun: z.boolean(),
  })
  .meta({ id: 'SegmentImport' });
export type SegmentImport = z.infer<typeof SegmentImport>;

export const RecomputeReport = z
  .object({
    observations: z.number().int(),
    matched: z.number().int(),
    segments: z.number().int(),
    tookMs: z.number(),
  })
  .meta({ id: 'RecomputeReport' });
export type RecomputeReport = z.infer<typeof RecomputeReport>;

export const NewHazard = z
  .object({
    hazardId: Id.optional().meta({ description: 'Absent: the server makes one. Repeating it is safe.' }),
    type: z.enum(HAZARD_TYPES),
    latitude: Latitude,
    longitude: Longitude,
    note: textLine(300).nullish(),
  })
  .meta({ id: 'NewHazard' });
export type NewHazard = z.infer<typeof NewHazard>;

export const HazardQuery = z.object({ bbox: BoxQuery, limit: pageLimit(HAZARD_LIMIT) });
export type HazardQuery = z.output<typeof HazardQuery>;
export const HazardParams = z.object({ id: Id });

export const RegionParams = z.object({ geohash: Region });
export const RegionNow = z
  .object({
    geohash: Region,
    members: z.number().int(),
    neighbours: z.array(z.object({ geohash: Region, members: z.number().int() })),
    hazards: z.array(Hazard),
  })
  .meta({ id: 'RegionNow' });
export type RegionNow = z.infer<typeof RegionNow>;
