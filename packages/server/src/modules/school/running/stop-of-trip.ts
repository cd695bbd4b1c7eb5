import type { PlannedStop } from '../../../ports/trip-plan.ts';

/** What of a stop the trips of a route have in common. */
export type StopPlace = Omit<PlannedStop, 'arrival' | 'departure'>;

/** What the times of a trip's stops are counted from. */
export interface TripTimes {
  /** Epoch ms. */
  readonly since: number;
}

/**
 * A stop of one trip, of which only the times are its own: a thousand running trips would hold 10 MB of the same places.
 * Its fields are read one by one; a copy by spreading has none.
 */
export class StopOfTrip implements PlannedStop {
  readonly #place: StopPlace;
  readonly #trip: TripTimes;
  /** After the trip's: small whole numbers lie in the object, epoch times beside it. */
  readonly #arrivalMs: number | null;
  readonly #departureMs: number | null;

  constructor(place: StopPlace, stop: Pick<PlannedStop, 'arrival' | 'departure'>, trip: TripTimes) {
    this.#place = place;
    this.#trip = trip;
    this.#arrivalMs = stop.arrival === null ? null : stop.arrival - trip.since;
    this.#departureMs = stop.departure === null ? null : stop.departure - trip.since;
  }

  get arrival(): number | null {
    return this.#arrivalMs === null ? null : this.#trip.since + this.#arrivalMs;
  }

  get departure(): number | null {
    return this.#departureMs === null ? null : this.#trip.since + this.#departureMs;
  }

  get stopId(): string {
    return this.#place.stopId;
  }

  get name(): string {
    return this.#place.name;
  }

  get sequence(): number {
    return this.#place.sequence;
  }

  get latitude(): number {
    return this.#place.latitude;
  }

  get longitude(): number {
    return this.#place.longitude;
  }

  get radiusM(): number {
    return this.#place.radiusM;
  }

  get alongM(): number {
    return this.#place.alongM;
  }

  get approachM(): number | null {
    return this.#place.approachM;
  }

  get approachS(): number | null {
    return this.#place.approachS;
  }
}
