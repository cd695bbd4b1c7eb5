/** A place on earth in WGS 84 degrees. */
export interface LatLng {
  readonly latitude: number;
  readonly longitude: number;
}

/** The same in GeoJSON's order: longitude, latitude. */
export type LngLat = readonly [longitude: number, latitude: number];

/** Mean earth radius in metres, as the haversine formula takes it. */
export const EARTH_RADIUS_M = 6_371_008.8;

export function toLngLat({ latitude, longitude }: LatLng): LngLat {
  return [longitude, latitude];
}

export function fromLngLat([longitude, latitude]: LngLat): LatLng {
  return { latitude, longitude };
}

/** Brings any longitude into −180 ≤ longitude < 180. */
export function wrapLongitude(longitude: number): number {
  if (longitude >= -180 && longitude < 180) return longitude;
  return ((((longitude + 180) % 360) + 360) % 360) - 180;
}

export function toRadians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

export function toDegrees(radians: number): number {
  return (radians * 180) / Math.PI;
}
