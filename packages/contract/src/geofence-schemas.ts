import { z } from 'zod';
import { Latitude, Longitude } from './fix.ts';
import { Id } from './ids.ts';
import { pageLimit } from './route-schemas.ts';
import { textLine } from './text.ts';

// What the routes of geofence-routes.ts take and answer.

/** Pages of fences: default and largest number of items. */
export const GEOFENCE_LIMIT = { default: 200, max: 1000 } as const;
/** Features in one import at the most. */
const GEOFENCE_IMPORT_MAX = 1000;
/** Bounds of a stay in seconds. */
const DWELL_S = { min: 10, max: 30 * 24 * 3600 } as const;

const Place = z
  .object({ latitude: Latitude, longitude: Longitude })
  .meta({ id: 'Place', description: 'Degrees north and east, WGS 84.' });

/** As many points as any shape may have, and one for each ring that closes. */
const MAX_POINTS = 1100;
const Places = z.array(Place).max(MAX_POINTS);

const GeofenceShape = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('circle'),
      center: Place,
      radiusM: z.number().meta({ description: '10 to 500,000 metres.' }),
    }),
    z.object({
      type: z.literal('polygon'),
      outer: Places.meta({ description: 'At least 3 points, either way round; need not be closed.' }),
      holes: z.array(Places).max(100).optional().meta({ description: 'Rings that are not part of it.' }),
    }),
    z.object({
      type: z.literal('corridor'),
      line: Places.meta({ description: 'At least 2 points.' }),
      widthM: z.number().meta({ description: 'Of both sides together: 20 to 100,000 metres.' }),
    }),
  ])
  .meta({
    id: 'GeofenceShape',
    description:
      'A circle, polygon or corridor of up to 1,000 points. It may lie across the 180° meridian or a pole.',
  });

const GeofenceScope = z
  .object({
    vehicles: z.array(Id).max(1000).default([]),
    groups: z.array(Id).max(100).default([]),
  })
  .refine(({ vehicles, groups }) => vehicles.length + groups.length > 0, {
    message: 'names at least one vehicle or group; leave appliesTo out, or null, for every vehicle',
  })
  .meta({ id: 'GeofenceScope', description: 'Vehicles, and groups whose vehicles, the fence is for.' });

/** What is said of a fence. */
export const GeofenceDescription = z
  .object({
    name: textLine(200),
    shape: GeofenceShape,
    dwellS: z
      .number()
      .int()
      .min(DWELL_S.min)
      .max(DWELL_S.max)
      .nullish()
      .meta({ description: 'Tell of vehicles that stay this many seconds; null or absent: of none.' }),
    appliesTo: GeofenceScope.nullish().meta({ description: 'Null or absent: every vehicle of the tenant.' }),
  })
  .meta({ id: 'GeofenceDescription' });

export const NewGeofence = GeofenceDescription.extend({
  id: Id.optional().meta({ description: 'Absent: one is made.' }),
}).meta({ id: 'NewGeofence' });

export const Geofence = z
  .object({
    id: z.string(),
    name: z.string(),
    shape: GeofenceShape,
    dwellS: z.number().nullable(),
    appliesTo: z.object({ vehicles: z.array(z.string()), groups: z.array(z.string()) }).nullable(),
    changedAt: z.string().meta({
      description: 'ISO 8601: fixes measured from then on are judged by it; 5 s after the change was made.',
    }),
  })
  .meta({
    id: 'Geofence',
    description: 'A place that vehicles are told to have entered, left or stayed in.',
  });
export type Geofence = z.infer<typeof Geofence>;

export const GeofenceParams = z.object({ fenceId: Id });

export const GeofenceQuery = z.object({
  limit: pageLimit(GEOFENCE_LIMIT),
  cursor: Id.optional().meta({ description: '`nextCursor` of the page before.' }),
});

/** Members of a GeoJSON (RFC 7946) feature that make a fence of it; each is decoded by itself. */
export const GeofenceCollection = z
  .looseObject({
    type: z.literal('FeatureCollection'),
    features: z
      .array(z.unknown())
      .max(GEOFENCE_IMPORT_MAX)
      .meta({
        description:
          'Polygons; Points with `properties.radiusM`; LineStrings with `properties.widthM`. `id` (or `properties.id`), ' +
          '`properties.name`, `dwellS`, `vehicles` and `groups` are taken over.',
      }),
  })
  .meta({ id: 'GeofenceCollection', description: 'A GeoJSON FeatureCollection.' });

export const GeofenceImport = z
  .object({ stored: z.number().int(), ids: z.array(z.string()) })
  .meta({ id: 'GeofenceImport' });
