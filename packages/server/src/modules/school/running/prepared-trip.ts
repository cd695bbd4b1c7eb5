import type { LatLng } from '@waycast/geo';
import type { PlannedStop, TripPlan } from '../../../ports/trip-plan.ts';
import { type VisitTrip, visitTrip } from '../arrivals/visit-trip.ts';
import { type RouteLine, routeLine } from '../line/route-line.ts';

/** A trip's plan ready to judge fixes by: its line is costly to make and large, so that trips of a route share one. */
export class PreparedTrip {
  readonly visit: VisitTrip;
  readonly stops: readonly PlannedStop[];

  constructor(line: RouteLine, stops: readonly PlannedStop[]) {
    // A plan that was stored in round metres may put its last stop a little beyond the line.
    const within = stops.map((stop) => ({ ...stop, alongM: Math.min(stop.alongM, line.path.lengthM) }));
    this.visit = visitTrip(line, within);
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

function timeOf(stop: PlannedStop | undefined): number | undefined {
  return stop?.departure ?? stop?.arrival ?? undefined;
}

/** The line of a plan. */
export function lineOf({ line, stops }: TripPlan): RouteLine {
  const places = line.map(([longitude, latitude]) => ({ latitude, longitude }));
  // Where nobody drew one, the plan's line leads straight from stop to stop.
  const drawn = places.length !== stops.length || places.some((place, index) => !isAt(place, stops[index]));
  return routeLine(drawn ? places : null, stops);
}

function isAt({ latitude, longitude }: LatLng, stop: LatLng | undefined): boolean {
  return stop?.latitude === latitude && stop.longitude === longitude;
}
