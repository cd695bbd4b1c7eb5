import { EARTH_RADIUS_M, type LatLng, type LngLat, toRadians } from '../position.ts';

/** A point on the town's drawing board: metres east and north of its centre. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Turns metres around `center` into degrees. */
export interface Projection {
  position(point: Point): LatLng;
  lngLat(point: Point): LngLat;
}

export function createProjection(center: LatLng): Projection {
  const perDegree = toRadians(1) * EARTH_RADIUS_M;
  const perDegreeEast = perDegree * Math.cos(toRadians(center.latitude));
  // Seven decimals are a centimetre; more would only make the data larger.
  const round = (degrees: number): number => Math.round(degrees * 1e7) / 1e7;
  const longitude = (x: number): number => round(center.longitude + x / perDegreeEast);
  const latitude = (y: number): number => round(center.latitude + y / perDegree);
  return {
    position: ({ x, y }) => ({ latitude: latitude(y), longitude: longitude(x) }),
    lngLat: ({ x, y }) => [longitude(x), latitude(y)],
  };
}

export function gap(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y);
}

export function between(a: Point, b: Point, fraction = 0.5): Point {
  return { x: a.x + (b.x - a.x) * fraction, y: a.y + (b.y - a.y) * fraction };
}

/** The point of segment `ab` that is closest to `point`. */
function closestOnSegment(point: Point, a: Point, b: Point): Point {
  const length2 = (b.x - a.x) ** 2 + (b.y - a.y) ** 2;
  const along = length2 === 0 ? 0 : ((point.x - a.x) * (b.x - a.x) + (point.y - a.y) * (b.y - a.y)) / length2;
  return between(a, b, Math.max(0, Math.min(1, along)));
}

/** Where segments `ab` and `cd` cross; undefined when they do not. */
export function crossing(a: Point, b: Point, c: Point, d: Point): Point | undefined {
  const determinant = (b.x - a.x) * (d.y - c.y) - (b.y - a.y) * (d.x - c.x);
  if (Math.abs(determinant) < 1e-9) return undefined;
  const s = ((c.x - a.x) * (d.y - c.y) - (c.y - a.y) * (d.x - c.x)) / determinant;
  const t = ((c.x - a.x) * (b.y - a.y) - (c.y - a.y) * (b.x - a.x)) / determinant;
  return s >= 0 && s <= 1 && t >= 0 && t <= 1 ? between(a, b, s) : undefined;
}

/** Positive for rings that run anticlockwise. */
export function signedArea(ring: readonly Point[]): number {
  return ring.reduce((sum, a, i) => {
    const b = ring[(i + 1) % ring.length] ?? a;
    return sum + (a.x * b.y - b.x * a.y) / 2;
  }, 0);
}

export function centroid(ring: readonly Point[]): Point {
  const sum = ring.reduce((total, { x, y }) => ({ x: total.x + x, y: total.y + y }), { x: 0, y: 0 });
  return { x: sum.x / ring.length, y: sum.y / ring.length };
}

/** Whether a ring holds a point (even–odd rule). */
export function ringContains(ring: readonly Point[], { x, y }: Point): boolean {
  let inside = false;
  ring.forEach((a, i) => {
    const b = ring[(i + 1) % ring.length] ?? a;
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
  });
  return inside;
}

/** Distance from a point to the nearest place of an open line. */
export function distanceToLine(point: Point, line: readonly Point[]): number {
  return gap(point, closestOnLine(point, line));
}

/** The place of an open line that is closest to a point. Runs for every stretch of the plan: no closures here. */
export function closestOnLine(point: Point, line: readonly Point[]): Point {
  let best = line[0] ?? point;
  let bestGap = gap(point, best);
  for (let i = 1; i < line.length; i++) {
    const candidate = closestOnSegment(point, line[i - 1] ?? best, line[i] ?? best);
    const distance = gap(point, candidate);
    if (distance < bestGap) [best, bestGap] = [candidate, distance];
  }
  return best;
}
