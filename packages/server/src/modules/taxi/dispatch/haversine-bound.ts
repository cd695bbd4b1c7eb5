import { EARTH_RADIUS_M, type LatLng } from '@waycast/geo';

const TO_RADIANS = Math.PI / 180;

/** A place with what distances from it take again and again. */
export interface Origin extends LatLng {
  readonly cosine: number;
}

export function originAt({ latitude, longitude }: LatLng): Origin {
  return { latitude, longitude, cosine: Math.cos(latitude * TO_RADIANS) };
}

/**
 * The haversine of the angle between two places: grows with their distance, and spares its root and arc sine. 0 to 1.
 */
export function haversine(from: Origin, { latitude, longitude, cosine }: Origin): number {
  const high = Math.sin(((latitude - from.latitude) * TO_RADIANS) / 2);
  const wide = Math.sin(((longitude - from.longitude) * TO_RADIANS) / 2);
  return high * high + from.cosine * cosine * wide * wide;
}

/** The haversine of a distance of at most half around the earth. */
export function haversineOf(metres: number): number {
  const angle = Math.min(Math.PI, metres / EARTH_RADIUS_M);
  return Math.sin(angle / 2) ** 2;
}

/** Metres of a haversine. */
export function metresOf(value: number): number {
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(value)));
}

/**
 * No place in the box, given by its south-western corner and its size in degrees, is nearer than this. The formula with
 * the least of each of its terms: the box may hold no place where all of them are least at once.
 */
export function haversineToBox(from: Origin, south: number, west: number, sizeDegrees: number): number {
  const north = Math.min(90, south + sizeDegrees);
  const up = Math.max(0, south - from.latitude, from.latitude - north);
  const high = Math.sin((up * TO_RADIANS) / 2);
  const least = Math.min(Math.cos(south * TO_RADIANS), Math.cos(north * TO_RADIANS));
  const wide = Math.sin((besideDegrees(from.longitude, west, sizeDegrees) * TO_RADIANS) / 2);
  return high * high + from.cosine * Math.max(0, least) * wide * wide;
}

/** Degrees from a longitude to a stretch of them, the shorter way around. */
function besideDegrees(longitude: number, west: number, sizeDegrees: number): number {
  const east = (((longitude - west) % 360) + 360) % 360;
  return east <= sizeDegrees ? 0 : Math.min(east - sizeDegrees, 360 - east);
}
