import type { Statement } from './database.ts';
import { FIX_COLUMNS, NOT_FUTURE } from './fix-rows.ts';

/** The newest fix of one vehicle: $1 tenant, $2 vehicle. */
export const LAST: Statement = {
  name: 'last-fix',
  text: `select ${FIX_COLUMNS} from location_events
  where tenant_id = $1 and vehicle_id = $2 and ${NOT_FUTURE}
  order by location_events.time desc limit 1`,
};

/** The newest fix of each of many vehicles, one index look-up each: $1 tenants, $2 vehicles, side by side. */
export const LAST_OF: Statement = {
  name: 'last-of',
  text: `select asked.tenant as tenant_id, newest.*
  from unnest($1::text[], $2::text[]) as asked (tenant, vehicle) cross join lateral (
    select ${FIX_COLUMNS} from location_events e
    where e.tenant_id = asked.tenant and e.vehicle_id = asked.vehicle and ${NOT_FUTURE}
    order by e.time desc limit 1) newest`,
};

/** The next $3 vehicles after ($1 tenant, $2 vehicle), each with its newest fix. */
export const LAST_OF_ALL: Statement = { name: 'last-of-all', text: nextVehicles('') };

/** The same within the tenant $1. */
export const LAST_OF_TENANT: Statement = {
  name: 'last-of-tenant',
  text: nextVehicles('and e.tenant_id = $1'),
};

/**
 * PostgreSQL has no loose index scan, so the recursion hops from vehicle to vehicle: two index look-ups each, however
 * many fixes lie between.
 */
function nextVehicles(within: string): string {
  return `with recursive vehicles as (
    (select e.tenant_id, e.vehicle_id as vehicle, 1 as number from location_events e
    where (e.tenant_id, e.vehicle_id) > ($1, $2) ${within} order by e.tenant_id, e.vehicle_id limit 1)
    union all
    select next.tenant_id, next.vehicle_id, vehicles.number + 1
    from vehicles cross join lateral (
      select e.tenant_id, e.vehicle_id from location_events e
      where (e.tenant_id, e.vehicle_id) > (vehicles.tenant_id, vehicles.vehicle) ${within}
      order by e.tenant_id, e.vehicle_id limit 1) next
    where vehicles.number < $3)
  select vehicles.tenant_id, vehicles.vehicle, newest.* from vehicles left join lateral (
    select ${FIX_COLUMNS} from location_events e
    where e.tenant_id = vehicles.tenant_id and e.vehicle_id = vehicles.vehicle and ${NOT_FUTURE}
    order by e.time desc limit 1) newest on true
  order by vehicles.number`;
}
