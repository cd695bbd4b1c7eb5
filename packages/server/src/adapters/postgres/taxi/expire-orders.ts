import { ORDER_ACTORS, type OrderUpdate } from '@waycast/contract';
import { z } from 'zod';
import type { StoredOrder } from '../../../ports/orders.ts';
import type { OutboxMessage } from '../../../ports/transaction-outbox.ts';
import type { Row, Statement } from '../database.ts';
import { CLOCK } from '../sql-times.ts';
import { OPEN, Place } from './order-rows.ts';
import { EPOCH, type Written } from './written.ts';

/*
 * Ten thousand orders may expire at one moment, and are to be over within a second. So the database writes no more of
 * each than its row, its event and its message, both without what the row says, and makes no JSON; its offers need not
 * be closed, since none is open beyond the order's time.
 */

const NOW = 'greatest(clock.at, o.updated_at)';

const ms = (column: string): string => `date_part('epoch', o.${column}) * 1000 as ${column}`;
const TIMES = ['created_at', 'updated_at', 'expires_at', 'accepted_at', 'arrived_at', 'started_at'];

/**
 * At most $1, the earliest first. They are found by where they lie, since they were just locked there (see
 * offer-statements.ts).
 */
export const EXPIRE: Statement = {
  name: 'expire-orders',
  text: `with o as (
    update orders o set status = 'EXPIRED', ended_at = ${NOW}, updated_at = ${NOW}, due_at = null,
      revision = o.revision + 1
    from ${CLOCK}
    where o.ctid = any(array(select late.ctid from orders late
      where late.status in ${OPEN} and late.expires_at <= now()
      order by late.expires_at limit $1::integer for update skip locked))
    returning o.*
  ), event as (
    insert into order_events (tenant_id, order_id, revision, change, actor, at, data)
    select o.tenant_id, o.order_id, o.revision, 'expired', 'system', o.updated_at, null from o
  ), told as (
    insert into outbox (tenant_id, family, topic_id, event, data, log_offset)
    select o.tenant_id, 'order', o.order_id, 'order:update', null, o.revision from o
    returning id, tenant_id, topic_id
  )
  select told.id::float8 as message_id, ${EPOCH} as epoch, o.tenant_id, o.order_id, o.driver_id, o.vehicle_id,
    o.rider_id, o.pickup, o.dropoff, o.note, o.passengers, o.cancelled_by, o.reason, o.round, o.revision,
    ${TIMES.map(ms).join(', ')},
    (select json_agg(f.driver_id) from order_offers f
      where f.tenant_id = o.tenant_id and f.order_id = o.order_id and f.state = 'open') as drivers
  from told join o on o.tenant_id = told.tenant_id and o.order_id = told.topic_id`,
};

const Time = z.number().transform(Math.round);

const Expired = z.object({
  message_id: z.number(),
  epoch: z.string(),
  tenant_id: z.string(),
  order_id: z.string(),
  driver_id: z.string().nullable(),
  vehicle_id: z.string().nullable(),
  rider_id: z.string().nullable(),
  pickup: Place,
  dropoff: Place.nullable(),
  note: z.string().nullable(),
  passengers: z.number(),
  cancelled_by: z.enum(ORDER_ACTORS).nullable(),
  reason: z.string().nullable(),
  round: z.number(),
  revision: z.number(),
  created_at: Time,
  updated_at: Time,
  expires_at: Time,
  accepted_at: Time.nullable(),
  arrived_at: Time.nullable(),
  started_at: Time.nullable(),
  drivers: z.array(z.string()).nullable(),
});

/** What a row of `EXPIRE` says was written: the order, and whose offers are over. */
export function readExpired(row: Row): Written[] {
  const read = Expired.parse(row);
  const order = orderOf(read);
  const { tenant_id: tenant, message_id: id, epoch, drivers } = read;
  const message: OutboxMessage = {
    id,
    topic: { tenant, family: 'order', id: order.orderId },
    event: 'order:update',
    data: updateOf(order),
    position: { epoch, offset: order.revision },
  };
  return [
    { what: 'order', value: { order, change: 'expired', message } },
    ...(drivers ?? []).map((driverId): Written => ({ what: 'offers', value: { tenant, driverId } })),
  ];
}

function orderOf(read: z.infer<typeof Expired>): StoredOrder {
  return {
    tenant: read.tenant_id,
    orderId: read.order_id,
    status: 'EXPIRED',
    driverId: read.driver_id,
    vehicleId: read.vehicle_id,
    riderId: read.rider_id,
    pickup: read.pickup,
    dropoff: read.dropoff,
    note: read.note,
    passengers: read.passengers,
    createdAt: read.created_at,
    updatedAt: read.updated_at,
    expiresAt: read.expires_at,
    acceptedAt: read.accepted_at,
    arrivedAt: read.arrived_at,
    startedAt: read.started_at,
    endedAt: read.updated_at,
    cancelledBy: read.cancelled_by,
    reason: read.reason,
    round: read.round,
    revision: read.revision,
  };
}

const [expiresIso, endedIso] = [isoOfMany(), isoOfMany()];

/** As `wireUpdate` makes it of the row. */
function updateOf({ tenant: _tenant, ...order }: StoredOrder): OrderUpdate {
  const endedAt = endedIso(order.updatedAt);
  return {
    ...order,
    createdAt: iso(order.createdAt),
    updatedAt: endedAt,
    expiresAt: expiresIso(order.expiresAt),
    acceptedAt: isoOrNull(order.acceptedAt),
    arrivedAt: isoOrNull(order.arrivedAt),
    startedAt: isoOrNull(order.startedAt),
    endedAt,
    change: 'expired',
    by: 'system',
    at: endedAt,
  };
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

/** Those that expire together share their times, and writing one takes as long as reading the rest of the row. */
function isoOfMany(): (time: number) => string {
  let [last, text] = [Number.NaN, ''];
  return (time) => {
    if (time !== last) [last, text] = [time, iso(time)];
    return text;
  };
}

function isoOrNull(time: number | null): string | null {
  return time === null ? null : iso(time);
}
