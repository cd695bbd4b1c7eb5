import type { Statement } from './database.ts';
import { FIX_COLUMNS } from './fix-rows.ts';

/**
 * The next $3 vehicles after ($1 tenant, $2 vehicle), each with its newest fix. PostgreSQL has no loose index scan,
 * so the recursion hops from vehicle to vehicle: two index look-ups each, however many fixes lie between.
 */
export const LAST_OF_ALL: Statement = {
  name: 'last-of-all',
  text: `with recursive vehicles as (
    (select tenant_id, vehicle_id as vehicle, 1 as number from location_events
    where (tenant_id, vehicle_id) > ($1, $2) order by tenant_id, vehicle_id limit 1)
    union all
    select next.tenant_id, next.vehicle_id, vehicles.number + 1
    from vehicles cross join lateral (
      select e.tenant_id, e.vehicle_id from location_events e
      where (e.tenant_id, e.vehicle_id) > (vehicles.tenant_id, vehicles.vehicle)
      order by e.tenant_id, e.vehicle_id limit 1) next
    where vehicles.number < $3)
  select vehicles.tenant_id, vehicles.vehicle, newest.* from vehicles left join lateral (
    select ${FIX_COLUMNS} from location_events e
    where e.tenant_id = vehicles.tenant_id and e.vehicle_id = vehicles.vehicle
      and e.attributes->'future' is distinct from 'true'::jsonb
    order by e.time desc limit 1) newest on true
  order by vehicles.number`,
};
