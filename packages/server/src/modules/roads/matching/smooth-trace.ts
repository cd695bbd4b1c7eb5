import { type CleanPoint, isLinked } from './clean-trace.ts';
import { fillVelocities } from './fill-velocities.ts';
import type { MatchingOptions } from './matching-options.ts';

/** Seconds before and after a point whose points say where it was, by the way that their velocities tell. */
const AROUND_S = 10;
/** How wrong that way may be, as a share of it. */
const WAY_ERROR = 0.1;

/** What the points around one say of where it was, each by how exact it is. */
interface Sum {
  weight: number;
  weightSquares: number;
  x: number;
  y: number;
  squares: number;
}

/**
 * Takes each point to where its neighbours in time say that it was, as far as their errors are their own: those that
 * last, as receivers' mostly do, stay as they are, and so does a trace with many seconds between its points.
 */
export function smoothTrace(trace: readonly CleanPoint[], options: MatchingOptions): CleanPoint[] {
  const points = fillVelocities(trace);
  return points.map((point, at) => {
    const sum: Sum = { weight: 1, weightSquares: 1, x: 0, y: 0, squares: 0 };
    addSide(sum, points, at, -1);
    addSide(sum, points, at, 1);
    return sum.weight === 1 ? point : moved(point, sum, options);
  });
}

/** Adds up what the points before or after one say, relative to it. */
function addSide(sum: Sum, points: readonly CleanPoint[], at: number, side: 1 | -1): void {
  const point = points[at];
  if (point === undefined) return;
  let [east, north, wayM, before] = [0, 0, 0, point];
  for (let next = at + side; ; next += side) {
    const there = points[next];
    if (there === undefined || Math.abs(there.time - point.time) > 1000 * AROUND_S) return;
    if (before.velocity === null || there.velocity === null) return;
    if (!(side === 1 ? isLinked(before, there) : isLinked(there, before))) return;
    const halfSeconds = (there.time - before.time) / 2000;
    const eastM = (before.velocity[0] + there.velocity[0]) * halfSeconds;
    const northM = (before.velocity[1] + there.velocity[1]) * halfSeconds;
    east += eastM / point.scale;
    north += northM / point.scale;
    wayM += Math.sqrt(eastM * eastM + northM * northM);
    const [x, y] = [there.x - east - point.x, there.y - north - point.y];
    const variance = there.sigmaM ** 2;
    const weight = variance / (variance + (WAY_ERROR * wayM) ** 2);
    sum.weight += weight;
    sum.weightSquares += weight * weight;
    sum.x += weight * x;
    sum.y += weight * y;
    sum.squares += weight * (x * x + y * y);
    before = there;
  }
}

function moved(point: CleanPoint, sum: Sum, options: MatchingOptions): CleanPoint {
  const [east, north] = [sum.x / sum.weight, sum.y / sum.weight];
  const count = sum.weight ** 2 / sum.weightSquares;
  const scatter = (sum.squares / sum.weight - east * east - north * north) / 2;
  // Of an axis, in metres: how far the points differ by themselves, and what of it the mean still has.
  const ownVariance = scatter * (count / (count - 1)) * point.scale ** 2;
  const lasting = Math.max(0, point.sigmaM ** 2 - ownVariance);
  const sigmaM = Math.sqrt(lasting + ownVariance / count);
  return {
    ...point,
    x: point.x + east,
    y: point.y + north,
    sigmaM: Math.min(point.sigmaM, Math.max(options.minSigmaM, sigmaM)),
  };
}
