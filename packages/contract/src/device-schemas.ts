import { z } from 'zod';
import { Id } from './ids.ts';
import { pageLimit } from './route-schemas.ts';

// What the routes of device-routes.ts take and answer.

/** Devices, and messages of them that were put aside, on one page: default and largest number. */
export const DEVICE_PAGE = { default: 100, max: 1000 } as const;

/** Names of paths below `/api/devices/`, which no device may have. */
const RESERVED: ReadonlySet<string> = new Set([
  ...['osmand', 'background-geolocation', 'owntracks', 'overland', 'gpslogger', 'traccar', 'quarantine'],
]);

/** What a device calls itself: unique within the tenant. */
const DeviceId = Id.refine((id) => !RESERVED.has(id), 'is the name of a path; choose another');

export const DeviceInput = z
  .object({
    deviceId: DeviceId.meta({
      description: 'What the client calls itself: its `id`, `device_id`, `X-Limit-D` or `uniqueId`.',
    }),
    vehicleId: Id.meta({ description: 'The vehicle that it reports for.' }),
    name: z.string().trim().min(1).max(200).nullish().meta({ description: 'For people.' }),
    relay: z.boolean().default(false).meta({
      description:
        'Its key may bring what other devices of the tenant report, each named in its message: for a Traccar server.',
    }),
  })
  .meta({ id: 'DeviceInput' });

export const DeviceKey = z
  .object({
    deviceId: z.string(),
    key: z.string().meta({ description: 'Shown this once; only its hash is kept.' }),
  })
  .meta({ id: 'DeviceKey' });

export const Device = z
  .object({
    deviceId: z.string(),
    vehicleId: z.string(),
    name: z.string().nullable(),
    relay: z.boolean(),
    createdAt: z.string(),
    lastSeenAt: z
      .string()
      .nullable()
      .meta({ description: 'Of its latest request, heartbeats included, to about half a minute.' }),
    accepted: z.number().int().meta({ description: 'Positions taken, repeats included.' }),
    quarantined: z.number().int().meta({ description: 'Messages put aside because they could not be used.' }),
  })
  .meta({ id: 'Device' });
export type Device = z.infer<typeof Device>;

export const QuarantinedMessage = z
  .object({
    deviceId: z.string(),
    receivedAt: z.string(),
    reason: z.string(),
    message: z.string().meta({ description: 'As it came, cut at 4,000 characters.' }),
  })
  .meta({ id: 'QuarantinedMessage' });

const page = {
  limit: pageLimit(DEVICE_PAGE),
  cursor: z.string().max(200).optional().meta({ description: 'The `nextCursor` of the page before.' }),
};
export const DevicesQuery = z.object(page);
export const QuarantineQuery = z.object({ deviceId: Id.optional(), ...page });

// What phones and trackers send. Documentation only: each message is decoded alone, and what cannot be used is put
// aside, so that no schema may refuse a whole request.

const text = z.union([z.string(), z.number()]).optional();
const Key = z
  .string()
  .optional()
  .meta({ description: 'The key, for clients that can send neither a Bearer token nor a password.' });

const osmandFields = {
  id: text.meta({ description: 'The device, also as `deviceid`.' }),
  lat: text.meta({ description: 'Degrees; without a position the request is a sign of life.' }),
  lon: text,
  location: z.string().optional().meta({ description: '`LAT,LON` instead of the two.' }),
  timestamp: text.meta({
    description:
      'Seconds or milliseconds since 1970, ISO 8601, or `yyyy-MM-dd HH:mm:ss` in UTC; absent: now.',
  }),
  speed: text.meta({ description: 'Knots.' }),
  bearing: text.meta({ description: 'Degrees, also as `heading`.' }),
  altitude: text.meta({ description: 'Metres.' }),
  accuracy: text.meta({ description: 'Metres.' }),
};
const OsmandFields = z.looseObject(osmandFields);
export const OsmandQuery = z.looseObject({ ...osmandFields, key: Key });
export const OsmandBody = z.union([OsmandFields, z.array(OsmandFields)]);

const GpsloggerFields = z.looseObject({
  id: text.meta({ description: 'The device.' }),
  lat: text,
  lon: text.meta({ description: 'Degrees, also as `longitude`.' }),
  acc: text.meta({ description: 'Metres.' }),
  alt: text.meta({ description: 'Metres.' }),
  spd: text.meta({ description: 'Metres per second; or `spd_kph`.' }),
  dir: text.meta({ description: 'Degrees.' }),
  time: text.meta({ description: 'ISO 8601; or `timestamp`, seconds since 1970.' }),
});
export const GpsloggerQuery = z.looseObject({ ...GpsloggerFields.shape, key: Key });
export const GpsloggerBody = GpsloggerFields;

const anything = z.record(z.string(), z.unknown());

export const BackgroundGeolocationBody = z.looseObject({
  location: z
    .union([anything, z.array(anything)])
    .meta({ description: 'One location or several, each with `coords`, in metres per second, and `uuid`.' }),
  device_id: z.string().optional(),
});

export const OwntracksBody = z.looseObject({
  _type: z.string().meta({ description: 'Other messages than `location` are signs of life.' }),
  lat: z.number().optional(),
  lon: z.number().optional(),
  tst: z.number().optional().meta({ description: 'Seconds since 1970.' }),
  acc: z.number().optional().meta({ description: 'Metres.' }),
  alt: z.number().optional().meta({ description: 'Metres.' }),
  vel: z.number().optional().meta({ description: 'Kilometres per hour.' }),
  cog: z.number().optional().meta({ description: 'Degrees.' }),
});

export const OverlandBody = z.looseObject({
  locations: z
    .array(anything)
    .meta({ description: 'GeoJSON features, longitude first, in metres per second.' }),
});

export const TraccarBody = z.looseObject({
  position: anything.meta({ description: 'As Traccar has it, its speed in knots.' }),
  device: z.looseObject({ uniqueId: z.string() }),
});
