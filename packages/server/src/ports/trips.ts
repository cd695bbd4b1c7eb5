import type { TripStatus } from '@waycast/contract';
import type { VehicleOfTenant } from './history.ts';
import type { TripPlan } from './trip-plan.ts';

/** A vehicle that runs a trip, by device time in epoch ms. */
export interface TripVehicle {
  readonly vehicleId: string;
  readonly fromAt: number;
  /** Exclusive. */
  readonly untilAt: number;
}

/** A trip of one day of service. Times are epoch ms. */
export interface StoredTrip {
  readonly tenant: string;
  readonly tripId: string;
  readonly scheduleId: string | null;
  readonly routeId: string;
  /** YYYY-MM-DD in the tenant's time zone. */
  readonly serviceDate: string;
  readonly status: TripStatus;
  readonly vehicleId: string | null;
  readonly driverId: string | null;
  readonly scheduledStart: number;
  readonly scheduledEnd: number;
  readonly startedAt: number | null;
  /** `driver:ID`, `dispatcher:ID` or `automatic`. */
  readonly startedBy: string | null;
  readonly endedAt: number | null;
  readonly endedBy: string | null;
  readonly reason: string | null;
  readonly plan: TripPlan;
  /** Counts its changes. */
  readonly revision: number;
  readonly updatedAt: number;
  /** Which vehicles run it, by time; they do not overlap. */
  readonly vehicles: readonly TripVehicle[];
}

/** A trip that is to be stored. */
export type TripToStore = Omit<StoredTrip, 'revision' | 'updatedAt'>;

/** A trip as lists have it: without the line, which may have thousands of points. */
export type ListedTrip = Omit<StoredTrip, 'plan'> & { readonly plan: Omit<TripPlan, 'line'> };

/** What of a trip may change; `reason` is a cancellation's. The plan may only while it is SCHEDULED. */
export type TripChange = Partial<
  Pick<
    StoredTrip,
    | 'routeId'
    | 'scheduledStart'
    | 'scheduledEnd'
    | 'plan'
    | 'status'
    | 'vehicleId'
    | 'driverId'
    | 'startedAt'
    | 'startedBy'
    | 'endedAt'
    | 'endedBy'
    | 'reason'
    | 'vehicles'
  >
>;

export interface TripFilter {
  readonly serviceDate: string;
  readonly status?: TripStatus | undefined;
  readonly routeId?: string | undefined;
  readonly vehicleId?: string | undefined;
  readonly driverId?: string | undefined;
  /** Only trips that are this driver's or of one of these vehicles. */
  readonly ownedBy?: { readonly driverId: string; readonly vehicleIds: readonly string[] } | undefined;
}

/** Where a page of trips begins: after this trip. */
export interface TripCursor {
  readonly scheduledStart: number;
  readonly tripId: string;
}

/**
 * Trips of days. Durable. Rejects with `unavailable`. Promises:
 * - T1 `create` leaves a trip that exists as it is.
 * - T2 `change` decides and writes in one transaction: of two that start a trip at once the second sees it started.
 * - T3 Tenants never see each other's trips; `overdue` is for what looks after all of them.
 * - T4 A vehicle has one trip IN_PROGRESS at the most: `change` refuses a second with `conflict` that names the first.
 */
export interface Trips {
  /** Resolves to the ids of those that were new. A trip is stored with its vehicles or not at all. */
  create(trips: readonly TripToStore[]): Promise<string[]>;
  get(tenant: string, tripId: string): Promise<StoredTrip | undefined>;
  /** By scheduled start, then id, from after the cursor on. */
  page(tenant: string, filter: TripFilter, limit: number, after?: TripCursor): Promise<ListedTrip[]>;
  /**
   * `decide` gets the trip under its lock; undefined changes nothing, and what it throws is what this rejects with.
   * Resolves to the trip as it is then; undefined: there is none.
   */
  change(
    tenant: string,
    tripId: string,
    decide: (trip: StoredTrip) => TripChange | undefined,
  ): Promise<StoredTrip | undefined>;
  /** Trips that each vehicle runs or is to run in a stretch of time, not the cancelled ones, in the order asked. */
  ofVehicles(
    vehicles: readonly VehicleOfTenant[],
    span: { readonly from: number; readonly until: number },
  ): Promise<readonly (readonly StoredTrip[])[]>;
  /** Trips SCHEDULED or IN_PROGRESS of all tenants that were to end before `before`, the earliest end first. */
  overdue(before: number, limit: number): Promise<ListedTrip[]>;
  /** Called after this server has made or changed trips; what others change is seen by asking again. Ends with the function. */
  onChanged(listener: (trip: StoredTrip) => void): () => void;
}
