import { type CleanPoint, isLinked } from './clean-trace.ts';

/** Seconds around a point whose points say how it moved. */
const AROUND_S = 4;
const LEAST_POINTS = 4;

/** Where the receiver told no heading or speed: the velocity that the points around one show, if they are enough. */
export function fillVelocities(points: readonly CleanPoint[]): CleanPoint[] {
  return points.map((point, at) => (point.velocity === null ? filled(points, point, at) : point));
}

function filled(points: readonly CleanPoint[], point: CleanPoint, at: number): CleanPoint {
  const around = [point, ...linkedFrom(points, at, -1), ...linkedFrom(points, at, 1)];
  if (around.length < LEAST_POINTS) return point;
  const middle = around.reduce((sum, { time }) => sum + (time - point.time), 0) / around.length;
  let [squares, east, north] = [0, 0, 0];
  // Least squares: where it was at each moment, as a straight line.
  for (const { time, x, y } of around) {
    const seconds = (time - point.time - middle) / 1000;
    squares += seconds * seconds;
    east += seconds * (x - point.x);
    north += seconds * (y - point.y);
  }
  return { ...point, velocity: [(east / squares) * point.scale, (north / squares) * point.scale] };
}

function* linkedFrom(points: readonly CleanPoint[], at: number, side: 1 | -1): Iterable<CleanPoint> {
  const [point] = [points[at]];
  for (let next = at + side; ; next += side) {
    const [before, there] = [points[next - side], points[next]];
    if (point === undefined || before === undefined || there === undefined) return;
    if (Math.abs(there.time - point.time) > AROUND_S * 1000) return;
    if (!(side === 1 ? isLinked(before, there) : isLinked(there, before))) return;
    yield there;
  }
}
