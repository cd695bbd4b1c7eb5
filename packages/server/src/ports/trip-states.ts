import type { StoredTrip } from './trips.ts';

/** Where a trip stands by the fixes of its vehicles. Times are epoch ms. */
export interface TripState {
  /** Seconds behind the schedule; null: not known. */
  readonly delayS: number | null;
  readonly offRouteSince: number | null;
  /** Null: none remains, or nothing is known yet. */
  readonly nextStop: NextStop | null;
  /** `off_route`, `skipped_stop` and the like. */
  readonly alerts: readonly string[];
  readonly location: { readonly latitude: number; readonly longitude: number } | null;
  /** Device time of the newest fix that it rests on; null: none. */
  readonly at: number | null;
}

export interface NextStop {
  readonly stopId: string;
  readonly sequence: number;
  readonly name: string;
  readonly eta: number | null;
  readonly p10: number | null;
  readonly p90: number | null;
}

/** A trip's visit to a stop, as the table `trip_visits` has it. */
export interface TripVisit {
  readonly sequence: number;
  readonly approachedAt: number | null;
  readonly arrivedAt: number | null;
  readonly departedAt: number | null;
  readonly distanceM: number | null;
  readonly inferred: boolean;
  readonly skipped: boolean;
  readonly late: boolean;
}

/** What became of trips on their way. Rejects with `unavailable`. */
export interface TripStates {
  /** By trip; those of which nothing is known are left out. */
  of(tenant: string, tripIds: readonly string[]): Promise<ReadonlyMap<string, TripState>>;
  /** By stop sequence; stops of which nothing is known are left out. */
  visitsOf(tenant: string, tripId: string): Promise<ReadonlyMap<number, TripVisit>>;
}

/** Tells the followers of trips. Neither waits nor throws; what cannot be told is logged. */
export interface TripFeed {
  /**
   * What the newest fix of a trip came to, also when nothing is new. Told at once when its status, its next stop, being
   * off its route or its alerts have changed, else within a second, as it is then; a `state.at` older than what was told
   * before is not told.
   */
  progressed(trip: StoredTrip, state: TripState): void;
  /** Something else of the trip has changed, such as who is aboard: it is read again and told at once. */
  changed(tenant: string, tripId: string): void;
}
