import { DIRECTIONS, TRIP_STATUSES } from '@waycast/contract';
import { z } from 'zod';
import type { ListedTrip, StoredTrip } from '../../../ports/trips.ts';
import { readNullableNumber, readNullableText, readNumber, readText } from '../cells.ts';
import type { Row } from '../database.ts';
import { timeColumn } from '../fix-rows.ts';

const VEHICLES = `coalesce((select jsonb_agg(jsonb_build_object('vehicleId', v.vehicle_id,
      'fromAt', extract(epoch from v.from_at) * 1000, 'untilAt', extract(epoch from v.until_at) * 1000)
      order by v.from_at) from trip_vehicles v where v.tenant_id = t.tenant_id and v.trip_id = t.trip_id), '[]') as vehicles`;

/** Columns of a trip without its plan, of `trips t`, to be read back by `readFacts`. */
export const FACT_COLUMNS = `t.tenant_id, t.trip_id, t.schedule_id, t.route_id, to_char(t.service_date, 'YYYY-MM-DD') as service_date,
    t.status, t.vehicle_id, t.driver_id, t.started_by, t.ended_by, t.reason, t.revision::float8 as revision,
    ${timeColumn('t.scheduled_start')}, ${timeColumn('t.scheduled_end')}, ${timeColumn('t.started_at')},
    ${timeColumn('t.ended_at')}, ${timeColumn('t.updated_at')}, ${VEHICLES}`;

/** Of `trips t`, to be read back by `readListedTrip`. */
export const LISTED_COLUMNS = `${FACT_COLUMNS}, t.plan - 'line' as plan`;
/** Of `trips t`, to be read back by `readTrip`. */
export const TRIP_COLUMNS = `${FACT_COLUMNS}, t.plan`;

export const TripStatusCell = z.enum(TRIP_STATUSES);

const Vehicles = z.array(z.object({ vehicleId: z.string(), fromAt: z.number(), untilAt: z.number() }));

export const ListedPlan = z.object({
  name: z.string(),
  direction: z.enum(DIRECTIONS),
  stops: z.array(
    z.object({
      stopId: z.string(),
      name: z.string(),
      sequence: z.number(),
      latitude: z.number(),
      longitude: z.number(),
      radiusM: z.number(),
      alongM: z.number(),
      approachM: z.number().nullable(),
      approachS: z.number().nullable(),
      arrival: z.number().nullable(),
      departure: z.number().nullable(),
    }),
  ),
  made: z
    .object({
      by: z.enum(['plan', 'hand']),
      vehicleId: z.string().nullable(),
      driverId: z.string().nullable(),
    })
    .exactOptional(),
});

type Positions = StoredTrip['plan']['line'];

/** Looked at by hand: it may have 20,000 points. */
const Plan = ListedPlan.extend({
  line: z.custom<Positions>(isLine, 'takes positions [longitude, latitude]'),
});

function isLine(value: unknown): value is Positions {
  return Array.isArray(value) && value.length > 1 && value.every(isPosition);
}

function isPosition(value: unknown): value is Positions[number] {
  return (
    Array.isArray(value) && value.length === 2 && typeof value[0] === 'number' && typeof value[1] === 'number'
  );
}

export function readTrip(row: Row): StoredTrip {
  return { ...readFacts(row), plan: Plan.parse(row.plan) };
}

export function readListedTrip(row: Row): ListedTrip {
  return { ...readFacts(row), plan: ListedPlan.parse(row.plan) };
}

export function readFacts(row: Row): Omit<StoredTrip, 'plan'> {
  return {
    tenant: readText(row, 'tenant_id'),
    tripId: readText(row, 'trip_id'),
    scheduleId: readNullableText(row, 'schedule_id'),
    routeId: readText(row, 'route_id'),
    serviceDate: readText(row, 'service_date'),
    status: TripStatusCell.parse(row.status),
    vehicleId: readNullableText(row, 'vehicle_id'),
    driverId: readNullableText(row, 'driver_id'),
    scheduledStart: readNumber(row, 'scheduled_start'),
    scheduledEnd: readNumber(row, 'scheduled_end'),
    startedAt: readNullableNumber(row, 'started_at'),
    startedBy: readNullableText(row, 'started_by'),
    endedAt: readNullableNumber(row, 'ended_at'),
    endedBy: readNullableText(row, 'ended_by'),
    reason: readNullableText(row, 'reason'),
    revision: readNumber(row, 'revision'),
    updatedAt: readNumber(row, 'updated_at'),
    vehicles: Vehicles.parse(row.vehicles),
  };
}
