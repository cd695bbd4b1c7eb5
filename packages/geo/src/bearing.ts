import { type LatLng, toDegrees, toRadians } from './position.ts';

/** Initial bearing from `a` to `b` in degrees clockwise from north, 0 ≤ bearing < 360; 0 when they are equal. */
export function bearingDegrees(a: LatLng, b: LatLng): number {
  const latitudeA = toRadians(a.latitude);
  const latitudeB = toRadians(b.latitude);
  const delta = toRadians(b.longitude - a.longitude);
  const east = Math.sin(delta) * Math.cos(latitudeB);
  const north =
    Math.cos(latitudeA) * Math.sin(latitudeB) - Math.sin(latitudeA) * Math.cos(latitudeB) * Math.cos(delta);
  const degrees = toDegrees(Math.atan2(east, north));
  return degrees < 0 ? (degrees + 360) % 360 : degrees;
}

/** The smaller turn between two bearings in degrees: 0 to 180. */
export function bearingDifference(a: number, b: number): number {
  const turn = Math.abs(a - b) % 360;
  return turn > 180 ? 360 - turn : turn;
}

/** A bearing `fraction` of the way from `a` to `b`, turning the shorter way round. */
export function interpolateBearing(a: number, b: number, fraction: number): number {
  const turn = ((((b - a) % 360) + 540) % 360) - 180;
  return (((a + turn * fraction) % 360) + 360) % 360;
}
