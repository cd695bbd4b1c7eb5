import { EARTH_RADIUS_M, type LatLng, toRadians, wrapLongitude } from './position.ts';

/** Beyond it the plane would run to infinity. */
const MAX_LATITUDE = 85;

/**
 * A plane for lines of any extent (Mercator's): directions are true everywhere, and distances between near places are
 * those on the plane times `scaleAt` of their latitude. Not for use beyond 85° north or south.
 */
export class ConformalPlane {
  readonly #originLongitude: number;

  /** The 180° meridian may be near: places are laid out east and west of this longitude. */
  constructor(originLongitude: number) {
    this.#originLongitude = originLongitude;
  }

  x(longitude: number): number {
    return toRadians(wrapLongitude(longitude - this.#originLongitude)) * EARTH_RADIUS_M;
  }

  y(latitude: number): number {
    const held = Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, latitude));
    return Math.log(Math.tan(Math.PI / 4 + toRadians(held) / 2)) * EARTH_RADIUS_M;
  }

  /** Metres on earth of a unit on the plane. */
  scaleAt({ latitude }: Pick<LatLng, 'latitude'>): number {
    return Math.cos(toRadians(Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, latitude))));
  }
}
