import type { PlannedStop } from '../../../ports/trip-plan.ts';

/** What of a stop the trips of a route have in common. */
export type StopPlace = Omit<PlannedStop, 'arrival' | 'departure'>;

/**
 * A stop of one trip, of which only the times are its own: a thousand running trips would hold 10 MB of the same places.
 * Its fields are read one by one; a copy by spreading has the times alone.
 */
export class StopOfTrip implements PlannedStop {
  readonly arrival: number | null;
  readonly departure: number | null;
  readonly #place: StopPlace;

  constructor(place: StopPlace, { arrival, departure }: Pick<PlannedStop, 'arrival' | 'departure'>) {
    this.#place = place;
    this.arrival = arrival;
    this.departure = departure;
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
