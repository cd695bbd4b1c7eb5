import type { OnLine } from '@waycast/geo';

export type PlacedPass = OnLine;

/** The best way to get to one pass of a stop: by which passes of the stops before it. */
interface Way {
  readonly stop: number;
  readonly pass: OnLine;
  readonly before: Way | undefined;
  /** Stops before it that have a pass, but none that fits. */
  readonly leftOut: number;
  readonly squaresM2: number;
}

/**
 * One pass for each stop, each further along than the one before it: leaving out as few stops as possible, then with
 * the least squares of the distances from the line. Stops that fit nowhere are absent.
 */
export function passesInOrder(stops: readonly (readonly OnLine[])[]): Map<number, PlacedPass> {
  const ways: Way[] = [];
  /** How many of the stops before each have a pass. */
  const before: number[] = [];
  let placeable = 0;
  for (const [stop, passes] of stops.entries()) {
    before.push(placeable);
    for (const pass of passes) ways.push(bestWay(stop, pass, ways, before));
    if (passes.length > 0) placeable += 1;
  }
  const complete = ways.map((way) => ({
    ...way,
    leftOut: way.leftOut + placeable - (before[way.stop] ?? 0) - 1,
  }));
  const chosen = new Map<number, PlacedPass>();
  for (let way = complete.reduce<Way | undefined>(better, undefined); way !== undefined; way = way.before)
    chosen.set(way.stop, way.pass);
  return chosen;
}

function bestWay(stop: number, pass: OnLine, ways: readonly Way[], before: readonly number[]): Way {
  const rank = before[stop] ?? 0;
  const squareM2 = pass.offM * pass.offM;
  let best: Way = { stop, pass, before: undefined, leftOut: rank, squaresM2: squareM2 };
  for (const way of ways) {
    if (way.stop === stop || way.pass.alongM >= pass.alongM) continue;
    const leftOut = way.leftOut + rank - (before[way.stop] ?? 0) - 1;
    best = better(best, { stop, pass, before: way, leftOut, squaresM2: way.squaresM2 + squareM2 });
  }
  return best;
}

function better(a: Way | undefined, b: Way): Way {
  if (a === undefined) return b;
  return b.leftOut < a.leftOut || (b.leftOut === a.leftOut && b.squaresM2 < a.squaresM2) ? b : a;
}
