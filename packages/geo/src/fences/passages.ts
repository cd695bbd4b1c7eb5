import type { Area } from './area.ts';
import { combine, dot, unit, type Vector, vectorDistanceM } from './vector.ts';

/** A stretch of a way that lies inside: from and to which fraction of it, and how far from the border at the most. */
export interface Passage {
  readonly from: number;
  readonly to: number;
  readonly depthM: number;
}

/** Steps are at least this long, so that a way along a border ends; a passage shorter than this may be missed. */
const STEP_M = 1;

/**
 * The stretches of the straight way between two places that lie inside. Distance to the border changes by no more
 * than the way that was gone, so that each step may be as long as that distance.
 */
export function passagesOf(area: Area, start: Vector, end: Vector): Passage[] {
  const length = vectorDistanceM(start, end);
  if (length < STEP_M) return [];
  const distanceAt = (fraction: number): number => area.distanceM(along(start, end, fraction));
  const passages: Passage[] = [];
  let open: { from: number; depthM: number } | undefined;
  let before = 0;
  for (let at = 0; ; ) {
    const distance = distanceAt(at);
    if (distance <= 0) {
      open ??= { from: at === 0 ? 0 : borderBetween(distanceAt, before, at), depthM: 0 };
      open.depthM = Math.max(open.depthM, -distance);
    } else if (open !== undefined) {
      passages.push({ ...open, to: borderBetween(distanceAt, before, at) });
      open = undefined;
    }
    if (at >= 1) break;
    before = at;
    at = Math.min(1, at + Math.max(STEP_M, Math.abs(distance)) / length);
  }
  if (open !== undefined) passages.push({ ...open, to: 1 });
  return passages;
}

/** Where between two fractions, one inside and one outside, the border lies. */
function borderBetween(distanceAt: (fraction: number) => number, a: number, b: number): number {
  const insideFirst = distanceAt(a) <= 0;
  let [low, high] = [a, b];
  for (let halvings = 0; halvings < 24; halvings++) {
    const middle = (low + high) / 2;
    if (distanceAt(middle) <= 0 === insideFirst) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The place a fraction of the shortest way along. */
function along(start: Vector, end: Vector, fraction: number): Vector {
  const angle = Math.acos(Math.max(-1, Math.min(1, dot(start, end))));
  // Below some metres the chord is the arc, and its sine has no digits left.
  if (angle < 1e-6) return unit(combine(start, 1 - fraction, end, fraction));
  const sin = Math.sin(angle);
  return combine(start, Math.sin((1 - fraction) * angle) / sin, end, Math.sin(fraction * angle) / sin);
}
