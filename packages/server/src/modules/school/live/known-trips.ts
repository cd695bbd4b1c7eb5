import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../ports/clock.ts';
import type { VehicleOfTenant } from '../../../ports/history.ts';
import type { TripFacts, TripRuns } from '../../../ports/trip-runs.ts';
import type { ListedTrip, StoredTrip } from '../../../ports/trips.ts';
import type {
  GivenMoment,
  TripsAsked,
  TripsInReach,
  TripToRun,
  VehicleTrips,
} from '../../../ports/vehicle-trips.ts';
import { Preparation, type PreparedTrip } from '../running/prepared-trip.ts';

const HOUR_MS = 3_600_000;
/** What another server changes counts after this long at the latest. */
const KNOWN_MS = 10_000;
const MAX_VEHICLES = 20_000;
const MAX_TRIPS = 5000;
/** Fixes from so long before the time asked for may be judged, and until so long after it. */
const REACH_MS = { back: 3 * HOUR_MS, ahead: 24 * HOUR_MS };
/** A trip that was over before them by less than this may still be about to end. */
const ENDING_MS = 3 * HOUR_MS;

/** A trip at hand. */
export interface KnownTrip {
  /** Without its line. */
  readonly trip: ListedTrip;
  readonly prepared: PreparedTrip;
}

interface Held extends TripsInReach {
  readonly knownUntil: number;
}

export interface KnownTripsParts {
  readonly runs: TripRuns;
  readonly clock: Clock;
}

/** Trips of vehicles in memory: read in few queries, known for a while, and at once where this server changes them. */
export class KnownTrips implements VehicleTrips {
  readonly #runs: TripRuns;
  readonly #clock: Clock;
  readonly #vehicles = new LRUCache<string, Held>({ max: MAX_VEHICLES });
  readonly #trips = new LRUCache<string, KnownTrip>({ max: MAX_TRIPS });
  readonly #preparation = new Preparation();
  /** Counts changes: what was being read meanwhile may be older, and is not kept. */
  #changes = 0;

  constructor({ runs, clock }: KnownTripsParts) {
    this.#runs = runs;
    this.#clock = clock;
  }

  async of(vehicles: readonly TripsAsked[]): Promise<readonly TripsInReach[]> {
    const now = this.#clock.now();
    const asked = vehicles.map(({ tenant, vehicleId, at = now }) => ({ tenant, vehicleId, at }));
    const answers = asked.map((one) => this.#held(one, now));
    const unknown = asked.flatMap((one, index) => (answers[index] === undefined ? [{ ...one, index }] : []));
    if (unknown.length === 0) return answers.flatMap((one) => one ?? []);
    const changes = this.#changes;
    const read = await this.#read(unknown);
    for (const [place, { index, ...vehicle }] of unknown.entries()) {
      const held = { ...reachOf(vehicle.at), trips: read[place] ?? [], knownUntil: now + KNOWN_MS };
      answers[index] = held;
      if (changes === this.#changes) this.#vehicles.set(keyOf(vehicle.tenant, vehicle.vehicleId), held);
    }
    return answers.flatMap((one) => one ?? []);
  }

  /** As it was last read; undefined: not for some time. */
  get(tenant: string, tripId: string): KnownTrip | undefined {
    return this.#trips.get(keyOf(tenant, tripId));
  }

  /** The same, read when it has to be; undefined: there is none. */
  async find(tenant: string, tripId: string): Promise<KnownTrip | undefined> {
    const known = this.get(tenant, tripId);
    if (known !== undefined) return known;
    const [trip] = await this.#runs.whole([{ tenant, tripId }]);
    return trip === undefined ? undefined : this.#keep(trip);
  }

  /** This server has changed it. Resolves to the vehicles that have or had it. */
  changed(trip: StoredTrip): readonly VehicleOfTenant[] {
    this.#changes += 1;
    const { tenant } = trip;
    const before = this.get(tenant, trip.tripId)?.trip.vehicles ?? [];
    const ids = new Set([...before, ...trip.vehicles].map(({ vehicleId }) => vehicleId));
    for (const vehicleId of ids) this.#vehicles.delete(keyOf(tenant, vehicleId));
    // Trips that were only made are prepared when a vehicle comes to need them.
    if (this.#trips.has(keyOf(tenant, trip.tripId))) this.#keep(trip);
    return [...ids].map((vehicleId) => ({ tenant, vehicleId }));
  }

  #held(
    { tenant, vehicleId, at }: Required<TripsAsked> & { readonly at: number },
    now: number,
  ): Held | undefined {
    const held = this.#vehicles.get(keyOf(tenant, vehicleId));
    return held !== undefined && held.knownUntil > now && at >= held.from && at < held.until
      ? held
      : undefined;
  }

  async #read(asked: readonly (VehicleOfTenant & { readonly at: number })[]): Promise<TripToRun[][]> {
    const found = await this.#runs.ofVehicles(
      asked.map(({ tenant, vehicleId, at }) => {
        const { from, until } = reachOf(at);
        return { tenant, vehicleId, from: from - ENDING_MS, until };
      }),
    );
    await this.#learn(found.flat());
    return found.map((trips, index) =>
      trips.flatMap((facts) => this.#toRun(facts, asked[index]?.vehicleId ?? '')),
    );
  }

  /** Reads the plans of trips that are new or have changed. */
  async #learn(found: readonly TripFacts[]): Promise<void> {
    const news = new Map<string, TripFacts>();
    for (const facts of found) {
      const key = keyOf(facts.tenant, facts.tripId);
      if (this.#trips.get(key)?.trip.revision !== facts.revision) news.set(key, facts);
    }
    if (news.size > 0) for (const trip of await this.#runs.whole([...news.values()])) this.#keep(trip);
  }

  #keep({ plan, ...facts }: StoredTrip): KnownTrip {
    const { line: _line, ...listed } = plan;
    const prepared = this.#preparation.prepare(plan);
    const known = { trip: { ...facts, plan: { ...listed, stops: prepared.stops } }, prepared };
    this.#trips.set(keyOf(facts.tenant, facts.tripId), known);
    return known;
  }

  #toRun(facts: TripFacts, vehicleId: string): TripToRun[] {
    const prepared = this.#trips.get(keyOf(facts.tenant, facts.tripId))?.prepared;
    return prepared === undefined ? [] : [toRun(facts, vehicleId, prepared)];
  }
}

/** What of a trip fixes are judged by: nothing that follows from fixes. */
export function toRun(facts: TripFacts, vehicleId: string, prepared: PreparedTrip): TripToRun {
  const { tripId, scheduledStart, scheduledEnd, startedAt, startedBy, endedAt, endedBy, vehicles } = facts;
  return {
    ...{ tripId, scheduledStart, scheduledEnd, prepared },
    start: given(startedAt, startedBy),
    end: given(endedAt, endedBy),
    spans: vehicles.flatMap(({ fromAt, untilAt, ...run }, index) =>
      run.vehicleId === vehicleId ? [{ fromAt, untilAt, first: index === 0 }] : [],
    ),
  };
}

export function given(at: number | null, by: string | null): GivenMoment | null {
  return at === null || by === null || by === 'automatic' ? null : { at, by };
}

function reachOf(at: number): { readonly from: number; readonly until: number } {
  return { from: at - REACH_MS.back, until: at + REACH_MS.ahead };
}

function keyOf(tenant: string, id: string): string {
  return `${tenant} ${id}`;
}
