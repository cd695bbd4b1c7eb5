import type { FlatLine, LatLng, OnLine } from '@waycast/geo';
import { type PlacedPass, passesInOrder } from './passes-in-order.ts';
import type { RouteLine } from './route-line.ts';

/** A stop as a plan orders it; the sequence number names it in what is said about it. */
export interface OrderedStop extends LatLng {
  readonly sequence: number;
}

/** Something that is wrong with a stop on its line, or with all of them (`sequence: null`). */
export interface StopProblem {
  readonly sequence: number | null;
  readonly code: 'too_few_stops' | 'off_line' | 'out_of_order';
  readonly message: string;
}

export interface PlacedStops {
  /** Metres along the line of each stop, never descending; also of those that have problems, as well as can be. */
  readonly alongM: readonly number[];
  readonly problems: readonly StopProblem[];
}

/** Stops lie beside the road, not in the next one. */
const MAX_OFF_M = 100;

/**
 * Where along its line each stop is. The line may come by a stop more than once, and a stop may be served twice: the
 * passes are chosen so that the order holds and all stops together are nearest.
 */
export function placeStops(line: RouteLine, stops: readonly OrderedStop[]): PlacedStops {
  const problems = stops.length < 2 ? [tooFew(stops.length)] : [];
  if (!line.drawn) return { alongM: alongStops(line.path, stops), problems };
  const passes = stops.map((stop) => passesOf(line.path, stop));
  const chosen = passesInOrder(passes);
  for (const [index, stop] of stops.entries()) {
    if (passes[index]?.length === 0) problems.push(offLine(stop, nearestTo(line.path, stop).offM));
    else if (!chosen.has(index)) problems.push(outOfOrder(stop));
  }
  return { alongM: filled(chosen, stops.length, line.path.lengthM), problems };
}

/** Where the line itself is made of the stops, each has its vertex, whatever others lie beside it. */
function alongStops(path: FlatLine, stops: readonly OrderedStop[]): number[] {
  let along = 0;
  return stops.map((stop, index) => {
    const before = stops[index - 1];
    if (before !== undefined)
      along += Math.hypot(
        path.plane.east(stop.longitude) - path.plane.east(before.longitude),
        path.plane.north(stop.latitude) - path.plane.north(before.latitude),
      );
    return along;
  });
}

function passesOf(path: FlatLine, { latitude, longitude }: LatLng): OnLine[] {
  return path.passes(path.plane.east(longitude), path.plane.north(latitude), MAX_OFF_M);
}

function nearestTo(path: FlatLine, { latitude, longitude }: LatLng): OnLine {
  return path.nearest(path.plane.east(longitude), path.plane.north(latitude));
}

/** Stops without a place of their own lie between the ones around them. */
function filled(chosen: ReadonlyMap<number, PlacedPass>, count: number, lengthM: number): number[] {
  const alongM = Array.from({ length: count }, (_, stop) => chosen.get(stop)?.alongM);
  let from = -1;
  return alongM.map((known, stop) => {
    if (known !== undefined) {
      from = stop;
      return known;
    }
    const next = alongM.findIndex((one, index) => index > stop && one !== undefined);
    const to = next === -1 ? count : next;
    const [start, end] = [alongM[from] ?? 0, alongM[to] ?? lengthM];
    return start + ((end - start) * (stop - from)) / (to - from);
  });
}

function tooFew(count: number): StopProblem {
  return {
    sequence: null,
    code: 'too_few_stops',
    message: `A route needs at least two stops; this one has ${count}.`,
  };
}

function offLine({ sequence }: OrderedStop, offM: number): StopProblem {
  return {
    sequence,
    code: 'off_line',
    message: `Stop ${sequence} is ${Math.round(offM)} m from the route's line; at most ${MAX_OFF_M} m are accepted. Move the stop, or draw the line past it.`,
  };
}

function outOfOrder({ sequence }: OrderedStop): StopProblem {
  return {
    sequence,
    code: 'out_of_order',
    message: `Stop ${sequence} does not come after the stops before it where the route's line runs past. Put the stops into the order of the drive, or draw the line in its direction.`,
  };
}
