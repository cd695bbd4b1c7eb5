import type { TripSummary } from '@waycast/contract';
import { flagWords } from '../words/alert-words.ts';
import { groupOf, TRIP_GROUPS, type TripGroup } from '../words/trip-words.ts';

/** A row of the board: the head of a group, or a trip. */
export type BoardRow =
  | { readonly kind: 'head'; readonly group: TripGroup; readonly count: number }
  | { readonly kind: 'trip'; readonly trip: TripSummary };

export interface BoardQuery {
  readonly text: string;
  readonly group: TripGroup | undefined;
}

/** The trips that match in their groups: running ones by urgency and delay, the others by their time. */
export function arrangeTrips(trips: readonly TripSummary[], { text, group }: BoardQuery): BoardRow[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = trips.filter((trip) => {
    const key = keyOf(trip);
    return words.every((word) => key.includes(word));
  });
  return TRIP_GROUPS.filter((name) => group === undefined || name === group).flatMap((name): BoardRow[] => {
    const members = found.filter(({ status }) => groupOf(status) === name).sort(ORDERS[name]);
    if (members.length === 0) return [];
    return [
      { kind: 'head', group: name, count: members.length },
      ...members.map((trip): BoardRow => ({ kind: 'trip', trip })),
    ];
  });
}

/** How many there are of each. */
export function countGroups(trips: readonly TripSummary[]): Readonly<Record<TripGroup, number>> {
  const counts = { now: 0, next: 0, done: 0 };
  for (const { status } of trips) counts[groupOf(status)] += 1;
  return counts;
}

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

function keyOf({ name, tripId, routeId, vehicleId, driverId, nextStop }: TripSummary): string {
  return [name, tripId, routeId, vehicleId, driverId, nextStop?.name].join(' ').toLowerCase();
}

type Order = (a: TripSummary, b: TripSummary) => number;

const byTime: Order = (a, b) =>
  a.scheduledStart.localeCompare(b.scheduledStart) || a.name.localeCompare(b.name, 'en', { numeric: true });

const ORDERS: Readonly<Record<TripGroup, Order>> = {
  now: (a, b) => urgencyOf(a) - urgencyOf(b) || byTime(a, b),
  next: byTime,
  done: (a, b) => byTime(b, a),
};

/** Delays change every second; an order by them would make rows run away from the finger. */
function urgencyOf({ alerts }: TripSummary): number {
  return Math.min(3, ...alerts.map((flag) => flagWords(flag).urgency));
}
