import { z } from 'zod';
import { Latitude, Longitude } from '../fix.ts';
import { Id } from '../ids.ts';
import { pageLimit } from '../route-schemas.ts';
import { textLine } from '../text.ts';

// Orders of rides, as the routes of order-routes.ts take and answer them.

export const ORDER_STATUSES = [
  'NEW',
  'OFFERED',
  'ACCEPTED',
  'ARRIVING',
  'IN_PROGRESS',
  'COMPLETED',
  'CANCELLED',
  'EXPIRED',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** A driver has one order in these at the most. */
export const ACTIVE_ORDER_STATUSES = ['ACCEPTED', 'ARRIVING', 'IN_PROGRESS'] as const;
/** What a driver may still accept. */
export const OPEN_ORDER_STATUSES = ['NEW', 'OFFERED'] as const;

const ORDER_LIMIT = { default: 100, max: 1000 } as const;
const NullableTime = z.string().nullable();

export const Place = z
  .object({
    latitude: Latitude,
    longitude: Longitude,
    name: textLine(200).nullish().meta({ description: 'What people read: an address, a stand.' }),
  })
  .meta({ id: 'Place', description: 'Degrees, WGS 84.' });
export type Place = z.infer<typeof Place>;

export const NewOrder = z
  .object({
    orderId: Id.optional().meta({ description: 'Absent: the server makes one.' }),
    pickup: Place,
    dropoff: Place.nullish(),
    riderId: Id.optional().meta({
      description: 'For whom a dispatcher orders; a customer orders for itself.',
    }),
    note: textLine(500).nullish().meta({ description: 'What the driver reads.' }),
    passengers: z.number().int().min(1).max(20).optional(),
  })
  .meta({ id: 'NewOrder' });
export type NewOrder = z.infer<typeof NewOrder>;

/** Who ended or changed an order. */
export const ORDER_ACTORS = ['rider', 'driver', 'dispatcher', 'system'] as const;
export type OrderActor = (typeof ORDER_ACTORS)[number];

export const Order = z
  .object({
    orderId: z.string(),
    status: z.enum(ORDER_STATUSES),
    driverId: z.string().nullable(),
    vehicleId: z.string().nullable().meta({ description: 'What its driver drives, while it has one.' }),
    riderId: z.string().nullable(),
    pickup: Place,
    dropoff: Place.nullable(),
    note: z.string().nullable(),
    passengers: z.number().int(),
    createdAt: z.string(),
    updatedAt: z.string(),
    expiresAt: z.string().meta({ description: 'Accepted by nobody until then, it is EXPIRED.' }),
    acceptedAt: NullableTime,
    arrivedAt: NullableTime,
    startedAt: NullableTime,
    endedAt: NullableTime,
    cancelledBy: z.enum(ORDER_ACTORS).nullable(),
    reason: z.string().nullable(),
    round: z.number().int().meta({ description: 'Rounds of offers so far.' }),
    revision: z
      .number()
      .int()
      .meta({ description: 'Counts its changes: the offset of the newest in `order:{id}`.' }),
  })
  .meta({ id: 'Order' });
export type Order = z.infer<typeof Order>;

/** One change, on the topic `order:{id}` and in the timeline. */
export const ORDER_CHANGES = [
  'created',
  'offered',
  'accepted',
  'assigned',
  'released',
  'arriving',
  'started',
  'completed',
  'cancelled',
  'expired',
] as const;
export type OrderChange = (typeof ORDER_CHANGES)[number];

export const OrderUpdate = Order.extend({
  change: z.enum(ORDER_CHANGES),
  by: z.string().meta({ description: '`rider:ID`, `driver:ID`, `dispatcher:ID` or `system`.' }),
  at: z.string(),
}).meta({ id: 'OrderUpdate', description: 'An order after a change, and what changed it.' });
export type OrderUpdate = z.infer<typeof OrderUpdate>;

export const OrderViewers = z
  .object({ orderId: z.string(), count: z.number().int().min(0) })
  .meta({ id: 'OrderViewers', description: 'Different drivers who look at an order now.' });
export type OrderViewers = z.infer<typeof OrderViewers>;

export const OrderEvent = z
  .object({
    offset: z.number().int(),
    change: z.enum(ORDER_CHANGES),
    by: z.string(),
    at: z.string(),
    status: z.enum(ORDER_STATUSES),
    detail: z.record(z.string(), z.unknown()).meta({
      description: 'Of an offer: round, radiusM, the drivers, their distances; of a cancellation: reason.',
    }),
  })
  .meta({ id: 'OrderEvent' });
export type OrderEvent = z.infer<typeof OrderEvent>;

export const OrderParams = z.object({ id: Id });

export const OrderQuery = z.object({
  status: z
    .enum([...ORDER_STATUSES, 'open', 'active', 'ended'])
    .optional()
    .meta({
      description: '`open`: NEW and OFFERED; `active`: ACCEPTED, ARRIVING, IN_PROGRESS; `ended`: the others.',
    }),
  driverId: Id.optional(),
  riderId: Id.optional(),
  limit: pageLimit(ORDER_LIMIT),
  cursor: z.string().max(200).optional(),
});

/** A driver's own answer is for itself; a dispatcher may say for whom. */
export const OrderAcceptance = z
  .object({
    vehicleId: Id.optional().meta({
      description: 'Absent: that of the shift, or the only one of the token.',
    }),
  })
  .optional();
export const OrderAssignment = z.object({ driverId: Id, vehicleId: Id.optional() });
export const OrderCancellation = z.object({ reason: textLine(500).optional() }).optional();

export const OrderEta = z
  .object({
    orderId: z.string(),
    to: z.enum(['pickup', 'dropoff']).nullable().meta({ description: 'null: nobody is on the way.' }),
    eta: NullableTime,
    earliest: NullableTime,
    latest: NullableTime,
    distanceM: z.number().nullable(),
    method: z.enum(['straight-line', 'road']).nullable(),
    positionAt: NullableTime.meta({ description: 'Of the fix that it rests on.' }),
  })
  .meta({ id: 'OrderEta' });
export type OrderEta = z.infer<typeof OrderEta>;
