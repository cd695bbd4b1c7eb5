import { EARTH_RADIUS_M, type LatLng, toRadians } from './position.ts';

/** Great-circle distance in metres (haversine; exact to about 0.5 % of the real, flattened earth). */
export function distanceM(a: LatLng, b: LatLng): number {
  const sinLatitude = Math.sin(toRadians(b.latitude - a.latitude) / 2);
  const sinLongitude = Math.sin(toRadians(b.longitude - a.longitude) / 2);
  const cosines = Math.cos(toRadians(a.latitude)) * Math.cos(toRadians(b.latitude));
  const h = sinLatitude * sinLatitude + cosines * sinLongitude * sinLongitude;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(h)));
}
