import { EARTH_RADIUS_M, type LatLng, toDegrees, toRadians, wrapLongitude } from './position.ts';

/**
 * Metres east and north of an origin, as on a sheet of paper. Within 50 km of the origin distances are right to some
 * metres in a kilometre, and those between near places a great deal better; not for use near the poles.
 */
export class FlatPlane {
  readonly origin: LatLng;
  readonly #metresPerDegreeEast: number;

  constructor(origin: LatLng) {
    this.origin = origin;
    this.#metresPerDegreeEast = METRES_PER_DEGREE * Math.cos(toRadians(origin.latitude));
  }

  east(longitude: number): number {
    return wrapLongitude(longitude - this.origin.longitude) * this.#metresPerDegreeEast;
  }

  north(latitude: number): number {
    return (latitude - this.origin.latitude) * METRES_PER_DEGREE;
  }

  at(eastM: number, northM: number): LatLng {
    return {
      latitude: this.origin.latitude + toDegrees(northM / EARTH_RADIUS_M),
      longitude: wrapLongitude(this.origin.longitude + eastM / this.#metresPerDegreeEast),
    };
  }
}

const METRES_PER_DEGREE = toRadians(1) * EARTH_RADIUS_M;
