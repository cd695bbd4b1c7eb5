import { z } from 'zod';
import { Latitude, LocationUpdate, Longitude, TimeInput } from './fix.ts';
import { Id } from './ids.ts';
import { numberText } from './number-text.ts';
import { TRIP_STATUSES } from './school/trip-schemas.ts';
import { ORDER_STATUSES, Place } from './taxi/order-schemas.ts';
import { textLine } from './text.ts';

// Share links: one vehicle, or one order or trip and the vehicle that drives it, for whoever has the link, until a time.

/** Bounds of share links. Times are milliseconds. */
export const SHARE_LIMITS = {
  /** A link ends after this long unless it says otherwise. */
  defaultMs: 24 * 3_600_000,
  /** No link is good for longer. */
  maxMs: 31 * 24 * 3_600_000,
  /** How far before its creation a link may show the trail. */
  trailMs: 24 * 3_600_000,
  /** Links of one vehicle that are good at a time. */
  perVehicle: 100,
  /** Links of one tenant that are good at a time. */
  perTenant: 10_000,
  /** Points of a trail at the most. */
  trailPoints: 500,
} as const;

export const ShareDestination = z
  .object({
    latitude: Latitude,
    longitude: Longitude,
    name: textLine(100).nullish().meta({ description: 'What viewers read: an address, a stop.' }),
  })
  .meta({ id: 'ShareDestination', description: 'Where the vehicle is expected.' });
export type ShareDestination = z.infer<typeof ShareDestination>;

export const ShareEnd = z
  .discriminatedUnion('event', [
    z.object({ event: z.literal('geofence_enter'), fenceId: Id }),
    z.object({ event: z.literal('trip_ended') }),
  ])
  .meta({
    id: 'ShareEnd',
    description:
      'What ends a link before its time: the vehicle enters a geofence, or comes to the end of a trip.',
  });
export type ShareEnd = z.infer<typeof ShareEnd>;

const Label = textLine(100).nullish().meta({ description: 'What viewers read above the map.' });
const EndTime = TimeInput.optional().meta({ description: 'At most 31 days ahead; absent: in 24 hours.' });

const VehicleShareInput = z.object({
  kind: z.literal('vehicle'),
  vehicleId: Id,
  label: Label,
  destination: ShareDestination.nullish(),
  trailFrom: TimeInput.nullish().meta({
    description: 'From when on viewers see the way it took, at most a day back; null or absent: no trail.',
  }),
  until: z
    .object({
      time: EndTime,
      on: ShareEnd.optional().meta({ description: 'Ends it earlier.' }),
    })
    .optional()
    .meta({ description: 'When the link ends by itself.' }),
});

const OrderShareInput = z.object({
  kind: z.literal('order'),
  orderId: Id,
  label: Label,
  until: z
    .object({ time: EndTime })
    .optional()
    .meta({ description: 'When the link ends by itself; with the order at the latest.' }),
});

const TripShareInput = z.object({
  kind: z.literal('trip'),
  tripId: Id,
  label: Label,
  destination: ShareDestination.nullish(),
  until: z
    .object({ time: EndTime })
    .optional()
    .meta({ description: 'When the link ends by itself; with the trip at the latest.' }),
});

/** What is shared, by kind. */
export const ShareInput = z
  .discriminatedUnion('kind', [VehicleShareInput, OrderShareInput, TripShareInput])
  .meta({ id: 'ShareInput', description: 'What to share, and until when.' });
export type ShareInput = z.infer<typeof ShareInput>;

const SHARE_STATES = ['active', 'expired', 'ended', 'revoked'] as const;
export type ShareState = (typeof SHARE_STATES)[number];

export const ShareLink = z
  .object({
    shareId: z.string(),
    kind: z.enum(['vehicle', 'order', 'trip']),
    vehicleId: z
      .string()
      .nullable()
      .meta({ description: 'Of a link of an order or trip the one that drives it now; null: none does.' }),
    orderId: z.string().nullable().meta({ description: 'null: a link of a vehicle or trip.' }),
    tripId: z.string().nullable().meta({ description: 'null: a link of a vehicle or order.' }),
    state: z.enum(SHARE_STATES),
    label: z.string().nullable(),
    destination: ShareDestination.nullable(),
    trailFrom: z.string().nullable(),
    expiresAt: z.string(),
    endsOn: ShareEnd.nullable(),
    createdBy: z.string().meta({ description: 'Subject that made it.' }),
    createdAt: z.string(),
    revokedAt: z.string().nullable(),
    endedAt: z.string().nullable().meta({ description: 'When the event came that ended it.' }),
    lastUsedAt: z.string().nullable().meta({ description: 'To the minute.' }),
    uses: z.number().int().meta({ description: 'Visits: uses after ten minutes without any.' }),
  })
  .meta({ id: 'ShareLink', description: 'A share link, without its secret.' });
export type ShareLink = z.infer<typeof ShareLink>;

export const NewShareLink = ShareLink.extend({
  token: z
    .string()
    .meta({ description: "The link's secret, told this once. It works wherever a token does." }),
  url: z.string().meta({ description: 'The page for viewers; the secret stands behind its #.' }),
}).meta({ id: 'NewShareLink' });
export type NewShareLink = z.infer<typeof NewShareLink>;

export const ShareListQuery = z.object({
  vehicleId: Id.optional(),
  state: z
    .enum(['active', 'all'])
    .default('active')
    .meta({ description: '`all`: ended ones of a month too.' }),
  limit: numberText(z.number().int().min(1).max(1000)).default(100),
});

/** Why no time of arrival can be told. */
const NO_ETA_REASONS = [
  'no-position',
  'old-position',
  'too-little-known',
  'standing',
  'not-nearing',
] as const;

const Metres = z.number().meta({ description: 'Metres as the crow flies.' });

export const ShareEta = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('between'),
      earliest: z.string(),
      latest: z.string(),
      distanceM: Metres,
      method: z.literal('straight-line').meta({
        description:
          'From the distance as the crow flies, a range for detours, and the speeds of the last minutes.',
      }),
    }),
    z.object({ kind: z.literal('here'), distanceM: Metres }),
    z.object({
      kind: z.literal('unknown'),
      reason: z.enum(NO_ETA_REASONS),
      distanceM: Metres.nullable(),
    }),
  ])
  .meta({
    id: 'ShareEta',
    description: 'When the vehicle reaches the destination, as far as that can be told.',
  });
export type ShareEta = z.infer<typeof ShareEta>;

const Shown = z.object({
  state: z.literal('active'),
  label: z.string().nullable(),
  destination: ShareDestination.nullable().meta({
    description: 'Of an order the pick-up, and the drop-off once the rider is aboard.',
  }),
  trailFrom: z.string().nullable(),
  expiresAt: z.string(),
  serverTime: z.string(),
  reportIntervalMs: z.number().meta({ description: 'How often the vehicle is advised to report.' }),
  location: LocationUpdate.nullable().meta({ description: 'null: it has not reported yet.' }),
  eta: ShareEta.nullable().meta({ description: 'null: there is no destination, or no vehicle.' }),
});

export const CurrentShare = z
  .discriminatedUnion('state', [
    z.discriminatedUnion('kind', [
      Shown.extend({ kind: z.literal('vehicle'), vehicleId: z.string() }),
      Shown.extend({
        kind: z.literal('order'),
        vehicleId: z.string().nullable().meta({ description: 'null: no driver has taken it yet.' }),
        orderId: z.string(),
        status: z.enum(ORDER_STATUSES),
        pickup: Place,
        dropoff: Place.nullable(),
      }),
      Shown.extend({
        kind: z.literal('trip'),
        vehicleId: z.string().nullable().meta({ description: 'null: it has not left yet.' }),
        tripId: z.string(),
        status: z.enum(TRIP_STATUSES),
        scheduledStart: z.string(),
      }),
    ]),
    z.object({
      state: z.enum(['expired', 'ended', 'revoked']),
      at: z.string().meta({ description: 'Since when.' }),
    }),
  ])
  .meta({ id: 'CurrentShare', description: 'What a share link shows now; once it has ended, only that.' });
export type CurrentShare = z.infer<typeof CurrentShare>;

export const ShareTrail = z
  .object({
    points: z.array(z.object({ latitude: z.number(), longitude: z.number(), time: z.string() })).meta({
      description: `Oldest first, at most ${SHARE_LIMITS.trailPoints}: small bends are left out of a long way.`,
    }),
  })
  .meta({ id: 'ShareTrail' });
export type ShareTrail = z.infer<typeof ShareTrail>;
