import type { StoredTrip, TripToStore } from '../../../ports/trips.ts';
import type { Parameter, Statement } from '../database.ts';
import { timeParameter } from '../fix-rows.ts';
import { LISTED_COLUMNS, TRIP_COLUMNS } from './trip-rows.ts';

const given = (column: string): string => `to_timestamp(${column} / 1000)`;

/** Sorted, so that two servers that make the same trips wait for each other instead of locking each other out. */
export const CREATE: Statement = {
  name: 'create-trips',
  text: `with given as (
    select * from jsonb_to_recordset($1::text::jsonb) as given (tenant text, "tripId" text, "scheduleId" text,
      "routeId" text, "serviceDate" date, status text, "vehicleId" text, "driverId" text, "scheduledStart" float8,
      "scheduledEnd" float8, "startedAt" float8, "startedBy" text, "endedAt" float8, "endedBy" text, reason text,
      plan jsonb, vehicles jsonb)
  ), made as (
    insert into trips (tenant_id, trip_id, schedule_id, route_id, service_date, status, vehicle_id, driver_id,
      scheduled_start, scheduled_end, started_at, started_by, ended_at, ended_by, reason, plan)
    select tenant, "tripId", "scheduleId", "routeId", "serviceDate", status, "vehicleId", "driverId",
      ${given('"scheduledStart"')}, ${given('"scheduledEnd"')}, ${given('"startedAt"')}, "startedBy",
      ${given('"endedAt"')}, "endedBy", reason, plan
    from given order by tenant, "tripId"
    on conflict do nothing
    returning tenant_id, trip_id, (extract(epoch from updated_at) * 1000)::float8 as updated_at
  ), runs as (
    insert into trip_vehicles (tenant_id, trip_id, vehicle_id, from_at, until_at)
    select made.tenant_id, made.trip_id, v."vehicleId", ${given('v."fromAt"')}, ${given('v."untilAt"')}
    from made join given on given.tenant = made.tenant_id and given."tripId" = made.trip_id
    cross join jsonb_to_recordset(given.vehicles) as v ("vehicleId" text, "fromAt" float8, "untilAt" float8)
  )
  select tenant_id, trip_id, updated_at from made`,
};

export const GET: Statement = {
  name: 'get-trip',
  text: `select ${TRIP_COLUMNS} from trips t where t.tenant_id = $1 and t.trip_id = $2`,
};

/** The lock under which a trip changes. */
export const LOCK: Statement = {
  name: 'lock-trip',
  text: 'select trip_id from trips where tenant_id = $1 and trip_id = $2 for update',
};

export const PAGE: Statement = {
  name: 'page-trips',
  text: `select ${LISTED_COLUMNS} from trips t
  where t.tenant_id = $1 and t.service_date = $2::text::date
    and ($3::text is null or t.status = $3) and ($4::text is null or t.route_id = $4)
    and ($5::text is null or t.vehicle_id = $5) and ($6::text is null or t.driver_id = $6)
    and ($7::text is null or t.driver_id = $7
      or t.vehicle_id in (select jsonb_array_elements_text($8::text::jsonb)))
    and ($9::float8 is null or (t.scheduled_start, t.trip_id) > (${timeParameter(9)}, $10::text))
  order by t.scheduled_start, t.trip_id limit $11::integer`,
};

export const OVERDUE: Statement = {
  name: 'overdue-trips',
  text: `select ${LISTED_COLUMNS} from trips t
  where t.status in ('SCHEDULED', 'IN_PROGRESS') and t.scheduled_end < ${timeParameter(1)}
  order by t.scheduled_end, t.tenant_id, t.trip_id limit $2::integer`,
};

/** No trip has a vehicle for longer than this, so that older rows of the vehicle need not be read. */
const LONGEST = "interval '8 days'";

export const OF_VEHICLES: Statement = {
  name: 'trips-of-vehicles',
  text: `select asked.place, ${TRIP_COLUMNS}
  from jsonb_to_recordset($1::text::jsonb) as asked (place integer, tenant text, vehicle text)
  cross join lateral (
    select distinct run.trip_id from trip_vehicles run
    where run.tenant_id = asked.tenant and run.vehicle_id = asked.vehicle
      and run.from_at < ${timeParameter(3)} and run.from_at > ${timeParameter(2)} - ${LONGEST}
      and run.until_at > ${timeParameter(2)}) runs
  join trips t on t.tenant_id = asked.tenant and t.trip_id = runs.trip_id
  where t.status <> 'CANCELLED'
  order by asked.place, t.scheduled_start, t.trip_id`,
};

/** Of two that give the vehicle a trip at once the second sees what the first did. */
export const LOCK_VEHICLE: Statement = {
  name: 'lock-trip-vehicle',
  text: `select pg_advisory_xact_lock(hashtextextended('trips ' || $1::text || ' ' || $2::text, 0))`,
};

export const RUNNING: Statement = {
  name: 'running-trip',
  text: `select t.trip_id from trip_vehicles run
  join trips t on t.tenant_id = run.tenant_id and t.trip_id = run.trip_id
  where run.tenant_id = $1 and run.vehicle_id = $2 and t.vehicle_id = $2 and t.trip_id <> $3
    and t.status = 'IN_PROGRESS' limit 1`,
};

export const UPDATE: Statement = {
  name: 'update-trip',
  text: `update trips set route_id = $3, status = $4, vehicle_id = $5, driver_id = $6,
    scheduled_start = ${timeParameter(7)}, scheduled_end = ${timeParameter(8)}, started_at = ${timeParameter(9)},
    started_by = $10, ended_at = ${timeParameter(11)}, ended_by = $12, reason = $13,
    plan = coalesce($14::text::jsonb, plan), revision = revision + 1, updated_at = now()
  where tenant_id = $1 and trip_id = $2`,
};

export const LEAVE_VEHICLES: Statement = {
  name: 'leave-trip-vehicles',
  text: 'delete from trip_vehicles where tenant_id = $1 and trip_id = $2',
};

export const TAKE_VEHICLES: Statement = {
  name: 'take-trip-vehicles',
  text: `insert into trip_vehicles (tenant_id, trip_id, vehicle_id, from_at, until_at)
  select $1, $2, v."vehicleId", ${given('v."fromAt"')}, ${given('v."untilAt"')}
  from jsonb_to_recordset($3::text::jsonb) as v ("vehicleId" text, "fromAt" float8, "untilAt" float8)`,
};

/** Parameters of `UPDATE`; a plan only where it has changed, for it may be large. */
export function updateParameters(trip: TripToStore, plan: StoredTrip['plan'] | undefined): Parameter[] {
  return [
    ...[trip.tenant, trip.tripId, trip.routeId, trip.status, trip.vehicleId, trip.driverId],
    ...[trip.scheduledStart, trip.scheduledEnd, trip.startedAt, trip.startedBy, trip.endedAt, trip.endedBy],
    ...[trip.reason, plan === undefined ? null : JSON.stringify(plan)],
  ];
}
