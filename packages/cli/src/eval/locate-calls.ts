import type { TripPlan } from '@waycast/server/evaluate-eta';
import type { CallRow } from './read-calls.ts';
import type { Schedule, ScheduledTrip } from './read-schedule.ts';

/** A call whose trip and stop the schedule has. */
export interface LocatedCall {
  /** GTFS's trip. */
  readonly trip: ScheduledTrip;
  /** Of this vehicle's run of the trip on this day; the same object for all of its calls. */
  readonly plan: TripPlan;
  /** Of the trip on this day, whoever serves it. */
  readonly tripDay: string;
  /** Index among the trip's stops. */
  readonly stop: number;
  readonly at: number;
}

/** Calls in order of time, and how many the schedule does not know. */
export interface LocatedCalls {
  readonly calls: readonly LocatedCall[];
  readonly unknownTrips: number;
  readonly unknownStops: number;
}

const DAY_MS = 86_400_000;

/** Finds trips, days and stops of calls; training and test go through one, so that trips go on from one to the other. */
export class CallLocator {
  readonly #schedule: Schedule;
  readonly #plans = new Map<string, TripPlan>();
  readonly #stops = new Map<TripPlan, number>();

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
  }

  locate(rows: readonly CallRow[]): LocatedCalls {
    const calls: LocatedCall[] = [];
    let unknownTrips = 0;
    let unknownStops = 0;
    for (const row of [...rows].sort((one, other) => one.at - other.at)) {
      const trip = this.#schedule.get(row.tripId);
      const call = trip && this.#locate(row, trip);
      if (trip === undefined) unknownTrips++;
      else if (call === undefined) unknownStops++;
      else calls.push(call);
    }
    return { calls, unknownTrips, unknownStops };
  }

  #locate(row: CallRow, trip: ScheduledTrip): LocatedCall | undefined {
    const midnight = row.midnight ?? likelyMidnight(row, trip);
    const tripDay = `${trip.tripId} ${midnight}`;
    const runId = `${tripDay} ${row.vehicle}`;
    let plan = this.#plans.get(runId);
    if (plan === undefined) {
      plan = planOf(trip, runId, midnight);
      this.#plans.set(runId, plan);
    }
    const stop = nextIndex(trip, row.stopId, this.#stops.get(plan) ?? -1);
    if (stop === undefined) return undefined;
    this.#stops.set(plan, stop);
    return { trip, plan, tripDay, stop, at: row.at };
  }
}

/** A stop that is served twice is the one that comes next. */
function nextIndex({ stops }: ScheduledTrip, stopId: string, after: number): number | undefined {
  const next = stops.findIndex((stop, index) => index > after && stop.stopId === stopId);
  if (next >= 0) return next;
  const any = stops.findIndex((stop) => stop.stopId === stopId);
  return any >= 0 ? any : undefined;
}

function planOf(trip: ScheduledTrip, tripId: string, midnight: number): TripPlan {
  const time = (seconds: number | null): number | null =>
    seconds === null ? null : midnight + seconds * 1000;
  return {
    tripId,
    routeId: trip.routeId,
    patternId: trip.directionId,
    stops: trip.stops.map(({ stopSequence, stopId, arrivalS, departureS, alongM }) => ({
      sequence: stopSequence,
      stopId,
      arrival: time(arrivalS),
      departure: time(departureS),
      alongM,
    })),
  };
}

/** The day on which the call lies nearest to its scheduled time. */
function likelyMidnight({ at, stopId, offset }: CallRow, { stops }: ScheduledTrip): number {
  const scheduledS = stops.find((stop) => stop.stopId === stopId)?.arrivalS ?? 43_200;
  const first = Date.parse(`1970-01-01T00:00:00${offset}`);
  return first + Math.round((at - scheduledS * 1000 - first) / DAY_MS) * DAY_MS;
}
