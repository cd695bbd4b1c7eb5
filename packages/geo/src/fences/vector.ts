import { EARTH_RADIUS_M, type LatLng, toDegrees, toRadians } from '../position.ts';

/** A place on the unit sphere, or a direction. Here neither poles nor the 180° meridian are special. */
export interface Vector {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export const NORTH: Vector = { x: 0, y: 0, z: 1 };

export function toVector({ latitude, longitude }: LatLng): Vector {
  const phi = toRadians(latitude);
  const lambda = toRadians(longitude);
  const cos = Math.cos(phi);
  return { x: cos * Math.cos(lambda), y: cos * Math.sin(lambda), z: Math.sin(phi) };
}

/** The place in the direction of `v`, whose length does not matter. */
export function toLatLng({ x, y, z }: Vector): LatLng {
  return { latitude: toDegrees(Math.atan2(z, Math.hypot(x, y))), longitude: toDegrees(Math.atan2(y, x)) };
}

export function dot(a: Vector, b: Vector): number {
  return a.x * b.x + a.y * b.y + a.z * b.z;
}

export function cross(a: Vector, b: Vector): Vector {
  return { x: a.y * b.z - a.z * b.y, y: a.z * b.x - a.x * b.z, z: a.x * b.y - a.y * b.x };
}

/** `a · s + b · t`. */
export function combine(a: Vector, s: number, b: Vector, t: number): Vector {
  return { x: a.x * s + b.x * t, y: a.y * s + b.y * t, z: a.z * s + b.z * t };
}

/** The same direction with length 1; north for a vector without length. */
export function unit(v: Vector): Vector {
  const length = Math.hypot(v.x, v.y, v.z);
  return length === 0 ? NORTH : { x: v.x / length, y: v.y / length, z: v.z / length };
}

/** Metres over the ground between two places; exact also for a few millimetres. */
export function vectorDistanceM(a: Vector, b: Vector): number {
  return chordToM(chordSquared(a, b));
}

/** What two places are apart through the earth, squared: cheap to compare. */
export function chordSquared(a: Vector, b: Vector): number {
  const [x, y, z] = [a.x - b.x, a.y - b.y, a.z - b.z];
  return x * x + y * y + z * z;
}

/** Metres over the ground of a squared chord. */
export function chordToM(squared: number): number {
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(squared) / 2));
}

/** Directions east and north on the ground at a place; at a pole, any two that stand across each other. */
export function groundAxes(place: Vector): { readonly east: Vector; readonly north: Vector } {
  const level = Math.hypot(place.x, place.y);
  const east = level === 0 ? { x: 0, y: 1, z: 0 } : { x: -place.y / level, y: place.x / level, z: 0 };
  return { east, north: cross(place, east) };
}
