import { bearingDegrees } from './bearing.ts';
import { distanceM } from './distance.ts';
import type { LatLng } from './position.ts';

/** A place on a line, with the direction of travel there in degrees. */
export interface PointOnLine extends LatLng {
  readonly bearing: number;
}

/** Length of a line in metres. */
export function lineLengthM(line: readonly LatLng[]): number {
  let length = 0;
  for (let i = 1; i < line.length; i++) length += segmentLengthM(line, i);
  return length;
}

/**
 * The point `alongM` metres from the start of a line, clamped to its ends; undefined for an empty line.
 * Between vertices degrees are interpolated linearly, which is exact enough for segments of some kilometres.
 */
export function pointAlong(line: readonly LatLng[], alongM: number): PointOnLine | undefined {
  const first = line[0];
  if (first === undefined) return undefined;
  let rest = Math.max(0, alongM);
  let previous = first;
  let bearing = 0;
  for (const next of line.slice(1)) {
    const length = distanceM(previous, next);
    if (length > 0) bearing = bearingDegrees(previous, next);
    if (length > 0 && rest <= length) return { ...interpolate(previous, next, rest / length), bearing };
    rest -= length;
    previous = next;
  }
  return { latitude: previous.latitude, longitude: previous.longitude, bearing };
}

/** The position `fraction` of the way from `a` to `b`, going the shorter way across the 180° meridian. */
export function interpolate(a: LatLng, b: LatLng, fraction: number): LatLng {
  const east = ((((b.longitude - a.longitude) % 360) + 540) % 360) - 180;
  const longitude = a.longitude + east * fraction;
  return {
    latitude: a.latitude + (b.latitude - a.latitude) * fraction,
    longitude: longitude > 180 ? longitude - 360 : longitude < -180 ? longitude + 360 : longitude,
  };
}

function segmentLengthM(line: readonly LatLng[], end: number): number {
  const a = line[end - 1];
  const b = line[end];
  return a !== undefined && b !== undefined ? distanceM(a, b) : 0;
}
