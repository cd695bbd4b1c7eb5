import { EARTH_RADIUS_M, type LatLng, toDegrees, toRadians, wrapLongitude } from './position.ts';

/** Where one arrives `distanceM` metres from `start` on the great circle that leaves at `bearing` degrees. */
export function destination(start: LatLng, bearing: number, distanceM: number): LatLng {
  const angle = distanceM / EARTH_RADIUS_M;
  const theta = toRadians(bearing);
  const latitude = toRadians(start.latitude);
  const sinTarget =
    Math.sin(latitude) * Math.cos(angle) + Math.cos(latitude) * Math.sin(angle) * Math.cos(theta);
  // Both sides divided by the cosine of the latitude, which has no digits left at a pole.
  const turned = Math.atan2(
    Math.sin(theta) * Math.sin(angle),
    Math.cos(latitude) * Math.cos(angle) - Math.sin(latitude) * Math.sin(angle) * Math.cos(theta),
  );
  return {
    latitude: toDegrees(Math.asin(Math.max(-1, Math.min(1, sinTarget)))),
    longitude: wrapLongitude(start.longitude + toDegrees(turned)),
  };
}
