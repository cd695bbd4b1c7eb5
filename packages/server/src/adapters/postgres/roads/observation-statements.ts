import type { Statement } from '../database.ts';
import { timeColumn, timeParameter } from '../fix-rows.ts';

/** Whoever takes something is trusted for so long to do it. */
const LEASE = `interval '30 seconds'`;
/** What comes within this time is matched together. */
const GATHER = `interval '2 seconds'`;

/**
 * Whole columns; what is there already stays. Sorted by key, as whatever locks several rows of one of these tables, so
 * that two servers that store at once wait for each other. Answers the keys of what is new.
 */
export const STORE: Statement = {
  name: 'store-observations',
  text: `with new as (
    insert into observations (tenant_id, device_id, time, latitude, longitude, accuracy, speed, heading, roughness)
    select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::float8[], $5::float8[], $6::float8[],
        $7::float8[], $8::float8[], $9::float8[])
      as given (tenant_id, device_id, time, latitude, longitude, accuracy, speed, heading, roughness)
    order by tenant_id collate "C", device_id collate "C", time
    on conflict do nothing
    returning tenant_id, device_id, time
  ), marked as (
    insert into road_traces as t (tenant_id, device_id, from_time, to_time, due_at)
    select tenant_id, device_id, min(time), max(time), now() + ${GATHER} from new
    group by tenant_id, device_id order by tenant_id, device_id
    on conflict (tenant_id, device_id) do update set from_time = least(t.from_time, excluded.from_time),
      to_time = greatest(t.to_time, excluded.to_time),
      due_at = case when t.taken_from is null then least(t.due_at, excluded.due_at) else t.due_at end
  )
  select tenant_id, device_id, ${timeColumn('time')} from new`,
};

/** What was taken and not settled in time is taken along. */
export const TAKE: Statement = {
  name: 'take-road-traces',
  text: `update road_traces t set taken_from = least(t.taken_from, t.from_time),
    taken_to = greatest(t.taken_to, t.to_time), from_time = null, to_time = null, lease = t.lease + 1,
    due_at = now() + ${LEASE}
  where t.ctid = any(array(select due.ctid from road_traces due where due.due_at <= now()
    order by due.due_at limit $1::integer for update skip locked))
  returning t.tenant_id, t.device_id, ${timeColumn('t.taken_from')}, ${timeColumn('t.taken_to')}, t.lease`,
};

/**
 * $1 tenant, $2 device, $3 lease; $4 times, $5 segments, $6 metres along; $7 what is stale; $8 settled up to. Nothing
 * is written where another has taken the trace; whether it was is answered.
 */
export const SETTLE: Statement = {
  name: 'settle-observations',
  text: `with mine as (
    select from road_traces where tenant_id = $1 and device_id = $2 and lease = $3::integer for update
  ), matched as (
    update observations o set segment_id = m.segment_id, along_m = m.along_m
    from mine, unnest($4::timestamptz[], $5::text[], $6::float8[]) as m (time, segment_id, along_m)
    where o.tenant_id = $1 and o.device_id = $2 and o.time = m.time
  ), stale as (
    insert into road_stale as s (tenant_id, segment_id)
    select $1, id from mine, unnest($7::text[]) as id order by id collate "C"
    on conflict (tenant_id, segment_id) do update set changes = s.changes + 1
  ), told as (
    update road_traces t set
      taken_from = case when t.taken_to > ${timeParameter(8)} then ${timeParameter(8)} + interval '1 ms' end,
      taken_to = case when t.taken_to > ${timeParameter(8)} then t.taken_to end,
      due_at = case when t.taken_to > ${timeParameter(8)} then now()
        when t.from_time is not null then now() + ${GATHER} else 'infinity' end
    from mine where t.tenant_id = $1 and t.device_id = $2
  )
  select count(*)::float8 as mine from mine`,
};

export const TAKE_STALE: Statement = {
  name: 'take-stale-segments',
  text: `update road_stale s set due_at = now() + ${LEASE}, lease = s.lease + 1
  where s.ctid = any(array(select due.ctid from road_stale due where due.due_at <= now()
    order by due.due_at limit $1::integer for update skip locked))
  returning s.tenant_id, s.segment_id, s.lease, s.changes`,
};

export const TRACE: Statement = {
  name: 'observations-trace',
  text: `select ${timeColumn('time')}, latitude, longitude, accuracy, speed, heading, roughness, segment_id, along_m
  from observations o where tenant_id = $1 and device_id = $2
    and o.time between ${timeParameter(3)} and ${timeParameter(4)}
  order by o.time limit $5::integer`,
};

export const OF_SEGMENT: Statement = {
  name: 'observations-of-segment',
  text: `select device_id, ${timeColumn('time')}, speed, roughness from observations o
  where tenant_id = $1 and segment_id = $2 and roughness is not null
  order by o.time desc, device_id limit $3::integer`,
};

/** Whatever is being matched at this moment is matched again. */
export const UNSETTLE_TRACES: Statement = {
  text: `with devices as (
    select device_id, min(time) as first, max(time) as last, count(*) as observations
    from observations where tenant_id = $1 group by device_id
  ), marked as (
    insert into road_traces as t (tenant_id, device_id, from_time, to_time, due_at)
    select $1, device_id, first, last, now() from devices order by device_id
    on conflict (tenant_id, device_id) do update set from_time = least(t.from_time, excluded.from_time),
      to_time = greatest(t.to_time, excluded.to_time), due_at = excluded.due_at, lease = t.lease + 1
  )
  select coalesce(sum(observations), 0)::float8 as observations from devices`,
};

export const UNSETTLE_SEGMENTS: Statement = {
  returns: 'nothing',
  text: `insert into road_stale as s (tenant_id, segment_id)
  select $1, segment_id from (
    select distinct segment_id from observations where tenant_id = $1 and segment_id is not null) known
  order by segment_id
  on conflict (tenant_id, segment_id) do update set changes = s.changes + 1, lease = s.lease + 1, due_at = now()`,
};

export const HURRY: Statement = {
  name: 'hurry-roads',
  returns: 'nothing',
  text: `update road_traces set due_at = now() where tenant_id = $1 and taken_from is null and due_at < 'infinity'`,
};

export const WAITING: Statement = {
  name: 'waiting-roads',
  text: `select ((select count(*) from road_traces where tenant_id = $1 and due_at < 'infinity')
    + (select count(*) from road_stale where tenant_id = $1))::float8 as waiting`,
};

/** Of a tenant: how many there are, how many of them on a road, and on how many. */
export const TOTALS: Statement = {
  text: `select count(*)::float8 as observations,
    count(*) filter (where segment_id not like '%~' and segment_id not like 'cell~%')::float8 as matched,
    (select count(*)::float8 from road_segments where tenant_id = $1 and quality is not null) as segments
  from observations where tenant_id = $1`,
};
