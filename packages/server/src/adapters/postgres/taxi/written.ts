import { ORDER_CHANGES } from '@waycast/contract';
import { z } from 'zod';
import type { Row } from '../database.ts';
import { asMessage, Message, message } from '../outbox/outbox-rows.ts';
import { epochMs } from '../sql-times.ts';
import { ACTIVE, OPEN, readOrder, wireOrder, wireUpdate } from './order-rows.ts';

/*
 * A statement that changes orders has the changed rows in a CTE `changed`: columns of `orders`, `change`, `actor` and
 * `detail`. What belongs to a change follows in CTEs of the same statement, and comes back as rows of `what` and
 * `value`, since whoever changed it tells it after the commit.
 */

export const EPOCH = "(select epoch from log_epochs where family = 'order')";

/** SQL of a row of `taxi_drivers`, to be read back by `readShift`. */
export const shift = (of: string): string =>
  `jsonb_build_object('tenant', ${of}.tenant_id, 'driverId', ${of}.driver_id, 'state', ${of}.state,
      'vehicleId', ${of}.vehicle_id, 'since', ${epochMs(`${of}.since`)},
      'idleSince', ${epochMs(`${of}.idle_since`)}, 'orderId', ${of}.order_id)`;

/** Events of what is `changed`, and what is told of it. */
export const EVENTS = `event as (
    insert into order_events (tenant_id, order_id, revision, change, actor, at, detail, data)
    select o.tenant_id, o.order_id, o.revision, o.change, o.actor, o.updated_at, o.detail, ${wireUpdate('o')}
    from changed o
    returning tenant_id, order_id, revision, data
  ), told as (
    insert into outbox (tenant_id, family, topic_id, event, data, log_offset)
    select tenant_id, 'order', order_id, 'order:update', data, revision from event
    union all
    select o.tenant_id, 'drivers', '', 'message', jsonb_build_object('type', 'order_accepted',
      'order_id', o.order_id, 'orderId', o.order_id, 'driverId', o.driver_id), null
    from changed o where o.change in ('accepted', 'assigned')
    union all
    select o.tenant_id, 'drivers', '', 'message', jsonb_build_object('type', 'new_order', 'order', ${wireOrder('o')}),
      null
    from changed o where o.change = 'offered' and o.detail ->> 'to' = 'all'
    returning *
  )`;

/** Offers of what is `changed` and not to be had any more. */
export const CLOSED = `closed as (
    update order_offers f set state = 'closed' from changed o
    where f.tenant_id = o.tenant_id and f.order_id = o.order_id and f.state = 'open' and o.status not in ${OPEN}
    returning f.tenant_id, f.driver_id
  )`;

/** Shifts of drivers who have what is `changed`. */
export const SHIFTS = `shifts as (
    insert into taxi_drivers as d (tenant_id, driver_id, state, vehicle_id, since, idle_since, order_id)
    select o.tenant_id, o.driver_id, 'online', o.vehicle_id, o.updated_at, o.updated_at, o.order_id
    from changed o where o.status in ${ACTIVE} and o.change in ('accepted', 'assigned')
    on conflict (tenant_id, driver_id) do update set state = 'online', order_id = excluded.order_id,
      vehicle_id = coalesce(excluded.vehicle_id, d.vehicle_id),
      since = case when d.state = 'online' then d.since else excluded.since end,
      idle_since = case when d.state = 'online' then d.idle_since else excluded.idle_since end
    returning *
  )`;

/** The answer of a statement with these CTEs; of offers and shifts, those that are named. */
export function answer(
  ...more: readonly ('closed' | 'shifts' | 'left_shifts' | 'offered' | 'lapsed')[]
): string {
  const parts = more.map((name) =>
    name.endsWith('shifts')
      ? `select 'shift', ${shift('s')} from ${name} s`
      : `select 'offers', jsonb_build_object('tenant', f.tenant_id, 'driverId', f.driver_id) from ${name} f`,
  );
  return [
    `select case when m.family = 'order' then 'order' else 'message' end as what, ${message('m')} as value from told m`,
    ...parts,
  ].join('\n  union all ');
}

const Shift = z.object({
  tenant: z.string(),
  driverId: z.string(),
  state: z.enum(['online', 'paused', 'off']),
  vehicleId: z.string().nullable(),
  since: z.number(),
  idleSince: z.number(),
  orderId: z.string().nullable(),
});

const Change = z.enum(ORDER_CHANGES);

/** A change is what is told of it: the message says how the order is then. */
const Changed = Message.transform((one) => ({
  order: readOrder({ ...one.data, tenant: one.tenant }),
  change: Change.parse(one.data['change']),
  message: asMessage(one),
}));

const One = z.discriminatedUnion('what', [
  z.object({ what: z.literal('order'), value: Changed }),
  z.object({ what: z.literal('message'), value: Message.transform(asMessage) }),
  z.object({ what: z.literal('offers'), value: z.object({ tenant: z.string(), driverId: z.string() }) }),
  z.object({ what: z.literal('shift'), value: Shift }),
]);

/** One thing that a transaction has written. */
export type Written = z.infer<typeof One>;

export function readWritten(row: Row): Written {
  return One.parse(row);
}

export function readShift(cell: unknown): z.infer<typeof Shift> {
  return Shift.parse(cell);
}
