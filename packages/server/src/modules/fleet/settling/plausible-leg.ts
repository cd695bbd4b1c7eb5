import type { Fix } from '@waycast/contract';
import { distanceM } from '@waycast/geo';

/** No vehicle of a fleet is faster than this: 270 km/h. */
export const MAX_SPEED_MPS = 75;
/** What an unknown accuracy is taken for, and the most that a claimed one excuses. */
const UNKNOWN_ACCURACY_M = 25;
const MAX_EXCUSE_M = 100;
/** Speeds that both ends report bound the speed between them, but not over a longer time. */
const REPORTED_HOLDS_MS = 30_000;
const REPORTED_FACTOR = 2;
const REPORTED_MARGIN_MPS = 10;

/** The way between two fixes, and what it would have taken to drive it. */
export interface Leg {
  readonly metres: number;
  readonly seconds: number;
  /** After taking off what both accuracies excuse. */
  readonly mps: number;
  readonly limitMps: number;
}

/** `to` is the later one. Two fixes of one second are a second apart. */
export function legBetween(from: Fix, to: Fix): Leg {
  const metres = distanceM(from, to);
  const seconds = Math.max(1, (to.time - from.time) / 1000);
  const mps = Math.max(0, metres - excuseM(from) - excuseM(to)) / seconds;
  return { metres, seconds, mps, limitMps: limitBetween(from, to) };
}

export function isPlausible({ mps, limitMps }: Leg): boolean {
  return mps <= limitMps;
}

function excuseM({ accuracy }: Fix): number {
  return accuracy === null || accuracy <= 0 ? UNKNOWN_ACCURACY_M : Math.min(accuracy, MAX_EXCUSE_M);
}

function limitBetween(from: Fix, to: Fix): number {
  if (from.speed === undefined || to.speed === undefined || to.time - from.time > REPORTED_HOLDS_MS)
    return MAX_SPEED_MPS;
  return Math.min(MAX_SPEED_MPS, REPORTED_FACTOR * Math.max(from.speed, to.speed) + REPORTED_MARGIN_MPS);
}
