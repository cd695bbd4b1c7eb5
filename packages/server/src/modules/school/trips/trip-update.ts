import type { TripUpdate } from '@waycast/contract';
import { isoTime } from '../../../kernel/iso-time.ts';
import type { TripHeads } from '../../../ports/boarding-counts.ts';
import type { NextStop, TripState } from '../../../ports/trip-states.ts';
import type { ListedTrip } from '../../../ports/trips.ts';

/** A planned start so long ago makes a trip that has not begun late. */
const LATE_START_MS = 5 * 60_000;

/** Of a trip that nothing is known of. */
export const NO_STATE: TripState = {
  ...{ delayS: null, offRouteSince: null, nextStop: null, alerts: [], location: null, at: null },
};
export const NO_HEADS: TripHeads = { boarded: 0, expected: 0, flags: [] };

type Facts = Pick<ListedTrip, 'tripId' | 'status' | 'vehicleId' | 'scheduledStart' | 'startedAt' | 'plan'>;

/** What followers of a trip get. */
export function tripUpdate(trip: Facts, state: TripState, heads: TripHeads): TripUpdate {
  const { tripId, status, vehicleId } = trip;
  const next = nextStopOf(trip, state);
  return {
    ...{ tripId, status },
    nextStop: next && { stopId: next.stopId, name: next.name, eta: isoOrNull(next.eta) },
    studentsBoarded: heads.boarded,
    studentsExpected: heads.expected,
    currentLocation: status === 'IN_PROGRESS' ? state.location : null,
    vehicleId,
    ...(next === null || next.p10 === null || next.p90 === null
      ? {}
      : { etaRange: { p10: isoTime(next.p10), p90: isoTime(next.p90) } }),
    delayS: state.delayS,
    offRoute: status === 'IN_PROGRESS' && state.offRouteSince !== null,
    ...(state.at === null ? {} : { timestamp: isoTime(state.at) }),
  };
}

/** The stop that comes next: before the start the first, by its schedule; after the end none. */
export function nextStopOf({ status, plan }: Facts, state: TripState): NextStop | null {
  if (status === 'COMPLETED' || status === 'CANCELLED') return null;
  if (state.nextStop !== null) return state.nextStop;
  const [first] = plan.stops;
  if (first === undefined || (status === 'IN_PROGRESS' && state.at !== null)) return null;
  const { stopId, sequence, name } = first;
  return { stopId, sequence, name, eta: first.arrival ?? first.departure, p10: null, p90: null };
}

/** Flags of a trip, each once: what its way, the children on it and its start tell. */
export function alertsOf(trip: Facts, state: TripState, heads: TripHeads, now: number): string[] {
  const { status, scheduledStart, startedAt } = trip;
  const begun = startedAt ?? now;
  const isLate = status !== 'CANCELLED' && begun - scheduledStart >= LATE_START_MS;
  return [...new Set([...(isLate ? ['late_start'] : []), ...state.alerts, ...heads.flags])];
}

/** What followers are told of at once when it changes. */
export function momentOf({ status, vehicleId }: Facts, state: TripState): string {
  const { nextStop, offRouteSince, alerts } = state;
  return JSON.stringify([status, vehicleId, nextStop?.sequence, offRouteSince !== null, alerts]);
}

export function isoOrNull(time: number | null): string | null {
  return time === null ? null : isoTime(time);
}
