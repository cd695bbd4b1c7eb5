import type { Statement } from '../database.ts';
import { NOT_FUTURE } from '../fix-rows.ts';
import { metresSql } from './leg-sql.ts';

/** Over a longer silence nobody knows the way. It also bounds how far a late fix reaches: into the next hour. */
const LEG_MAX_S = 3600;
/** An airliner is slower; what is faster is a measurement gone wrong. */
const LEG_MAX_MPS = 350;
/** A longer silence is neither moving nor standing. */
const STATE_MAX_S = 300;
const MOVING_MPS = 1;

const OF_HOUR = 'e.tenant_id = asked.tenant_id and e.vehicle_id = asked.vehicle_id';

/**
 * The hours that were asked for ($1 tenants, $2 vehicles, $3 hours), and those that follow them as far as they have
 * been rolled up before: their first leg begins at a fix of the hour before.
 */
const ASKED = `named as (
    select * from unnest($1::text[], $2::text[], $3::timestamptz[]) as named (tenant_id, vehicle_id, hour)),
  touched as (
    select tenant_id, vehicle_id, hour from named
    union
    select h.tenant_id, h.vehicle_id, h.hour from named
    join location_hourly h on h.tenant_id = named.tenant_id and h.vehicle_id = named.vehicle_id
      and h.hour = named.hour + interval '1 hour'),
  asked as materialized (
    select touched.*, h.kept_times from touched left join location_hourly h using (tenant_id, vehicle_id, hour))`;

/** Where the vehicle was at most an hour before: the fix may have been thinned, but its hour remembers the last one. */
const BEFORE = `select known.* from (
      (select e.time, e.latitude, e.longitude from location_events e
      where ${OF_HOUR} and e.time < asked.hour and e.time >= asked.hour - interval '1 hour' and ${NOT_FUTURE}
      order by e.time desc limit 1)
      union all
      select h.last_time, h.last_latitude, h.last_longitude from location_hourly h
      where h.tenant_id = asked.tenant_id and h.vehicle_id = asked.vehicle_id
        and h.hour = asked.hour - interval '1 hour' and h.kept_times is not null) known
    order by known.time desc limit 1`;

/** The hour's fixes that are to be counted, each with the one before it. */
const COUNTED = `select e.time, e.received_at, e.latitude, e.longitude, e.speed,
      coalesce(lag(e.time) over ways, before.time) as from_time,
      coalesce(lag(e.latitude) over ways, before.latitude) as from_latitude,
      coalesce(lag(e.longitude) over ways, before.longitude) as from_longitude
    from location_events e
    where ${OF_HOUR} and e.time >= asked.hour and e.time < asked.hour + interval '1 hour' and ${NOT_FUTURE}
      and (asked.kept_times is null or e.time <> all (asked.kept_times))
    window ways as (order by e.time)`;

const METRES = metresSql(
  { latitude: 'from_latitude', longitude: 'from_longitude' },
  { latitude: 'latitude', longitude: 'longitude' },
);

/** A fix with the leg that ends in it; null where there is none. */
const LEGS = `select c.*, leg.seconds,
      case when leg.seconds <= ${LEG_MAX_S} and leg.metres <= leg.seconds * ${LEG_MAX_MPS} then leg.metres end as metres,
      coalesce(c.speed, leg.metres / leg.seconds) >= ${MOVING_MPS} as moving
    from (${COUNTED}) c
    cross join lateral (
      select ${METRES} as metres, extract(epoch from c.time - c.from_time)::float8 as seconds) leg`;

const TOTALS = `select count(*)::int as fixes, coalesce(sum(metres), 0) as distance_m,
      coalesce(sum(seconds) filter (where seconds <= ${STATE_MAX_S} and moving), 0) as moving_s,
      coalesce(sum(seconds) filter (where seconds <= ${STATE_MAX_S} and not moving), 0) as standing_s,
      max(speed) as max_speed, avg(speed) as avg_speed, count(speed)::int as speed_fixes,
      min(time) as first_time, (array_agg(latitude order by time))[1] as first_latitude,
      (array_agg(longitude order by time))[1] as first_longitude,
      max(time) as last_time, (array_agg(latitude order by time desc))[1] as last_latitude,
      (array_agg(longitude order by time desc))[1] as last_longitude,
      max(received_at) as received_at, array_agg(time order by time) as times
    from (${LEGS}) legs`;

const MERGED = 'h.kept_times is not null';
const merge = (column: string, merged: string) =>
  `${column} = case when ${MERGED} then ${merged} else excluded.${column} end`;
/** The first or last place: of whichever came first or last. */
const placeOf = (which: 'first' | 'last', isNew: string) =>
  ['time', 'latitude', 'longitude'].map((field) =>
    merge(
      `${which}_${field}`,
      `case when ${isNew} then excluded.${which}_${field} else h.${which}_${field} end`,
    ),
  );

/**
 * What changes in a row that is there. While all of an hour's fixes are stored, it is counted anew. Once some have
 * been removed, those that are new are added to what was counted; the way between them and the removed ones is not
 * known, so that distance, moving and standing stay.
 */
const CHANGES = [
  merge('fixes', 'h.fixes + excluded.fixes'),
  merge('distance_m', 'h.distance_m'),
  merge('moving_s', 'h.moving_s'),
  merge('standing_s', 'h.standing_s'),
  merge('max_speed', 'greatest(h.max_speed, excluded.max_speed)'),
  merge(
    'avg_speed',
    `(coalesce(h.avg_speed * h.speed_fixes, 0) + coalesce(excluded.avg_speed * excluded.speed_fixes, 0))
      / nullif(h.speed_fixes + excluded.speed_fixes, 0)`,
  ),
  merge('speed_fixes', 'h.speed_fixes + excluded.speed_fixes'),
  ...placeOf('first', 'excluded.first_time < h.first_time'),
  ...placeOf('last', 'excluded.last_time > h.last_time'),
  merge('received_at', 'greatest(h.received_at, excluded.received_at)'),
  // For an hour that is new here the times are not written: see the insert.
  'kept_times = h.kept_times || excluded.kept_times',
  'updated_at = now()',
];

const COLUMNS = `fixes, distance_m, moving_s, standing_s, max_speed, avg_speed, speed_fixes, first_time, first_latitude,
    first_longitude, last_time, last_latitude, last_longitude, received_at`;

/** Brings hours up to date with the fixes that are stored; in the end the same, however often it is done. */
export const ROLL_UP: Statement = {
  name: 'roll-up',
  returns: 'nothing',
  text: `with ${ASKED}
  insert into location_hourly as h (tenant_id, vehicle_id, hour, ${COLUMNS}, kept_times)
  select asked.tenant_id, asked.vehicle_id, asked.hour, ${COLUMNS},
    case when asked.kept_times is not null then totals.times end
  from asked
  left join lateral (${BEFORE}) before on true
  cross join lateral (${TOTALS}) totals
  where totals.fixes > 0
  order by asked.tenant_id, asked.vehicle_id, asked.hour
  on conflict (tenant_id, vehicle_id, hour) do update set ${CHANGES.join(',\n    ')}`,
};
