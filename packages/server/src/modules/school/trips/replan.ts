import { isDeepStrictEqual } from 'node:util';
import type { PlannedTrip } from '../../../ports/school-plan.ts';
import type { ListedTrip, StoredTrip, TripChange } from '../../../ports/trips.ts';
import { makeTrip } from './make-trip.ts';
import { plannedRun } from './trip-times.ts';

/** Why a trip that is planned no more was cancelled; planned again, it is taken up again. */
const NOT_PLANNED = 'it is not planned any more';

/**
 * What a change of the plan makes of a trip that has not begun; undefined: nothing. `planned` is its schedule as it runs
 * on the day of the trip; undefined: there is none, or it does not run then. Whoever was substituted by hand stays.
 */
export function replan(
  trip: StoredTrip,
  planned: PlannedTrip | undefined,
  now: number,
): TripChange | undefined {
  if (trip.plan.made?.by !== 'plan') return undefined;
  if (planned === undefined) {
    if (trip.status !== 'SCHEDULED') return undefined;
    return { status: 'CANCELLED', endedAt: now, endedBy: 'automatic', reason: NOT_PLANNED };
  }
  const takenBack = trip.status === 'CANCELLED' && trip.reason === NOT_PLANNED;
  if (trip.status !== 'SCHEDULED' && !takenBack) return undefined;
  const change = { ...anew(trip, planned), ...(takenBack ? TAKEN_UP : {}) };
  return Object.keys(change).length === 0 ? undefined : change;
}

const TAKEN_UP: TripChange = { status: 'SCHEDULED', endedAt: null, endedBy: null, reason: null };

/** Whether a trip of a list, which lacks its line, may have to be planned anew. */
export function seemsChanged(trip: ListedTrip, planned: PlannedTrip | undefined, now: number): boolean {
  const line = planned?.plan.line ?? [];
  return replan({ ...trip, plan: { ...trip.plan, line } }, planned, now) !== undefined;
}

function anew(trip: StoredTrip, planned: PlannedTrip): TripChange {
  const { made } = trip.plan;
  const kept = {
    vehicleId: trip.vehicleId === made?.vehicleId ? planned.vehicleId : trip.vehicleId,
    driverId: trip.driverId === made?.driverId ? planned.driverId : trip.driverId,
  };
  const { tenant, tripId, serviceDate } = trip;
  const next = makeTrip(planned, { tenant, tripId, serviceDate, by: 'plan', ...kept });
  const { plan, routeId, scheduledStart, scheduledEnd, vehicleId, driverId } = next;
  const facts = { plan, routeId, scheduledStart, scheduledEnd, vehicleId, driverId };
  const before = {
    ...{ plan: trip.plan, routeId: trip.routeId, vehicleId: trip.vehicleId, driverId: trip.driverId },
    ...{ scheduledStart: trip.scheduledStart, scheduledEnd: trip.scheduledEnd },
  };
  if (isDeepStrictEqual(facts, before)) return {};
  return { ...facts, vehicles: plannedRun(vehicleId, next) };
}
