import type { MatchingOptions } from './matching-options.ts';
import { GAP_MS, MAX_ACCURACY_M, MAX_MPS, MIN_HEADING_MPS } from './matching-options.ts';
import type { TracePoint } from './road-line.ts';
import type { RoadNetwork } from './road-network.ts';

/** A point that may be right, laid out on the network's plane. */
export interface CleanPoint {
  /** Among the points as they were given. */
  readonly index: number;
  readonly time: number;
  readonly x: number;
  readonly y: number;
  /** Metres of a unit of the plane. */
  readonly scale: number;
  readonly sigmaM: number;
  /** East and north of the direction of travel; null: not known. */
  readonly direction: readonly [east: number, north: number] | null;
  /** East and north, metres per second; null: not known. */
  readonly velocity: readonly [east: number, north: number] | null;
  /** How much of what it tells is news: what follows another closely repeats its error. */
  readonly weight: number;
}

/** The points in order of time, each moment once, without those that cannot be right. */
export function cleanTrace(
  network: RoadNetwork,
  points: readonly TracePoint[],
  options: MatchingOptions,
): CleanPoint[] {
  const order = points.map((_, index) => index).filter((index) => isUsable(points[index]));
  order.sort((a, b) => (points[a]?.time ?? 0) - (points[b]?.time ?? 0) || a - b);
  const laid: CleanPoint[] = [];
  for (const index of order) {
    const point = points[index];
    const before = laid.at(-1);
    if (point !== undefined && point.time !== before?.time)
      laid.push(layOut(network, point, index, before?.time, options));
  }
  return laid.filter((point, at) => !isSpike(laid[at - 1], point, laid[at + 1]));
}

/** Whether a drive can lead from one point to the next; false: they are matched as if of different traces. */
export function isLinked(before: CleanPoint, after: CleanPoint): boolean {
  return after.time - before.time <= GAP_MS && !isJump(before, after);
}

/** Metres as the crow flies. */
export function apartM(a: CleanPoint, b: CleanPoint): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  return Math.sqrt(dx * dx + dy * dy) * ((a.scale + b.scale) / 2);
}

function isUsable(point: TracePoint | undefined): boolean {
  return point !== undefined && (point.accuracy === null || point.accuracy <= MAX_ACCURACY_M);
}

function layOut(
  { plane }: RoadNetwork,
  point: TracePoint,
  index: number,
  before: number | undefined,
  options: MatchingOptions,
): CleanPoint {
  const { time, accuracy, heading, speed } = point;
  // An accuracy is the radius that holds 68 %: 1.5 standard deviations of an axis.
  const sigmaM = accuracy === null ? options.usualSigmaM : accuracy / 1.5;
  const radians = ((heading ?? 0) * Math.PI) / 180;
  const isDriving = speed !== null && speed >= MIN_HEADING_MPS;
  const direction = heading === null || !isDriving ? null : ([Math.sin(radians), Math.cos(radians)] as const);
  return {
    index,
    time,
    x: plane.x(point.longitude),
    y: plane.y(point.latitude),
    scale: plane.scaleAt(point),
    sigmaM: Math.min(options.maxSigmaM, Math.max(options.minSigmaM, sigmaM)),
    direction,
    velocity: direction
      ? [direction[0] * (speed ?? 0), direction[1] * (speed ?? 0)]
      : speed === null || isDriving
        ? null
        : STANDING,
    weight: before === undefined ? 1 : Math.min(1, (time - before) / 1000 / options.errorS),
  };
}

/** Of both neighbours. */
const SPIKE_MS = 20_000;

const STANDING = [0, 0] as const;

/** Out and back within seconds, while the points before and after go together. */
function isSpike(before: CleanPoint | undefined, point: CleanPoint, after: CleanPoint | undefined): boolean {
  if (before === undefined || after === undefined) return false;
  if (point.time - before.time > SPIKE_MS || after.time - point.time > SPIKE_MS) return false;
  return isJump(before, point) && isJump(point, after) && !isJump(before, after);
}

function isJump(before: CleanPoint, after: CleanPoint): boolean {
  const errorM = 3 * (before.sigmaM + after.sigmaM);
  return apartM(before, after) > errorM + (MAX_MPS * (after.time - before.time)) / 1000;
}
