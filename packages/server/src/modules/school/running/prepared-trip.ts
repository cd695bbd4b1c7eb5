import { createHash } from 'node:crypto';
import type { LatLng } from '@waycast/geo';
import { LRUCache } from 'lru-cache';
import type { PlannedStop, TripPlan } from '../../../ports/trip-plan.ts';
import { type VisitTrip, visitTrip } from '../arrivals/visit-trip.ts';
import { type RouteLine, routeLine } from '../line/route-line.ts';
import { StopOfTrip, type StopPlace } from './stop-of-trip.ts';

/** Ways of routes that are kept at hand; some 50 kB each. */
const MAX_WAYS = 1000;

/** A trip's plan ready to judge fixes by. */
export class PreparedTrip {
  readonly visit: VisitTrip;
  /** Those of the plan. */
  readonly stops: readonly PlannedStop[];

  constructor(visit: VisitTrip, stops: readonly PlannedStop[]) {
    this.visit = visit;
    this.stops = stops;
  }

  stop(sequence: number): PlannedStop | undefined {
    return this.stops.find((stop) => stop.sequence === sequence);
  }

  /** When the schedule has the vehicle so far along, epoch ms; undefined: the schedule does not say. */
  plannedAt(alongM: number): number | undefined {
    const timed = this.stops.filter(({ departure, arrival }) => (departure ?? arrival) !== null);
    const after = timed.findIndex((stop) => stop.alongM >= alongM);
    const [from, to] = [timed[(after === -1 ? timed.length : after) - 1], timed[after]];
    if (to === undefined || from === undefined) return timeOf(to ?? from);
    const [left, reached] = [from.departure ?? from.arrival ?? 0, to.arrival ?? to.departure ?? 0];
    const lengthM = to.alongM - from.alongM;
    return lengthM === 0 ? left : left + ((reached - left) * (alongM - from.alongM)) / lengthM;
  }
}

/** What the trips of a route share. */
interface Way {
  readonly visit: VisitTrip;
  readonly places: readonly StopPlace[];
}

/** Prepares plans. Lines are costly to make and large: the trips of a route share what does not hang on the time. */
export class Preparation {
  readonly #ways = new LRUCache<string, Way>({ max: MAX_WAYS });

  prepare({ line, stops }: Pick<TripPlan, 'line' | 'stops'>): PreparedTrip {
    const places = stops.map(({ arrival: _arrival, departure: _departure, ...place }) => place);
    const key = wayKey(line, places);
    const way = this.#ways.get(key) ?? { visit: visitTripOf(line, places), places };
    this.#ways.set(key, way);
    const times = { since: stops.find(({ arrival }) => arrival !== null)?.arrival ?? 0 };
    return new PreparedTrip(
      way.visit,
      stops.map((stop, index) => new StopOfTrip(way.places[index] ?? stop, stop, times)),
    );
  }
}

/** The same for plans that lead the same way. */
function wayKey(line: TripPlan['line'], places: readonly StopPlace[]): string {
  return createHash('sha256')
    .update(JSON.stringify([line, places]))
    .digest('base64');
}

function visitTripOf(positions: TripPlan['line'], places: readonly StopPlace[]): VisitTrip {
  const line = lineOf(positions, places);
  // A plan that was stored in round metres may put its last stop a little beyond the line.
  const { lengthM } = line.path;
  return visitTrip(
    line,
    places.map((place) => ({ ...place, alongM: Math.min(place.alongM, lengthM) })),
  );
}

function lineOf(positions: TripPlan['line'], stops: readonly StopPlace[]): RouteLine {
  const places = positions.map(([longitude, latitude]) => ({ latitude, longitude }));
  // Where nobody drew one, the plan's line leads straight from stop to stop.
  const drawn = places.length !== stops.length || places.some((place, index) => !isAt(place, stops[index]));
  return routeLine(drawn ? places : null, stops);
}

function isAt({ latitude, longitude }: LatLng, stop: LatLng | undefined): boolean {
  return stop?.latitude === latitude && stop.longitude === longitude;
}

function timeOf(stop: PlannedStop | undefined): number | undefined {
  return stop?.departure ?? stop?.arrival ?? undefined;
}
