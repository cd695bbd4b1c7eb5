import type { Fix } from '@waycast/contract';
import type { LatLng } from '@waycast/geo';
import { VehicleKeeper } from './keep-vehicle.ts';
import { startable } from './modules/fleet/settling/stage-run.ts';
import { endVisits } from './modules/school/arrivals/end-visits.ts';
import { startVisits, stepVisits } from './modules/school/arrivals/step-visits.ts';
import { type VisitTrip, visitTrip } from './modules/school/arrivals/visit-trip.ts';
import { type Visit, VisitsState } from './modules/school/arrivals/visits-state.ts';
import { placeStops, type StopProblem } from './modules/school/line/place-stops.ts';
import { routeLine } from './modules/school/line/route-line.ts';

/** A trip whose arrivals are to be found. */
export interface TripToFind {
  readonly stops: readonly StopToFind[];
  /** As it was drawn; null: none was, and the stops in their order have to do. */
  readonly line: readonly LatLng[] | null;
}

export interface StopToFind extends LatLng {
  readonly stopId: string;
  readonly name: string;
  /** Names the visit; in order of the drive. */
  readonly sequence: number;
  readonly radiusM: number;
}

export interface FoundVisit extends Visit {
  /** A fix that came after later ones has shown it, or changed its times. */
  readonly late: boolean;
}

export interface FoundArrivals {
  /** In order of the stops. */
  readonly visits: readonly FoundVisit[];
  /** Sequence numbers of stops that the vehicle drove around. */
  readonly skipped: readonly number[];
  /** Steps of the state machine, those after rewinding counted again. */
  readonly steps: number;
}

/** What is wrong with the stops on the line; empty when nothing is. */
export function stopProblems({ line, stops }: TripToFind): readonly StopProblem[] {
  return placeStops(routeLine(line, stops), stops).problems;
}

/**
 * The arrivals of one trip of one vehicle, whose fixes come in deliveries of any order, late or more than once. They
 * go the way they go in a server: through the judge, rewound to a checkpoint for what is late, and with the state as
 * JSON in between. The trip ends with the last fix. Where `isKilled` says so, the server is killed while it judges a
 * delivery, which comes again to another one that has only what was stored.
 */
export function findArrivals(
  trip: TripToFind,
  deliveries: readonly (readonly Fix[])[],
  isKilled: () => boolean = () => false,
): FoundArrivals {
  const planned = planOf(trip);
  let steps = 0;
  const stage = startable<VisitsState>({
    name: STAGE,
    shape: VisitsState,
    start: () => startVisits(planned),
    step(state, fix) {
      steps += 1;
      return { state: stepVisits(planned, state, fix).state, found: [] };
    },
  });
  let keeper = new VehicleKeeper([stage]);
  const late = new Set<number>();
  let known: readonly Visit[] = [];
  for (const fixes of deliveries) {
    const judgedTo = keeper.time;
    if (isKilled()) {
      const next = keeper.restarted();
      keeper.deliver(fixes);
      keeper = next;
    }
    keeper.deliver(fixes);
    const visits = stateIn(keeper.stageState(STAGE)).visits;
    if (fixes.some(({ time }) => time < judgedTo))
      for (const sequence of changedBefore(judgedTo, known, visits)) late.add(sequence);
    known = visits;
  }
  const { visits, skipped } = endVisits(planned, stateIn(keeper.finished(STAGE))).state;
  return { visits: visits.map((visit) => ({ ...visit, late: late.has(visit.sequence) })), skipped, steps };
}

const STAGE = 'arrivals';

function planOf({ line, stops }: TripToFind): VisitTrip {
  const path = routeLine(line, stops);
  const { alongM } = placeStops(path, stops);
  return visitTrip(
    path,
    stops.map((stop, index) => ({ ...stop, alongM: alongM[index] ?? 0, approachM: null, approachS: null })),
  );
}

function stateIn(stored: unknown): VisitsState {
  return VisitsState.parse(stored);
}

/** Visits that tell something else now of what had been judged, and not only of the last part of a second. */
function changedBefore(judgedTo: number, before: readonly Visit[], now: readonly Visit[]): number[] {
  const known = new Map(before.map((visit) => [visit.sequence, visit]));
  return now
    .filter(({ sequence, arrivedAt, departedAt }) => {
      const visit = known.get(sequence);
      const came = arrivedAt <= judgedTo && isOther(visit?.arrivedAt, arrivedAt);
      const left = departedAt !== null && departedAt <= judgedTo && isOther(visit?.departedAt, departedAt);
      return came || left;
    })
    .map(({ sequence }) => sequence);
}

function isOther(known: number | null | undefined, now: number): boolean {
  return known == null || Math.abs(known - now) >= 1000;
}
