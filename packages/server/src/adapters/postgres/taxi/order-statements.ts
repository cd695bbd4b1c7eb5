import type { Statement } from '../database.ts';
import { timeParameter } from '../fix-rows.ts';
import { CLOCK } from '../sql-times.ts';
import { ACTIVE, OPEN, storedOrder, updateOf } from './order-rows.ts';
import { answer, CLOSED, EVENTS, SHIFTS } from './written.ts';

const NOW = 'greatest(clock.at, o.updated_at)';

export const CREATE: Statement = {
  name: 'create-order',
  text: `with made as (
    insert into orders (tenant_id, order_id, rider_id, pickup, dropoff, note, passengers, expires_at, key_subject, key,
      key_digest, created_at, updated_at, due_at)
    select $1, $2, $3, $4::text::jsonb, $5::text::jsonb, $6, $7::integer, ${timeParameter(8)}, $10, $11, $12,
      clock.at, clock.at, clock.at
    from ${CLOCK}
    on conflict do nothing
    returning *
  ), changed as (
    select made.*, 'created' as change, $9::text as actor, '{}'::jsonb as detail from made
  ), ${EVENTS}
  ${answer()}`,
};

/** Why an order ($2) was not made, by its key ($3, $4) first. */
export const FIND_MADE: Statement = {
  name: 'find-made-order',
  text: `select ${storedOrder('o')} as found, o.key_digest = $5::text as same from orders o
    where o.tenant_id = $1 and o.key_subject = $3::text and o.key = $4::text
  union all
  select null, false from orders o where o.tenant_id = $1 and o.order_id = $2
  limit 1`,
};

export const GET: Statement = {
  name: 'get-order',
  text: `select ${storedOrder('o')} as found from orders o where o.tenant_id = $1 and o.order_id = $2`,
};

export const ACTIVE_OF: Statement = {
  name: 'active-order',
  text: `select ${storedOrder('o')} as found from orders o
  where o.tenant_id = $1 and o.driver_id = $2 and o.status in ${ACTIVE}`,
};

/** The order that a driver ($3) has, by its shift: by keys alone, however many it has had. */
const OTHER = `taxi_drivers d join orders b on b.tenant_id = d.tenant_id and b.order_id = d.order_id
        where d.tenant_id = $1 and d.driver_id = $3 and b.driver_id = $3 and b.status in ${ACTIVE}`;

/**
 * Who wins. The condition is judged on the newest row, with the time of then, also after waiting for a rival's commit;
 * what else the statement sees is as it was when it began. So `seen` tells the loser who has it, unless that was
 * decided meanwhile: then asking again tells it, and writes nothing.
 */
export const ACCEPT: Statement = {
  name: 'accept-order',
  text: `with won as (
    update orders o set status = 'ACCEPTED', driver_id = $3, accepted_at = ${NOW}, updated_at = ${NOW},
      vehicle_id = coalesce($4::text,
        (select d.vehicle_id from taxi_drivers d where d.tenant_id = $1 and d.driver_id = $3 and d.state <> 'off')),
      due_at = null, revision = o.revision + 1
    from ${CLOCK}
    where o.tenant_id = $1 and o.order_id = $2 and o.status in ${OPEN} and o.expires_at > clock_timestamp()
      and not exists (select from ${OTHER})
    returning o.*
  ), changed as (
    select won.*, 'accepted' as change, 'driver:' || $3::text as actor, '{}'::jsonb as detail from won
  ), ${EVENTS}, ${CLOSED}, ${SHIFTS}
  ${answer('closed', 'shifts')}
  union all
  select 'seen', jsonb_build_object('order', ${storedOrder('o')}, 'over', o.expires_at <= clock_timestamp(), 'other',
    (select ${storedOrder('b')} from ${OTHER} and b.order_id <> $2))
  from orders o where o.tenant_id = $1 and o.order_id = $2`,
};

/** Offers that were made while an acceptance waited for them; they were not open since. */
export const CLOSE_LEFT: Statement = {
  name: 'close-left-offers',
  text: `with changed as (select * from orders where tenant_id = $1 and order_id = $2), ${CLOSED}
  select 'offers' as what, jsonb_build_object('tenant', f.tenant_id, 'driverId', f.driver_id) as value from closed f`,
};

/** The lock under which an order changes. */
export const LOCK: Statement = {
  name: 'lock-order',
  text: `select ${storedOrder('o')} as found from orders o where o.tenant_id = $1 and o.order_id = $2 for update`,
};

/** SQL of a time that is set, kept or not there, as `step-times.ts` says. */
const time = (column: string, position: number): string =>
  `${column} = case $${position}::text when 'now' then ${NOW} when 'keep' then o.${column} end`;

/**
 * $3 to $9 are what the order is then, $10 to $12 the change, by whom, and its detail; $13 to $16 say which of its times
 * are those of the change; $17 had it before. Who has it no longer is free, and who gave it back is not offered it again.
 */
export const CHANGE: Statement = {
  name: 'change-order',
  text: `with after as (
    update orders o set status = $3::text, driver_id = $4::text, cancelled_by = $6, reason = $7, round = $8::integer,
      vehicle_id = coalesce($5::text, (select d.vehicle_id from taxi_drivers d
        where $10::text = 'assigned' and d.tenant_id = $1 and d.driver_id = $4 and d.state <> 'off')),
      expires_at = ${timeParameter(9)}, updated_at = ${NOW}, revision = o.revision + 1,
      due_at = case when $3 not in ${OPEN} then null when $3 = o.status then o.due_at else ${NOW} end,
      ${time('accepted_at', 13)}, ${time('arrived_at', 14)}, ${time('started_at', 15)}, ${time('ended_at', 16)}
    from ${CLOCK}
    where o.tenant_id = $1 and o.order_id = $2
    returning o.*
  ), changed as (
    select after.*, $10::text as change, $11::text as actor, $12::text::jsonb as detail from after
  ), ${EVENTS}, ${CLOSED}, ${SHIFTS}, left_shifts as (
    update taxi_drivers d set order_id = null, idle_since = o.updated_at from changed o
    where d.tenant_id = $1 and d.driver_id = $17::text and d.order_id = $2
      and (o.status not in ${ACTIVE} or o.driver_id is distinct from d.driver_id)
    returning d.*
  ), given_back as (
    insert into order_offers (tenant_id, order_id, driver_id, state, round, offered_at, until_at)
    select $1, $2, $17, 'declined', o.round, o.updated_at, o.updated_at
    from changed o where o.change = 'released' and $17 is not null
    on conflict (tenant_id, order_id, driver_id) do update set state = 'declined'
  )
  ${answer('closed', 'shifts', 'left_shifts')}`,
};

/** The timeline of an order: events after $3, $4 at the most. */
export const EVENTS_AFTER: Statement = {
  name: 'order-events-after',
  text: `select jsonb_build_object('offset', e.revision, 'change', e.change, 'by', e.actor, 'at', e.told -> 'at',
      'status', e.told -> 'status', 'detail', e.detail) as event
  from (select e.*, ${updateOf('e', 'order_id')} as told from order_events e) e where e.tenant_id = $1 and e.order_id = $2 and e.revision > $3::integer
  order by e.revision limit $4::integer`,
};
