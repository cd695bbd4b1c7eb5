import type { Statement } from '../database.ts';
import { timeParameter } from '../fix-rows.ts';
import { CLOCK, epochMs } from '../sql-times.ts';
import { OPEN, storedOrder } from './order-rows.ts';
import { answer, EVENTS } from './written.ts';

const NOW = 'greatest(clock.at, o.updated_at)';
const given = (column: string): string => `to_timestamp(${column} / 1000)`;

/*
 * Many orders at once are found by where they lie (`ctid`), since they were just locked there: a plan that joins them by
 * their keys has been seen to read the table for each. What changed between being seen and being locked is left out, and
 * still due.
 */

/** Whoever takes it is trusted for 5 s to do something about it. */
export const CLAIM_DUE: Statement = {
  name: 'claim-due-orders',
  text: `with claimed as (
    update orders o set due_at = now() + interval '5 seconds'
    where o.ctid = any(array(select due.ctid from orders due
      where due.status in ${OPEN} and due.due_at <= now() and due.expires_at > now()
      order by due.due_at limit $1::integer for update skip locked))
    returning o.*
  )
  select ${storedOrder('o')} as found from claimed o order by o.created_at, o.tenant_id, o.order_id`,
};

/**
 * Rounds of $1. Orders are locked in order of their keys, and judged on the newest row. What a driver has declined
 * stays declined; offers of earlier rounds are over.
 */
export const OFFER: Statement = {
  name: 'offer-orders',
  text: `with given as (
    select * from jsonb_to_recordset($1::text::jsonb) as one (tenant text, "orderId" text, revision integer, "to" jsonb,
      "radiusM" float8, until float8)
  ), free as (
    select o.tenant_id, o.order_id from orders o
    join given on given.tenant = o.tenant_id and given."orderId" = o.order_id
    where o.status in ${OPEN} and o.revision = given.revision and o.expires_at > clock_timestamp()
    order by o.tenant_id, o.order_id for update of o
  ), made as (
    update orders o set status = 'OFFERED', round = o.round + 1, revision = o.revision + 1, updated_at = ${NOW},
      due_at = least(${given('given.until')}, o.expires_at)
    from free, given, ${CLOCK}
    where o.tenant_id = free.tenant_id and o.order_id = free.order_id
      and given.tenant = free.tenant_id and given."orderId" = free.order_id
    returning o.*, given."to" as to_drivers, given."radiusM" as radius_m
  ), changed as (
    select made.*, 'offered' as change, 'system' as actor, jsonb_build_object('round', made.round,
      'radiusM', made.radius_m, 'to', case when to_drivers = '"all"' then 'all' else 'drivers' end,
      'drivers', case when to_drivers = '"all"' then '[]' else to_drivers end) as detail
    from made
  ), ${EVENTS}, asked as (
    select o.tenant_id, o.order_id, o.round, o.updated_at, o.due_at, d."driverId" as driver_id, d."distanceM" as distance_m,
      d."pickupS" as pickup_s
    from changed o cross join lateral jsonb_to_recordset(o.detail -> 'drivers')
      as d ("driverId" text, "distanceM" float8, "pickupS" float8)
  ), offered as (
    insert into order_offers as f (tenant_id, order_id, driver_id, round, distance_m, pickup_s, offered_at, until_at)
    select distinct on (tenant_id, order_id, driver_id) tenant_id, order_id, driver_id, round, distance_m, pickup_s,
      updated_at, due_at
    from asked
    on conflict (tenant_id, order_id, driver_id) do update set state = 'open', round = excluded.round,
      distance_m = excluded.distance_m, pickup_s = excluded.pickup_s, offered_at = excluded.offered_at,
      until_at = excluded.until_at
    where f.state <> 'declined'
    returning *
  ), lapsed as (
    update order_offers f set state = 'lapsed' from changed o
    where f.tenant_id = o.tenant_id and f.order_id = o.order_id and f.state = 'open'
      and not o.detail -> 'drivers' @> jsonb_build_array(jsonb_build_object('driverId', f.driver_id))
    returning f.*
  )
  ${answer('offered', 'lapsed')}`,
};

export const POSTPONE: Statement = {
  name: 'postpone-order',
  text: `with later as (
    update orders o set due_at = ${timeParameter(3)}
    where o.tenant_id = $1 and o.order_id = $2 and o.status in ${OPEN}
    returning o.tenant_id, o.order_id
  ), lapsed as (
    update order_offers f set state = 'lapsed' from later
    where f.tenant_id = later.tenant_id and f.order_id = later.order_id and f.state = 'open' and f.until_at <= now()
    returning f.tenant_id, f.driver_id
  )
  select 'offers' as what, jsonb_build_object('tenant', f.tenant_id, 'driverId', f.driver_id) as value from lapsed f`,
};

/** Then how many other drivers are asked is seen as it is. */
export const LOCK_OPEN: Statement = {
  name: 'lock-open-order',
  text: `select o.order_id from orders o
  where o.tenant_id = $1 and o.order_id = $2 and o.status in ${OPEN} for update`,
};

/** The order is due when nobody is left who could answer. */
export const CLOSE: Statement = {
  name: 'close-offer',
  text: `with closed as (
    update order_offers f set state = $4
    where f.tenant_id = $1 and f.order_id = $2 and f.driver_id = $3 and f.state = 'open' and f.until_at > now()
    returning f.tenant_id, f.driver_id
  ), due as (
    update orders o set due_at = least(o.due_at, now()) from closed
    where o.tenant_id = $1 and o.order_id = $2 and not exists (select from order_offers f
      where f.tenant_id = $1 and f.order_id = $2 and f.driver_id <> $3 and f.state = 'open' and f.until_at > now())
  )
  select 'offers' as what, jsonb_build_object('tenant', f.tenant_id, 'driverId', f.driver_id) as value from closed f`,
};

/** What is open to a driver ($2): that the order is to be had is seen on the order alone. */
export const OPEN_OF: Statement = {
  name: 'open-offers',
  text: `select ${storedOrder('o')} as found, f.driver_id, f.round::float8 as round, f.distance_m, f.pickup_s,
    ${epochMs('f.offered_at')} as offered_at,
    ${epochMs('f.until_at')} as until_at
  from order_offers f join orders o on o.tenant_id = f.tenant_id and o.order_id = f.order_id
  where f.tenant_id = $1 and f.driver_id = $2 and f.state = 'open' and f.until_at > now()
    and o.status in ${OPEN} and o.expires_at > now()
  order by f.offered_at, f.order_id`,
};

export const DRIVERS_OF: Statement = {
  name: 'offered-drivers',
  text: `select f.driver_id, f.state from order_offers f join orders o on o.tenant_id = f.tenant_id and o.order_id = f.order_id
  where f.tenant_id = $1 and f.order_id = $2
    and (f.state = 'declined' or (f.state = 'open' and f.until_at > now() and o.status in ${OPEN}))
  order by f.driver_id`,
};

export const ASKED: Statement = {
  name: 'asked-drivers',
  text: `select f.tenant_id, f.order_id, f.driver_id from orders o
  join order_offers f on f.tenant_id = o.tenant_id and f.order_id = o.order_id
  where o.status in ${OPEN} and o.due_at > now() and f.state = 'open' and f.until_at > now()
  order by o.due_at limit $1::integer`,
};

export const NEXT_DUE: Statement = {
  name: 'next-due-order',
  text: `select (extract(epoch from least(
    (select due_at from orders where status in ${OPEN} order by due_at limit 1),
    (select expires_at from orders where status in ${OPEN} order by expires_at limit 1)) - now()) * 1000)::float8 as in_ms`,
};
