import { ORDER_ACTORS, ORDER_STATUSES, type OrderStatus } from '@waycast/contract';
import { z } from 'zod';
import type { StoredOrder } from '../../../ports/orders.ts';

// Orders are selected as the contract has them: once made, the JSON serves the log, the outbox and whoever asked.

const list = (statuses: readonly OrderStatus[]): string => `('${statuses.join("', '")}')`;

/** SQL lists of statuses, as the partial indexes of `orders` have them. */
export const OPEN = list(['NEW', 'OFFERED']);
export const ACTIVE = list(['ACCEPTED', 'ARRIVING', 'IN_PROGRESS']);

const iso = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

function pairs(of: string): string {
  const times = ['created', 'updated', 'expires', 'accepted', 'arrived', 'started', 'ended'];
  return `'orderId', ${of}.order_id, 'status', ${of}.status, 'driverId', ${of}.driver_id,
      'vehicleId', ${of}.vehicle_id, 'riderId', ${of}.rider_id, 'pickup', ${of}.pickup, 'dropoff', ${of}.dropoff,
      'note', ${of}.note, 'passengers', ${of}.passengers, 'cancelledBy', ${of}.cancelled_by, 'reason', ${of}.reason,
      'round', ${of}.round, 'revision', ${of}.revision,
      ${times.map((name) => `'${name}At', ${iso(`${of}.${name}_at`)}`).join(', ')}`;
}

/** SQL of a row of `orders` as the contract's Order. */
export const wireOrder = (of: string): string => `jsonb_build_object(${pairs(of)})`;

/** SQL of a row of `orders`, to be read back by `readOrder`. */
export const storedOrder = (of: string): string =>
  `jsonb_build_object('tenant', ${of}.tenant_id, ${pairs(of)})`;

/** SQL of a row of `orders` with `change` and `actor` as the contract's OrderUpdate. */
export const wireUpdate = (of: string): string =>
  `jsonb_build_object(${pairs(of)}, 'change', ${of}.change, 'by', ${of}.actor, 'at', ${iso(`${of}.updated_at`)})`;

/** SQL of the OrderUpdate that a row with these columns `tenant_id`, `data` and an order's id stands for. */
export const updateOf = (of: string, orderId: string): string =>
  `coalesce(${of}.data, (select ${wireUpdate('o')} from (select expired.*, 'expired' as change, 'system' as actor
      from orders expired where expired.tenant_id = ${of}.tenant_id and expired.order_id = ${of}.${orderId}) o))`;

const Time = z.string().transform((text) => Date.parse(text));

/** A place as it is stored. */
export const Place = z.object({
  latitude: z.number(),
  longitude: z.number(),
  name: z.string().nullable().exactOptional(),
});

export const Stored = z.object({
  tenant: z.string(),
  orderId: z.string(),
  status: z.enum(ORDER_STATUSES),
  driverId: z.string().nullable(),
  vehicleId: z.string().nullable(),
  riderId: z.string().nullable(),
  pickup: Place,
  dropoff: Place.nullable(),
  note: z.string().nullable(),
  passengers: z.number(),
  createdAt: Time,
  updatedAt: Time,
  expiresAt: Time,
  acceptedAt: Time.nullable(),
  arrivedAt: Time.nullable(),
  startedAt: Time.nullable(),
  endedAt: Time.nullable(),
  cancelledBy: z.enum(ORDER_ACTORS).nullable(),
  reason: z.string().nullable(),
  round: z.number(),
  revision: z.number(),
});

/** An order from a cell that holds `storedOrder`, or an OrderUpdate and the tenant. */
export function readOrder(cell: unknown): StoredOrder {
  return Stored.parse(cell);
}
