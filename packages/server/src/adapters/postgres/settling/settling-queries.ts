import type { Statement } from '../database.ts';
import { FIX_COLUMNS, NOT_FUTURE, timeColumn, timeParameter } from '../fix-rows.ts';

const VEHICLES = `unnest($1::text[], $2::text[])`;

/** Vehicles ($1, $2) that are not known yet become known, as never settled. */
export const KNOW_VEHICLES: Statement = {
  name: 'settling-know',
  returns: 'nothing',
  text: `insert into vehicle_settled (tenant_id, vehicle_id, time, silent, fixes, state)
  select tenant, vehicle, to_timestamp(0), true, 0, '{}'
  from ${VEHICLES} as asked (tenant, vehicle)
  order by tenant collate "C", vehicle collate "C"
  on conflict do nothing`,
};

/** In the order of their keys, so that two servers wait for nobody in a circle. */
export const LOCK_VEHICLES: Statement = {
  name: 'settling-lock',
  text: `select s.tenant_id, s.vehicle_id, ${timeColumn('s.time')}, s.silent, s.fixes, s.state
  from ${VEHICLES} as asked (tenant, vehicle)
  join vehicle_settled s on s.tenant_id = asked.tenant and s.vehicle_id = asked.vehicle
  order by s.tenant_id, s.vehicle_id for update of s`,
};

/** Up to $4 fixes of each vehicle ($1, $2) after its $3, with how far it is settled. */
export const FIXES_SINCE: Statement = {
  name: 'settling-fixes',
  text: `select asked.number::float8 as number, ${timeColumn('s.time', 'settled_to')}, f.*
  from unnest($1::text[], $2::text[], $3::timestamptz[]) with ordinality as asked (tenant, vehicle, after, number)
  left join vehicle_settled s on s.tenant_id = asked.tenant and s.vehicle_id = asked.vehicle
  cross join lateral (
    select ${FIX_COLUMNS} from location_events e
    where e.tenant_id = asked.tenant and e.vehicle_id = asked.vehicle and e.time > asked.after and ${NOT_FUTURE}
    order by e.time limit $4) f
  order by asked.number, f.time`,
};

/** What vehicles ($1, $2) that are settled can be judged again from, each because of a fix at its $3. */
export const REWINDS: Statement = {
  name: 'settling-rewinds',
  text: `select asked.number::float8 as number, s.pruned, base.time is not null as found,
    ${timeColumn('base.time')}, base.fixes, base.state,
    (s.fixes + coalesce((select sum(c.fixes) from vehicle_checkpoints c
      where c.tenant_id = asked.tenant and c.vehicle_id = asked.vehicle
        and c.time > coalesce(base.time, to_timestamp(0))), 0))::float8 as judged,
    (select count(*) from location_events e
      where e.tenant_id = asked.tenant and e.vehicle_id = asked.vehicle and e.time > coalesce(base.time, to_timestamp(0))
        and e.time <= s.time and ${NOT_FUTURE})::float8 as stored
  from unnest($1::text[], $2::text[], $3::timestamptz[]) with ordinality as asked (tenant, vehicle, before, number)
  join vehicle_settled s on s.tenant_id = asked.tenant and s.vehicle_id = asked.vehicle
  left join lateral (
    select c.time, c.fixes, c.state from vehicle_checkpoints c
    where c.tenant_id = asked.tenant and c.vehicle_id = asked.vehicle and c.time < asked.before
    order by c.time desc limit 1) base on true`,
};

/** Findings of the vehicles ($1, $2) judged after their $3, and those that are open. */
export const FINDINGS_SINCE: Statement = {
  name: 'settling-findings',
  text: `select asked.number::float8 as number, f.kind, f.key, ${timeColumn('f.starts_at')},
    ${timeColumn('f.ends_at')}, ${timeColumn('f.judged_at')}, f.data
  from unnest($1::text[], $2::text[], $3::timestamptz[]) with ordinality as asked (tenant, vehicle, after, number)
  join vehicle_findings f on f.tenant_id = asked.tenant and f.vehicle_id = asked.vehicle
    and (f.judged_at > asked.after or f.judged_at is null)
  order by asked.number, f.starts_at, f.kind, f.key`,
};

export const SILENT_SINCE: Statement = {
  name: 'settling-silent',
  text: `select tenant_id, vehicle_id from vehicle_settled
  where not silent and time < ${timeParameter(1)} order by time limit $2`,
};

/**
 * Of the hours $3 of the vehicles ($1, $2) those of which more fixes are stored than were counted when they were
 * judged, as far as the vehicle is judged; of a silent vehicle all, since nobody looks for what comes after silence.
 */
export const MISSED: Statement = {
  name: 'settling-missed',
  text: `select asked.number::float8 as number
  from unnest($1::text[], $2::text[], $3::timestamptz[]) with ordinality as asked (tenant, vehicle, hour, number)
  left join vehicle_settled s on s.tenant_id = asked.tenant and s.vehicle_id = asked.vehicle
  left join vehicle_findings f on f.tenant_id = asked.tenant and f.vehicle_id = asked.vehicle and f.kind = 'tally'
    and f.starts_at = asked.hour
  where s.time is null or s.time < asked.hour or (
    select count(*) from location_events e
    where e.tenant_id = asked.tenant and e.vehicle_id = asked.vehicle and e.time >= asked.hour
      and e.time < asked.hour + interval '1 hour' and (s.silent or e.time <= s.time) and ${NOT_FUTURE}
    ) > coalesce((select sum((quarter->>'fixes')::float8) from jsonb_array_elements(f.data->'quarters') as q (quarter)
      where jsonb_typeof(quarter) = 'object'), 0)`,
};
