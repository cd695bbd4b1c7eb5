import { z } from 'zod';
import { Latitude, Longitude } from '../fix.ts';
import { Id } from '../ids.ts';
import { numberText } from '../number-text.ts';
import { Order, Place } from './order-schemas.ts';

// Drivers at work, what they are offered, and cars as riders see them.

const DRIVER_STATES = ['off', 'paused', 'free', 'busy'] as const;
export type DriverState = (typeof DRIVER_STATES)[number];

export const ShiftInput = z
  .object({
    state: z.enum(['online', 'paused', 'off']),
    vehicleId: Id.optional().meta({ description: 'Absent: the last one, or the only one of the token.' }),
  })
  .meta({ id: 'ShiftInput' });
export type ShiftInput = z.infer<typeof ShiftInput>;

export const TaxiDriver = z
  .object({
    driverId: z.string(),
    vehicleId: z.string().nullable(),
    state: z.enum(DRIVER_STATES).meta({ description: '`busy`: has an order.' }),
    since: z.string().nullable().meta({ description: 'Begin of this shift or pause.' }),
    idleSince: z
      .string()
      .nullable()
      .meta({ description: 'Free since then; who waited longest is asked first.' }),
    connected: z.boolean(),
    orderId: z.string().nullable(),
    location: z.object({ latitude: z.number(), longitude: z.number(), timestamp: z.string() }).nullable(),
  })
  .meta({ id: 'TaxiDriver' });
export type TaxiDriver = z.infer<typeof TaxiDriver>;

export const Offer = z
  .object({
    orderId: z.string(),
    round: z.number().int(),
    pickup: Place,
    dropoff: Place.nullable(),
    note: z.string().nullable(),
    passengers: z.number().int(),
    distanceM: z
      .number()
      .nullable()
      .meta({ description: 'To the pick-up, metres; null: the place of the driver is not known.' }),
    pickupS: z.number().nullable().meta({ description: 'Seconds to the pick-up.' }),
    offeredAt: z.string(),
    expiresAt: z.string(),
  })
  .meta({ id: 'Offer' });
export type Offer = z.infer<typeof Offer>;

/** What a driver has before it: keyed topic `offers:{driverId}`, followed by role. */
export const DriverOffers = z
  .object({
    driverId: z.string(),
    state: z.enum(DRIVER_STATES),
    offers: z
      .array(Offer)
      .meta({ description: 'Open offers to this driver alone; those to all drivers come as `new_order`.' }),
    order: Order.nullable().meta({ description: 'The order it has.' }),
    timestamp: z.string(),
  })
  .meta({ id: 'DriverOffers' });
export type DriverOffers = z.infer<typeof DriverOffers>;

export const NearbyQuery = z.object({
  latitude: numberText(Latitude),
  longitude: numberText(Longitude),
});

export const NearbyCars = z
  .object({
    cars: z.array(
      z.object({
        latitude: z.number().meta({ description: 'To some 100 m.' }),
        longitude: z.number(),
        pickupS: z.number().nullable(),
      }),
    ),
    nearestS: z
      .number()
      .nullable()
      .meta({ description: 'Seconds until the nearest free car could be there.' }),
  })
  .meta({ id: 'NearbyCars', description: 'Free cars, without names and to some 100 m.' });
export type NearbyCars = z.infer<typeof NearbyCars>;
