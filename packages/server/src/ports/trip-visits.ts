import type { TripVisit } from './trip-states.ts';

/** One serving of a stop. */
export interface VisitKey {
  readonly tenant: string;
  readonly tripId: string;
  readonly sequence: number;
}

/** A visit as a vehicle's fixes tell it. Times are device times in epoch ms. */
export interface FoundVisit extends VisitKey {
  readonly stopId: string;
  readonly vehicleId: string;
  readonly scheduledAt: number | null;
  /** Null: it was skipped. */
  readonly arrivedAt: number | null;
  /** Null: it goes on. */
  readonly departedAt: number | null;
  readonly distanceM: number | null;
  readonly inferred: boolean;
  readonly skipped: boolean;
  /** Found out too long after it happened to alarm anybody, or corrected. */
  readonly late: boolean;
  readonly evidence: Readonly<Record<string, unknown>>;
}

/** A visit as it is kept. */
export interface StoredVisit extends VisitKey, TripVisit {
  readonly stopId: string;
  readonly vehicleId: string;
}

/** The vehicle approaches a stop. */
export interface Approach extends VisitKey {
  readonly stopId: string;
  readonly vehicleId: string;
  readonly scheduledAt: number | null;
  /** Device time, epoch ms. */
  readonly at: number;
  readonly distanceM: number;
  readonly late: boolean;
  readonly inferred: boolean;
  /** The rule and what it went by. */
  readonly because: Readonly<Record<string, unknown>>;
}

/** An action of a visit that followers of a vehicle were told, such as ARRIVED. */
export interface ToldAction extends VisitKey {
  readonly action: string;
  readonly vehicleId: string;
}

export interface VisitCursor {
  /** Epoch ms. */
  readonly arrivedAt: number;
  readonly tripId: string;
  readonly sequence: number;
}

export interface VisitsSince {
  readonly visits: readonly StoredVisit[];
  /** When the last of them was written; ask again from a little before it, for what was being written then. */
  readonly updatedAt: number;
}

/**
 * Visits of trips to their stops. Durable. Rejects with `unavailable`. Promises:
 * - V1 A visit has one row, whatever crashes and however many servers write it: the same written again changes nothing.
 * - V2 A visit belongs to the vehicle that served the stop. Of two vehicles of a trip the first keeps it; one that
 *   served the stop takes it from one that passed it by.
 * - V3 `approach` is true for one caller a visit; once the vehicle has arrived only for one that tells it `afterwards`.
 * - V4 What was decided to be told and is not yet told is told by somebody: `untoldApproaches` gives it to one server
 *   at a time.
 * - V5 What was marked as told of a visit stays marked, also when the visit is removed.
 */
export interface TripVisits {
  /** Of each, in order, whether it is the visit as it is kept now, as opposed to another vehicle's. */
  write(visits: readonly FoundVisit[]): Promise<readonly boolean[]>;
  /** Of one vehicle: what it was taken to have done it has not. */
  remove(visits: readonly (VisitKey & { readonly vehicleId: string })[]): Promise<void>;
  /** By sequence; trips without any are left out. */
  of(tenant: string, tripIds: readonly string[]): Promise<ReadonlyMap<string, readonly StoredVisit[]>>;
  /** Decides that it is to be told, and leaves it to the caller for a while. */
  approach(approach: Approach, when?: 'afterwards'): Promise<boolean>;
  /** What whoever decided it has not told within a while; theirs who ask, for a while. */
  untoldApproaches(limit: number): Promise<readonly Approach[]>;
  approachTold(visit: VisitKey): Promise<void>;
  /** What was marked of these visits. */
  toldOf(visits: readonly VisitKey[]): Promise<readonly ToldAction[]>;
  markTold(told: readonly ToldAction[]): Promise<void>;
  /** A tenant's visits by arrival, from after a place in that order on. */
  arrived(tenant: string, after: VisitCursor, limit: number): Promise<readonly StoredVisit[]>;
  /** Those that arrived and were written or changed after a time of the database's clock, epoch ms. */
  since(tenant: string, updatedAt: number, limit: number): Promise<VisitsSince>;
}
