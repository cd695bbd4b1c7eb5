import type { Fix } from '@waycast/contract';
import type { StopToFind } from '@waycast/server/evaluate-arrivals';
import { CleanPath } from './clean-path.ts';
import type { Told } from './told.ts';

/** What really happened at one stop: the first and the last moment that the clean path is within its radius. */
interface Truth {
  readonly sequence: number;
  readonly radiusM: number;
  readonly path: CleanPath;
  readonly ARRIVED: number;
  readonly DEPARTED: number;
}

/** How right a rule is about arrivals, or about departures. */
export interface Score {
  readonly told: number;
  /** Stops of which it was told once, and at a right time. */
  readonly right: number;
  /** Stops of which it was told once, but at a wrong time. */
  readonly mistimed: number;
  readonly missing: number;
  /** Told more often than it happened. */
  readonly surplus: number;
}

/** What was done to the clean ride before a rule saw it: how exact its times can be. */
export interface Disturbance {
  /** The fixes that are left, by ascending time. */
  readonly fixes: readonly Fix[];
  readonly sigmaM: number;
  readonly sampleS: number;
}

const LEAST_BAND_M = 15;
const TOLERANCE_AT_1_HZ_MS = 5000;
/** A path that strays from a circle's border by less than this has not left it. */
const STRAY_M = 20;

/** Stops that the clean ride never reached have no truth. A place that is served twice is visited in its order. */
export function truthsOf(ride: readonly Fix[], stops: readonly StopToFind[]): Truth[] {
  return stops.flatMap((stop) => {
    const { sequence, stopId, radiusM } = stop;
    const path = new CleanPath(ride, stop);
    const stretches = path.within(radiusM, STRAY_M);
    const servings = stops.filter((one) => one.stopId === stopId);
    const own = servings.length === stretches.length ? stretches[servings.indexOf(stop)] : undefined;
    const [first, last] = own === undefined ? [stretches[0], stretches.at(-1)] : [own, own];
    if (first === undefined || last === undefined) return [];
    return [{ sequence, radiusM, path, ARRIVED: first.from, DEPARTED: last.to }];
  });
}

/**
 * A time is right within 5 s at 1 Hz or half the interval otherwise, or within the gap between the fixes around the
 * true one, or while the clean path is about the circle's border, give or take the noise.
 */
export function scoreOf(
  told: readonly Told[],
  truths: readonly Truth[],
  action: Told['action'],
  disturbance: Disturbance,
): Score {
  const times = new Map<number, number[]>();
  const mine = told.filter((one) => one.action === action);
  for (const { sequence, at } of mine) times.set(sequence, [...(times.get(sequence) ?? []), at]);
  const counts = truths.map((truth) => ({ truth, at: times.get(truth.sequence) ?? [] }));
  const once = counts.filter(({ at }) => at.length === 1);
  const right = once.filter(({ truth, at }) => isRight(at[0] ?? 0, truth, action, disturbance)).length;
  const missing = counts.filter(({ at }) => at.length === 0).length;
  const surplus = mine.length - (truths.length - missing);
  return { told: mine.length, right, mistimed: once.length - right, missing, surplus };
}

function isRight(
  at: number,
  truth: Truth,
  action: Told['action'],
  { fixes, sigmaM, sampleS }: Disturbance,
): boolean {
  const real = truth[action];
  const toleranceMs = sampleS <= 1 ? TOLERANCE_AT_1_HZ_MS : sampleS * 500;
  if (Math.abs(at - real) <= toleranceMs) return true;
  const before = fixes.findLast(({ time }) => time <= real)?.time ?? Number.NEGATIVE_INFINITY;
  const after = fixes.find(({ time }) => time >= real)?.time ?? Number.POSITIVE_INFINITY;
  if (at >= before && at <= after) return true;
  return Math.abs(truth.path.distanceAt(at) - truth.radiusM) <= Math.max(LEAST_BAND_M, sigmaM);
}
