import type { Moment } from './moment.ts';
import type { VisitStop } from './visit-trip.ts';
import type { VisitTold } from './visits-state.ts';

/** Where a vehicle is on its line, for those who foretell. */
export interface Underway {
  /** Device time of the fix, epoch milliseconds. */
  readonly time: number;
  readonly progressM: number;
  readonly speedMps: number;
}

/**
 * Seconds until the vehicle is at a stop, cautiously early; null: unknown. It must follow from the trip's fixes alone,
 * or another order of arrival tells another day.
 */
export type EtaS = (stop: VisitStop, now: Underway) => number | null;

/** Farther ahead nobody is told. */
const MOST_STOPS = 12;

/** Tells of the stops that the vehicle comes near, each once, and of those that it has reached untold. */
export function tellApproaches(moment: Moment, etaS: EtaS | undefined): void {
  const { state, trip, changes } = moment;
  for (const [index, change] of [...changes.entries()].reverse())
    if (change.type === 'arrived') tellBefore(moment, index, change);
  state.approached = state.approached.filter((sequence) =>
    trip.stops.slice(state.next).some((stop) => stop.sequence === sequence),
  );
  if (moment.isLoose || state.progressM === null || state.joinedM !== null) return;
  const now = { time: moment.fix.t, progressM: state.progressM, speedMps: state.speedMps };
  for (const stop of trip.stops.slice(state.next, state.next + MOST_STOPS)) {
    if (state.approached.includes(stop.sequence)) continue;
    const distanceM = Math.max(0, stop.alongM - state.progressM);
    const because = reasonFor(stop, distanceM, etaS, now);
    if (because === undefined) continue;
    state.approached = [...state.approached, stop.sequence];
    changes.push({
      type: 'approaching',
      sequence: stop.sequence,
      stopId: stop.stopId,
      at: moment.fix.t,
      distanceM: Math.round(distanceM),
      inferred: false,
      because,
    });
  }
}

function reasonFor(
  stop: VisitStop,
  distanceM: number,
  etaS: EtaS | undefined,
  now: Underway,
): string | undefined {
  if (stop.approachM !== null && distanceM <= stop.approachM)
    return `${Math.round(distanceM)} m along the route, of ${stop.approachM}`;
  if (stop.approachS === null || etaS === undefined) return undefined;
  const seconds = etaS(stop, now);
  return seconds !== null && seconds <= stop.approachS
    ? `${Math.round(seconds)} s at the earliest, of ${stop.approachS}`
    : undefined;
}

/** Reached before it was told that it comes: between two fixes, or off the route. */
function tellBefore({ state, trip, changes }: Moment, index: number, { visit }: VisitTold): void {
  const stop = trip.stops.find(({ sequence }) => sequence === visit.sequence);
  if (stop === undefined || state.approached.includes(stop.sequence)) return;
  if (stop.approachM === null && stop.approachS === null) return;
  if (visit.arrivedAt === state.firstAt) return;
  changes.splice(index, 0, {
    type: 'approaching',
    sequence: stop.sequence,
    stopId: stop.stopId,
    at: visit.arrivedAt,
    distanceM: Math.round(visit.distanceM),
    inferred: true,
    because: 'reached before a fix showed that it comes',
  });
}
