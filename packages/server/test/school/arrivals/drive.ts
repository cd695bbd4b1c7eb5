import type { Fix } from '@waycast/contract';
import { createRandom, type LatLng } from '@waycast/geo';
import { endVisits } from '../../../src/modules/school/arrivals/end-visits.ts';
import { startVisits, stepVisits } from '../../../src/modules/school/arrivals/step-visits.ts';
import { type VisitTrip, visitTrip } from '../../../src/modules/school/arrivals/visit-trip.ts';
import type { VisitChange, VisitsState } from '../../../src/modules/school/arrivals/visits-state.ts';
import { placeStops } from '../../../src/modules/school/line/place-stops.ts';
import { routeLine } from '../../../src/modules/school/line/route-line.ts';
import { at } from '../../fleet/run-of.ts';

/** Metres east and north. */
export type Spot = readonly [east: number, north: number];

export function place([east, north]: Spot): LatLng {
  const { latitude, longitude } = at(0, east, north);
  return { latitude, longitude };
}

/** Stops in the order of the drive, on a line through these points, or on none. */
export function trip(
  line: readonly Spot[] | null,
  stops: readonly Spot[],
  approach: { readonly approachM?: number; readonly approachS?: number } = {},
): VisitTrip {
  const ordered = stops.map((spot, index) => ({ ...place(spot), sequence: index + 1 }));
  const path = routeLine(line === null ? null : line.map(place), ordered);
  const { alongM } = placeStops(path, ordered);
  return visitTrip(
    path,
    ordered.map((stop, index) => ({
      ...stop,
      stopId: `s${stop.sequence}`,
      name: `Stop ${stop.sequence}`,
      alongM: alongM[index] ?? 0,
      approachM: approach.approachM ?? null,
      approachS: approach.approachS ?? null,
    })),
  );
}

/** Straight on through these points at 10 m/s, waiting at each for as long as it says, a fix every `every` seconds. */
export function drive(
  points: readonly (Spot | { readonly waitS: number })[],
  options: { readonly every?: number; readonly noiseM?: number; readonly fields?: Partial<Fix> } = {},
): Fix[] {
  const random = createRandom(11);
  const error = (): number =>
    (options.noiseM ?? 0) * Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(6.283185 * random.next());
  const moments: Spot[] = [];
  let here: Spot | undefined;
  for (const point of points) {
    if ('waitS' in point) {
      for (let s = 0; s < point.waitS && here !== undefined; s++) moments.push(here);
      continue;
    }
    const from: Spot = here ?? point;
    const seconds = Math.round(Math.hypot(point[0] - from[0], point[1] - from[1]) / 10);
    for (let s = 1; s <= seconds; s++)
      moments.push([
        from[0] + ((point[0] - from[0]) * s) / seconds,
        from[1] + ((point[1] - from[1]) * s) / seconds,
      ]);
    if (here === undefined) moments.push(point);
    here = point;
  }
  return moments
    .map(([east, north], second) => at(second, east + error(), north + error(), options.fields))
    .filter((_, second) => second % (options.every ?? 1) === 0 || second === moments.length - 1);
}

export interface Driven {
  readonly state: VisitsState;
  readonly changes: readonly VisitChange[];
}

/** Every fix stepped, the state as JSON in between; `end`: the trip ends with the last. */
export function driven(planned: VisitTrip, fixes: readonly Fix[], end = true): Driven {
  const changes: VisitChange[] = [];
  let state = startVisits(planned);
  for (const fix of fixes) {
    const step = stepVisits(planned, JSON.parse(JSON.stringify(state)), fix);
    changes.push(...step.changes);
    state = step.state;
  }
  if (!end) return { state, changes };
  const ended = endVisits(planned, state);
  return { state: ended.state, changes: [...changes, ...ended.changes] };
}

/** `arrived 1`, `departed 1`, `skipped 3`, `off-route` …, in order. */
export function toldBy({ changes }: Driven): string[] {
  return changes.map((change) => {
    if ('visit' in change)
      return `${change.type} ${change.visit.sequence}${change.inferred ? ' inferred' : ''}`;
    return 'sequence' in change ? `${change.type} ${change.sequence}` : change.type;
  });
}

export function secondsOf(time: number | null | undefined): number {
  return ((time ?? Number.NaN) - at(0, 0).time) / 1000;
}
