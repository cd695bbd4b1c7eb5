import { LRUCache } from 'lru-cache';

/** A stop of a trip as it is planned; times are epoch ms. */
export interface PlannedStop {
  /** Ascending along the trip; a stop that is served twice has two. */
  readonly sequence: number;
  readonly stopId: string;
  /** Scheduled arrival; null where the schedule names none. */
  readonly arrival: number | null;
  /** Scheduled departure, where it differs; a vehicle that is early waits for it. */
  readonly departure: number | null;
  /** Metres from the start of the route's line; null when there is no line. */
  readonly alongM: number | null;
}

/**
 * A run of a vehicle along a pattern, with its stops by ascending sequence. Give the same object again for the same
 * trip: what is derived from it is kept with it.
 */
export interface TripPlan {
  /** Unique among the trips of all days: state of the run is kept under it. */
  readonly tripId: string;
  readonly routeId: string;
  /** Direction or variant of the route: its legs' paces are taken together where little is known. */
  readonly patternId: string;
  readonly stops: readonly PlannedStop[];
}

/** The way from one stop to the next. */
export interface Leg {
  /** The same for all trips that go from the one stop to the other, of whichever route. */
  readonly key: string;
  /** What the schedule gives it, or the distance at a typical speed, or a typical time. At least 5. */
  readonly nominalS: number;
  /** No departure before this (epoch ms), for those at the leg's first stop early. */
  readonly holdUntil: number | null;
}

/** What prediction needs of a plan. */
export interface PreparedPlan {
  readonly patternKey: string;
  /** One fewer than stops. */
  readonly legs: readonly Leg[];
  /** Index among the stops by stop sequence. */
  readonly indexes: ReadonlyMap<number, number>;
}

const SHORTEST_S = 5;
/** A shorter scheduled wait is a dwell, not a layover. */
const LAYOVER_MS = 60_000;
/** Of a bus in a town between two stops, stopping included, where there is no schedule. */
const TYPICAL_MPS = 6;
const TYPICAL_DWELL_S = 15;
/** Of a leg of which neither time nor length is known. */
const TYPICAL_LEG_S = 90;

const prepared = new WeakMap<TripPlan, PreparedPlan>();

/** Derived once per plan object. */
export function prepare(plan: TripPlan): PreparedPlan {
  let ready = prepared.get(plan);
  if (ready === undefined) {
    ready = {
      patternKey: `${plan.routeId}|${plan.patternId}`,
      legs: legsOf(plan),
      indexes: indexesOf(plan.stops),
    };
    prepared.set(plan, ready);
  }
  return ready;
}

/** Stops mostly count from 1, and trips of a route have as many: they share what says so. */
const counting = new LRUCache<number, ReadonlyMap<number, number>>({ max: 200 });

function indexesOf(stops: readonly PlannedStop[]): ReadonlyMap<number, number> {
  const counts = stops.every(({ sequence }, index) => sequence === index + 1);
  const known = counts ? counting.get(stops.length) : undefined;
  if (known !== undefined) return known;
  const indexes = new Map(stops.map(({ sequence }, index) => [sequence, index]));
  if (counts) counting.set(stops.length, indexes);
  return indexes;
}

/** The same leg for all trips that take as long for it by their schedules and wait for nothing: some 150 bytes each. */
const legs = new LRUCache<string, Leg>({ max: 20_000 });

function sharedLeg(leg: Leg): Leg {
  if (leg.holdUntil !== null) return leg;
  const name = `${leg.nominalS} ${leg.key}`;
  const known = legs.get(name);
  if (known === undefined) legs.set(name, leg);
  return known ?? leg;
}

function legsOf({ stops }: TripPlan): Leg[] {
  return nominalSeconds(stops).map((nominalS, index) =>
    sharedLeg({
      key: `${stops[index]?.stopId}>${stops[index + 1]?.stopId}`,
      nominalS,
      holdUntil: holdAt(stops[index], index === 0),
    }),
  );
}

/** Vehicles wait at the first stop and at layovers, nowhere else. */
function holdAt(stop: PlannedStop | undefined, isFirst: boolean): number | null {
  if (stop === undefined) return null;
  const { arrival, departure } = stop;
  if (isFirst) return departure ?? arrival;
  if (departure === null || arrival === null) return null;
  return departure - arrival >= LAYOVER_MS ? departure : null;
}

/** Per leg; the time between two timed stops is shared out among the legs between them. */
function nominalSeconds(stops: readonly PlannedStop[]): number[] {
  const seconds = stops.slice(1).map((stop, index) => typicalSeconds(stops[index], stop));
  let from = -1;
  for (const [index, { arrival }] of stops.entries()) {
    if (arrival === null) continue;
    const left = stops[from];
    if (left !== undefined) {
      const wholeS = (arrival - (left.departure ?? left.arrival ?? arrival)) / 1000;
      shareOut(seconds, from, index, wholeS);
    }
    from = index;
  }
  return seconds.map((value) => Math.max(SHORTEST_S, value));
}

function shareOut(seconds: number[], from: number, to: number, wholeS: number): void {
  let sum = 0;
  for (let leg = from; leg < to; leg++) sum += seconds[leg] ?? 0;
  for (let leg = from; leg < to; leg++) seconds[leg] = ((seconds[leg] ?? 0) / sum) * wholeS;
}

function typicalSeconds(from: PlannedStop | undefined, to: PlannedStop): number {
  if (from?.alongM == null || to.alongM === null) return TYPICAL_LEG_S;
  return Math.max(SHORTEST_S, (to.alongM - from.alongM) / TYPICAL_MPS + TYPICAL_DWELL_S);
}
