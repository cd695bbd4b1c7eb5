import type { TripSummary } from '@waycast/contract';
import type { Grouping } from '../../list/grouped.ts';
import { flagWords } from '../words/alert-words.ts';
import { groupOf, TRIP_GROUPS, type TripGroup } from '../words/trip-words.ts';

/** A trip with one of its alerts. */
export interface BoardAlert {
  readonly trip: TripSummary;
  readonly flag: string;
}

/** What somebody should look at, the most urgent first. */
export function alertsOf(trips: readonly TripSummary[]): BoardAlert[] {
  return trips
    .filter(({ status }) => status !== 'CANCELLED')
    .flatMap((trip) => trip.alerts.map((flag) => ({ trip, flag })))
    .sort(
      (a, b) =>
        flagWords(a.flag).urgency - flagWords(b.flag).urgency ||
        a.trip.scheduledStart.localeCompare(b.trip.scheduledStart),
    );
}

type Order = (a: TripSummary, b: TripSummary) => number;

const byTime: Order = (a, b) =>
  a.scheduledStart.localeCompare(b.scheduledStart) || a.name.localeCompare(b.name, 'en', { numeric: true });

/** Running trips by urgency, the others by their time. */
export const TRIP_GROUPING: Grouping<TripSummary, TripGroup> = {
  groups: TRIP_GROUPS,
  groupOf: ({ status }) => groupOf(status),
  textOf: ({ name, tripId, routeId, vehicleId, driverId, nextStop }) =>
    [name, tripId, routeId, vehicleId, driverId, nextStop?.name].join(' '),
  order: {
    now: (a, b) => urgencyOf(a) - urgencyOf(b) || byTime(a, b),
    next: byTime,
    done: (a, b) => byTime(b, a),
  },
};

/** Delays change every second; an order by them would make rows run away from the finger. */
function urgencyOf({ alerts }: TripSummary): number {
  return Math.min(3, ...alerts.map((flag) => flagWords(flag).urgency));
}
