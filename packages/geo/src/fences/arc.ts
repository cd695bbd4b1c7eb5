import { EARTH_RADIUS_M, toDegrees } from '../position.ts';
import { chordSquared, chordToM, combine, cross, dot, NORTH, unit, type Vector } from './vector.ts';

/** The shortest way over the ground between two places, with what distances from it need. */
export interface Arc {
  readonly a: Vector;
  readonly b: Vector;
  /** Across the plane of the arc. */
  readonly normal: Vector;
  /** Along the arc: at `a` towards `b`, and at `b` towards `a`. */
  readonly ahead: Vector;
  readonly back: Vector;
}

/** The arc between two different places that are not each other's antipodes. */
export function arcOf(a: Vector, b: Vector): Arc {
  const normal = unit(cross(a, b));
  return { a, b, normal, ahead: cross(normal, a), back: cross(b, normal) };
}

/** Metres from a place to the nearest point of the arc. */
export function arcDistanceM({ a, b, normal, ahead, back }: Arc, place: Vector): number {
  if (dot(ahead, place) <= 0 || dot(back, place) <= 0) {
    return chordToM(Math.min(chordSquared(a, place), chordSquared(b, place)));
  }
  // Over the difference, which keeps the digits that two nearly equal places would lose.
  const across = normal.x * (place.x - a.x) + normal.y * (place.y - a.y) + normal.z * (place.z - a.z);
  return EARTH_RADIUS_M * Math.asin(Math.min(1, Math.abs(across)));
}

/** Whether two arcs have a point in common, ends included. */
export function arcsMeet(one: Arc, other: Arc): boolean {
  const [c, d] = [dot(one.normal, other.a), dot(one.normal, other.b)];
  const [a, b] = [dot(other.normal, one.a), dot(other.normal, one.b)];
  if (Math.abs(c) < TOUCHING && Math.abs(d) < TOUCHING) return overlap(one, other);
  if (c * d > 0 || a * b > 0) return false;
  // The two planes cut the sphere at two places; both arcs have to pass through the same one.
  const through = unit(combine(one.a, Math.abs(b), one.b, Math.abs(a)));
  const on = unit(combine(other.a, Math.abs(d), other.b, Math.abs(c)));
  return dot(through, on) > 0;
}

/** A tenth of a millimetre. */
const TOUCHING = 1e-4 / EARTH_RADIUS_M;

function overlap(one: Arc, other: Arc): boolean {
  const on = (arc: Arc, place: Vector): boolean => arcDistanceM(arc, place) < TOUCHING * EARTH_RADIUS_M;
  return on(one, other.a) || on(one, other.b) || on(other, one.a) || on(other, one.b);
}

/** The southernmost and northernmost latitude on the arc in degrees: the shortest way bends towards the pole. */
export function latitudesOf(arc: Arc): readonly [south: number, north: number] {
  const ends = [latitudeOf(arc.a), latitudeOf(arc.b)];
  const top = combine(NORTH, 1, arc.normal, -arc.normal.z);
  for (const apex of [top, combine(top, -1, top, 0)]) {
    if (dot(arc.ahead, apex) > 0 && dot(arc.back, apex) > 0) ends.push(latitudeOf(unit(apex)));
  }
  return [Math.min(...ends), Math.max(...ends)];
}

function latitudeOf({ z }: Vector): number {
  return toDegrees(Math.asin(Math.max(-1, Math.min(1, z))));
}
