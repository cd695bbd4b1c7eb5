import { createHash } from 'node:crypto';
import type { PlannedTrip } from '../../../ports/school-plan.ts';
import type { TripOrigin, TripPlan } from '../../../ports/trip-plan.ts';
import type { TripToStore } from '../../../ports/trips.ts';
import { plannedRun } from './trip-times.ts';

/** An id has so many characters at the most. */
const ID_LENGTH = 128;
const HASH_LENGTH = 16;

/** The trip of a schedule on a day; of a long schedule id its beginning and a digest. */
export function tripIdOf(scheduleId: string, date: string): string {
  const id = `${scheduleId}~${date}`;
  if (id.length <= ID_LENGTH) return id;
  const digest = createHash('sha256').update(scheduleId).digest('hex').slice(0, HASH_LENGTH);
  return `${scheduleId.slice(0, ID_LENGTH - HASH_LENGTH - date.length - 2)}~${digest}~${date}`;
}

export interface TripToMake {
  readonly tenant: string;
  readonly tripId: string;
  readonly serviceDate: string;
  readonly by: TripOrigin['by'];
  /** In place of whom the schedule names. */
  readonly vehicleId?: string | null | undefined;
  readonly driverId?: string | null | undefined;
}

/** A trip as it is planned now. */
export function makeTrip(planned: PlannedTrip, { by, ...trip }: TripToMake): TripToStore {
  const { scheduleId, routeId } = planned;
  const { vehicleId = planned.vehicleId, driverId = planned.driverId } = trip;
  const times = timesOf(planned.plan);
  const made: TripOrigin = { by, vehicleId: planned.vehicleId, driverId: planned.driverId };
  return {
    ...{ tenant: trip.tenant, tripId: trip.tripId, scheduleId, routeId, serviceDate: trip.serviceDate },
    ...{ status: 'SCHEDULED', vehicleId, driverId },
    ...times,
    ...{ startedAt: null, startedBy: null, endedAt: null, endedBy: null, reason: null },
    plan: { ...planned.plan, made },
    vehicles: plannedRun(vehicleId, times),
  };
}

/** The same with all of its times moved, so that it leaves then (epoch ms). */
export function startingAt(planned: PlannedTrip, startsAt: number): PlannedTrip {
  const byMs = startsAt - timesOf(planned.plan).scheduledStart;
  const moved = (at: number | null): number | null => (at === null ? null : at + byMs);
  const stops = planned.plan.stops.map((stop) => ({
    ...stop,
    arrival: moved(stop.arrival),
    departure: moved(stop.departure),
  }));
  return { ...planned, plan: { ...planned.plan, stops } };
}

/** From the first time that the schedule names to the last; a schedule names at least those of two stops. */
function timesOf({ stops }: Pick<TripPlan, 'stops'>): { scheduledStart: number; scheduledEnd: number } {
  const times = stops.flatMap(({ arrival, departure }) => [arrival ?? [], departure ?? []].flat());
  return { scheduledStart: Math.min(...times), scheduledEnd: Math.max(...times) };
}
