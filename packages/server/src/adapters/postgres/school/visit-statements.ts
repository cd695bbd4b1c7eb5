import type { Statement } from '../database.ts';
import { timeColumn, timeParameter } from '../fix-rows.ts';

const at = (column: string): string => `to_timestamp(${column} / 1000)`;

/** Of `trip_visits v`, to be read back by `readVisit`. */
const COLUMNS = `v.tenant_id, v.trip_id, v.stop_sequence, v.stop_id, v.vehicle_id, v.inferred, v.skipped, v.late,
    v.distance_m, ${timeColumn('v.approached_at')}, ${timeColumn('v.arrived_at')}, ${timeColumn('v.departed_at')}`;

/**
 * A row that has only been approached is nobody's yet. Otherwise it stays with the vehicle that has it, unless that one
 * passed the stop by and the other served it.
 */
export const WRITE: Statement = {
  name: 'write-trip-visits',
  text: `with given as (
    select * from jsonb_to_recordset($1::text::jsonb) as given (place integer, tenant text, "tripId" text,
      sequence integer, "stopId" text, "vehicleId" text, "scheduledAt" float8, "arrivedAt" float8, "departedAt" float8,
      "distanceM" float8, inferred boolean, skipped boolean, late boolean, evidence jsonb)
  ), written as (
    insert into trip_visits as v (tenant_id, trip_id, stop_sequence, stop_id, vehicle_id, scheduled_arrival,
      arrived_at, departed_at, distance_m, inferred, skipped, late, evidence)
    select tenant, "tripId", sequence, "stopId", "vehicleId", ${at('"scheduledAt"')}, ${at('"arrivedAt"')},
      ${at('"departedAt"')}, "distanceM", inferred, skipped, late, evidence
    from given order by tenant, "tripId", sequence
    on conflict (tenant_id, trip_id, stop_sequence) do update set
      stop_id = excluded.stop_id, vehicle_id = excluded.vehicle_id, scheduled_arrival = excluded.scheduled_arrival,
      arrived_at = excluded.arrived_at, departed_at = excluded.departed_at, distance_m = excluded.distance_m,
      inferred = excluded.inferred, skipped = excluded.skipped, late = v.late or excluded.late,
      evidence = excluded.evidence || jsonb_strip_nulls(jsonb_build_object('approach', v.evidence -> 'approach')),
      updated_at = now()
    where v.vehicle_id = excluded.vehicle_id or (v.arrived_at is null and not v.skipped)
      or (v.skipped and not excluded.skipped) or excluded.arrived_at < v.arrived_at
    returning v.tenant_id, v.trip_id, v.stop_sequence)
  select given.place from given join written on written.tenant_id = given.tenant
    and written.trip_id = given."tripId" and written.stop_sequence = given.sequence`,
};

/** What was told of its approach stays told. */
export const REMOVE: Statement = {
  name: 'remove-trip-visits',
  returns: 'nothing',
  text: `update trip_visits v set arrived_at = null, departed_at = null, distance_m = null, inferred = false,
    skipped = false, late = true, evidence = v.evidence - 'entered' - 'left', updated_at = now()
  from jsonb_to_recordset($1::text::jsonb) as gone (tenant text, "tripId" text, sequence integer, "vehicleId" text)
  where v.tenant_id = gone.tenant and v.trip_id = gone."tripId" and v.stop_sequence = gone.sequence
    and v.vehicle_id = gone."vehicleId"`,
};

export const FORGET: Statement = {
  name: 'forget-trip-visits',
  returns: 'nothing',
  text: `delete from trip_visits v
  using jsonb_to_recordset($1::text::jsonb) as gone (tenant text, "tripId" text, sequence integer)
  where v.tenant_id = gone.tenant and v.trip_id = gone."tripId" and v.stop_sequence = gone.sequence
    and v.arrived_at is null and v.approached_at is null and not v.skipped and v.told = '{}'`,
};

export const OF_TRIPS: Statement = {
  name: 'visits-of-trips',
  text: `select ${COLUMNS} from trip_visits v
  where v.tenant_id = $1 and v.trip_id in (select jsonb_array_elements_text($2::text::jsonb))
  order by v.trip_id, v.stop_sequence`,
};

/** Long enough for whoever decided it to tell it. */
const LEASE = "interval '15 seconds'";

export const APPROACH: Statement = {
  name: 'approach-trip-visit',
  text: `insert into trip_visits as v (tenant_id, trip_id, stop_sequence, stop_id, vehicle_id, scheduled_arrival,
    approached_at, approach_due, evidence)
  values ($1, $2, $3::integer, $4, $5, ${timeParameter(6)}, ${timeParameter(7)}, now() + ${LEASE}, $8::text::jsonb)
  on conflict (tenant_id, trip_id, stop_sequence) do update set
    approached_at = excluded.approached_at, approach_due = excluded.approach_due,
    evidence = v.evidence || excluded.evidence, updated_at = now()
  where v.approached_at is null and (v.arrived_at is null or $9::boolean) and not v.skipped
  returning v.stop_sequence`,
};

export const UNTOLD: Statement = {
  name: 'untold-approaches',
  text: `update trip_visits v set approach_due = now() + ${LEASE}
  where (tenant_id, trip_id, stop_sequence) in (select tenant_id, trip_id, stop_sequence from trip_visits
    where approach_due < now() order by approach_due limit $1::integer for update skip locked)
  returning ${COLUMNS}, ${timeColumn('v.scheduled_arrival')}, v.evidence -> 'approach' as approach`,
};

export const TOLD: Statement = {
  name: 'approach-told',
  returns: 'nothing',
  text: `update trip_visits set approach_due = null
  where tenant_id = $1 and trip_id = $2 and stop_sequence = $3::integer`,
};

export const ARRIVED: Statement = {
  name: 'trip-visits-arrived',
  text: `select ${COLUMNS}, ${timeColumn('v.updated_at')} from trip_visits v
  where v.tenant_id = $1 and (v.arrived_at, v.trip_id, v.stop_sequence) > (${timeParameter(2)}, $3::text, $4::integer)
  order by v.arrived_at, v.trip_id, v.stop_sequence limit $5::integer`,
};

export const SINCE: Statement = {
  name: 'trip-visits-since',
  text: `select ${COLUMNS}, ${timeColumn('v.updated_at')} from trip_visits v
  where v.tenant_id = $1 and v.updated_at >= ${timeParameter(2)} and v.arrived_at is not null
  order by v.updated_at, v.trip_id, v.stop_sequence limit $3::integer`,
};

/** $1 visits. */
export const TOLD_OF: Statement = {
  name: 'told-of-visits',
  text: `select v.tenant_id, v.trip_id, v.stop_sequence, to_jsonb(v.told) as told from trip_visits v
  join jsonb_to_recordset($1::text::jsonb) as asked (tenant text, "tripId" text, sequence integer)
    on v.tenant_id = asked.tenant and v.trip_id = asked."tripId" and v.stop_sequence = asked.sequence
  where v.told <> '{}'`,
};

export const MARK_TOLD: Statement = {
  name: 'mark-visits-told',
  returns: 'nothing',
  text: `update trip_visits v set told = array(select distinct unnest(v.told || given.what))
  from (
    select tenant, "tripId", sequence, array_agg(action || ' ' || "vehicleId") as what
    from jsonb_to_recordset($1::text::jsonb)
      as told (tenant text, "tripId" text, sequence integer, action text, "vehicleId" text)
    group by tenant, "tripId", sequence) given
  where v.tenant_id = given.tenant and v.trip_id = given."tripId" and v.stop_sequence = given.sequence`,
};
