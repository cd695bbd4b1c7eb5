import type { PlanProblem } from '@waycast/contract';
import type { RouteFields, ServedStop, StopFields } from '../../../ports/school-plan-store.ts';
import { placeStops } from '../line/place-stops.ts';
import { type RouteLine, routeLine } from '../line/route-line.ts';

/** What a route is made of before its stops have their places. */
export interface UnplacedRoute {
  readonly line: RouteFields['line'];
  /** Ids of the stops, in order. */
  readonly stopIds: readonly string[];
}

export interface PlacedRoute {
  readonly places: readonly Pick<ServedStop, 'stopId' | 'sequence' | 'alongM' | 'offM'>[];
  /** What cannot be. */
  readonly faults: readonly PlanProblem[];
}

/** Beside the road, but not by as much as this, which is taken and doubted. */
const DOUBTFUL_OFF_M = 50;

const REMEDIES = {
  too_few_stops: 'Name at least two stops.',
  off_line: 'Move the stop, or draw the line past it.',
  out_of_order: 'Put the stops into the order of the drive, or draw the line in its direction.',
  unknown_stop: 'Create the stop first with PUT /api/school/stops/ID, or correct its id.',
  far_from_line: 'Move the stop to the side of the road, or draw the line past it.',
  stop_repeated: 'Leave out one of the two, unless the bus comes back to it.',
} as const;

/** Places stops on the line, or says what is wrong with each. Metres are rounded to decimetres. */
export function placeRoute(
  { line, stopIds }: UnplacedRoute,
  stops: ReadonlyMap<string, StopFields>,
): PlacedRoute {
  const faults: PlanProblem[] = [];
  const ordered = stopIds.map((stopId, index) => {
    const stop = stops.get(stopId);
    if (stop === undefined)
      faults.push(problem('unknown_stop', index + 1, `stop ${index + 1}: there is no stop ${stopId}`));
    return { sequence: index + 1, latitude: stop?.latitude ?? 0, longitude: stop?.longitude ?? 0 };
  });
  if (faults.length > 0 || ordered.length === 0) return { places: [], faults };
  const path = lineOf(line, ordered);
  const placed = placeStops(path, ordered);
  for (const { sequence, code, message } of placed.problems) {
    const named = sequence === null ? '' : `${stopIds[sequence - 1]}: `;
    faults.push(problem(code, sequence, `${named}${message}`));
  }
  const places = ordered.map((stop, index) => ({
    stopId: stopIds[index] ?? '',
    sequence: stop.sequence,
    alongM: rounded(placed.alongM[index] ?? 0),
    offM: path.drawn ? rounded(offLineM(path, placed.alongM[index] ?? 0, stop)) : 0,
  }));
  return { places, faults };
}

/** Length of a route's line, metres. */
export function lengthOf(route: RouteFields, stops: ReadonlyMap<string, StopFields>): number {
  const positions = route.stops.flatMap(({ stopId }) => stops.get(stopId) ?? []);
  if (route.line === null && positions.length === 0) return 0;
  return rounded(lineOf(route.line, positions).path.lengthM);
}

/** What is doubtful about a route, though it can be. */
export function doubtsOf({ stops }: Pick<RouteFields, 'stops'>): PlanProblem[] {
  return stops.flatMap(({ sequence, stopId, offM }, index) => {
    const doubts: PlanProblem[] = [];
    if (offM > DOUBTFUL_OFF_M) {
      const message = `stop ${sequence} (${stopId}) is ${Math.round(offM)} m from the route's line`;
      doubts.push(problem('far_from_line', sequence, message));
    }
    if (stops[index - 1]?.stopId === stopId) {
      const message = `stops ${sequence - 1} and ${sequence} are both ${stopId}`;
      doubts.push(problem('stop_repeated', sequence, message));
    }
    return doubts;
  });
}

function lineOf(
  line: RouteFields['line'],
  stops: readonly { readonly latitude: number; readonly longitude: number }[],
): RouteLine {
  return routeLine(line?.map(([longitude, latitude]) => ({ latitude, longitude })) ?? null, stops);
}

function offLineM(
  { path }: RouteLine,
  alongM: number,
  stop: { latitude: number; longitude: number },
): number {
  return path.offM(alongM, path.plane.east(stop.longitude), path.plane.north(stop.latitude));
}

function problem(code: keyof typeof REMEDIES, sequence: number | null, message: string): PlanProblem {
  return { sequence, code, message, remedy: REMEDIES[code] };
}

function rounded(metres: number): number {
  return Math.round(metres * 10) / 10;
}
