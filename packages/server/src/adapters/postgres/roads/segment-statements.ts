import { CONFIDENCE_HALF_LIFE_MS } from '../../../ports/road-segments.ts';
import type { Statement } from '../database.ts';
import { timeColumn, timeParameter } from '../fix-rows.ts';

const HALF_LIFE_S = CONFIDENCE_HALF_LIFE_MS / 1000;

/** Columns of a segment, to be read back by `readSegment` and `readEstimated`. */
const LINE_COLUMNS = 'segment_id, name, road_class, one_way, length_m, line, region';
const COLUMNS = `${LINE_COLUMNS}, kind, roughness, low, high, quality, confidence, observations, devices, trend,
    ${timeColumn('observed_at')}`;

/** Also the lock under which a tenant's roads are replaced. */
export const NEXT_VERSION: Statement = {
  text: `insert into road_networks as n (tenant_id, version, segments) values ($1, 1, $2::integer)
  on conflict (tenant_id) do update set version = n.version + 1, segments = excluded.segments, imported_at = now()`,
};

export const VERSION: Statement = {
  name: 'road-network-version',
  text: 'select version from road_networks where tenant_id = $1',
};

/** Pieces of road whose ids are not among $2 (JSON). */
export const REMOVE_OTHERS: Statement = {
  text: `with kept as (select jsonb_array_elements_text($2::text::jsonb) as id), gone as (
    delete from road_segments s where s.tenant_id = $1 and s.kind = 'segment'
      and not exists (select from kept where kept.id = s.segment_id)
    returning 1
  )
  select count(*)::float8 as gone from gone`,
};

/** As JSON. What is known of a piece stays. Answers how many were there before. */
export const PUT: Statement = {
  text: `with put as (
    insert into road_segments as s (tenant_id, segment_id, kind, name, road_class, one_way, length_m, line, bounds, region)
    select $1, "segmentId", 'segment', name, "roadClass", "oneWay", "lengthM", line,
      box(point(west, south), point(east, north)), region
    from jsonb_to_recordset($2::text::jsonb) as given ("segmentId" text, name text, "roadClass" text, "oneWay" boolean,
      "lengthM" float8, line jsonb, west float8, south float8, east float8, north float8, region text)
    order by "segmentId" collate "C"
    on conflict (tenant_id, segment_id) do update set name = excluded.name, road_class = excluded.road_class,
      one_way = excluded.one_way, length_m = excluded.length_m, line = excluded.line, bounds = excluded.bounds,
      region = excluded.region
    returning xmax = 0 as is_new
  )
  select count(*) filter (where not is_new)::float8 as known from put`,
};

/** A page after $2. */
export const ALL: Statement = {
  name: 'all-road-segments',
  text: `select ${LINE_COLUMNS} from road_segments
  where tenant_id = $1 and kind = 'segment' and segment_id > $2 order by segment_id limit $3::integer`,
};

export const GET: Statement = {
  name: 'get-road-segment',
  text: `select ${COLUMNS} from road_segments where tenant_id = $1 and segment_id = $2`,
};

/** $2 west, $3 south, $4 east, $5 north, west of none greater than its east; $6 confidence; $7 at the most. */
export const IN_BOX: Statement = {
  name: 'road-segments-in-box',
  text: `select ${COLUMNS} from road_segments
  where tenant_id = $1 and bounds && box(point($2::float8, $3::float8), point($4::float8, $5::float8))
    and ($6::float8 <= 0 or confidence * power(2, -greatest(0, extract(epoch from ${timeParameter(8)} - road_segments.observed_at)
      / ${HALF_LIFE_S})) >= $6::float8)
  order by segment_id limit $7::integer`,
};

const ESTIMATE_COLUMNS =
  'roughness, low, high, quality, confidence, observations, devices, trend, observed_at';
const GIVEN_ESTIMATE = `roughness, low, high, quality, confidence, observations, devices, trend,
    to_timestamp("observedAt" / 1000) as observed_at`;

/**
 * $1 tenant, $2 JSON of what was made. Only what nobody has taken since is written, and is done with unless something
 * came meanwhile. Cells come and go with what is known of them. Answers the qualities that are others than before.
 */
export const ESTIMATE: Statement = {
  text: `with given as (
    select g.*, ${GIVEN_ESTIMATE} from jsonb_to_recordset($2::text::jsonb) as g ("segmentId" text, lease integer,
      changes integer, cell jsonb, estimate jsonb)
    left join lateral jsonb_to_record(g.estimate) as e (roughness float8, low float8, high float8, quality text,
      confidence float8, observations integer, devices integer, trend float8, "observedAt" float8) on true
  ), mine as (
    select g.* from given g join road_stale s on s.tenant_id = $1 and s.segment_id = g."segmentId" and s.lease = g.lease
    order by g."segmentId" collate "C" for update of s
  ), before as (
    select segment_id, quality from road_segments where tenant_id = $1 and segment_id in (select "segmentId" from mine)
  ), gone as (
    delete from road_segments s using mine
    where s.tenant_id = $1 and s.segment_id = mine."segmentId" and s.kind = 'cell' and mine.estimate is null
    returning s.segment_id, s.region, null::text as quality
  ), made as (
    insert into road_segments as s (tenant_id, segment_id, kind, length_m, line, bounds, region, ${ESTIMATE_COLUMNS},
      estimated_at)
    select $1, "segmentId", 'cell', 0, cell -> 'line', box(point((cell ->> 'west')::float8, (cell ->> 'south')::float8),
      point((cell ->> 'east')::float8, (cell ->> 'north')::float8)), cell ->> 'region', ${ESTIMATE_COLUMNS}, now()
    from mine where cell is not null and estimate is not null order by "segmentId" collate "C"
    on conflict (tenant_id, segment_id) do update set (${ESTIMATE_COLUMNS}, estimated_at) = row (excluded.roughness,
      excluded.low, excluded.high, excluded.quality, excluded.confidence, excluded.observations, excluded.devices,
      excluded.trend, excluded.observed_at, excluded.estimated_at)
    returning s.segment_id, s.region, s.quality
  ), known as (
    update road_segments s set (${ESTIMATE_COLUMNS}, estimated_at) = row (mine.roughness, mine.low, mine.high,
      mine.quality, mine.confidence, mine.observations, mine.devices, mine.trend, mine.observed_at, now())
    from mine where s.tenant_id = $1 and s.segment_id = mine."segmentId" and mine.cell is null
    returning s.segment_id, s.region, s.quality
  ), done as (
    delete from road_stale s using mine
    where s.tenant_id = $1 and s.segment_id = mine."segmentId" and s.changes = mine.changes
  ), again as (
    update road_stale s set due_at = now() from mine
    where s.tenant_id = $1 and s.segment_id = mine."segmentId" and s.changes <> mine.changes
  )
  select written.* from (select * from gone union all select * from made union all select * from known) written
  left join before on before.segment_id = written.segment_id
  where written.quality is distinct from before.quality
  order by written.segment_id`,
};

/** $3 edges; each span goes from one to the next. */
export const ANALYTICS: Statement = {
  name: 'segment-analytics',
  text: `select ${timeColumn('span_from')}, count(*)::float8 as observations,
    count(distinct device_id)::float8 as devices,
    percentile_cont(0.5) within group (order by roughness) as roughness,
    percentile_cont(0.5) within group (order by speed) as speed
  from (
    select o.*, ($3::timestamptz[])[width_bucket(o.time, $3::timestamptz[])] as span_from
    from observations o where o.tenant_id = $1 and o.segment_id = $2
      and o.time >= ($3::timestamptz[])[1]
      and o.time < ($3::timestamptz[])[array_length($3::timestamptz[], 1)]
  ) spans
  group by span_from order by span_from`,
};
