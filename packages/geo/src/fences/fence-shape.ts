import { distanceM } from '../distance.ts';
import type { LatLng } from '../position.ts';

/** All that lies within `radiusM` metres of the centre. */
export interface Circle {
  readonly type: 'circle';
  readonly center: LatLng;
  readonly radiusM: number;
}

/**
 * All within the outer ring and outside the holes. Sides are the shortest ways between their ends; a ring closes by
 * itself and goes either way round.
 */
export interface PolygonArea {
  readonly type: 'polygon';
  readonly outer: readonly LatLng[];
  readonly holes?: readonly (readonly LatLng[])[] | undefined;
}

/** All that lies within half of `widthM` metres of the line. */
export interface Corridor {
  readonly type: 'corridor';
  readonly line: readonly LatLng[];
  readonly widthM: number;
}

export type FenceShape = Circle | PolygonArea | Corridor;

/** Places nearer to each other than this are taken for one. */
const SAME_PLACE_M = 0.01;

/** The same shape without points that repeat the one before them, or that close a ring. */
export function tidyShape(shape: FenceShape): FenceShape {
  switch (shape.type) {
    case 'circle':
      return shape;
    case 'corridor':
      return { ...shape, line: withoutRepeats(shape.line) };
    case 'polygon': {
      const holes = (shape.holes ?? []).map(openRing);
      return { type: 'polygon', outer: openRing(shape.outer), ...(holes.length === 0 ? {} : { holes }) };
    }
  }
}

function withoutRepeats(line: readonly LatLng[]): LatLng[] {
  const kept: LatLng[] = [];
  for (const { latitude, longitude } of line) {
    const before = kept.at(-1);
    const point = { latitude, longitude };
    if (before === undefined || distanceM(before, point) >= SAME_PLACE_M) kept.push(point);
  }
  return kept;
}

function openRing(ring: readonly LatLng[]): LatLng[] {
  const open = withoutRepeats(ring);
  const [first, last] = [open[0], open.at(-1)];
  if (open.length > 1 && first && last && distanceM(first, last) < SAME_PLACE_M) open.pop();
  return open;
}
