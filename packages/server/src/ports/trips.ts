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
  /** Which vehicles run it, by time; they do not overlap. */
  readonly vehicles: readonly TripVehicle[];
}

/** What of a trip may change; `reason` is a cancellation's. */
export type TripChange = Partial<
  Pick<
    StoredTrip,
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
}

/**
 * Trips of days. Durable. Rejects with `unavailable`. Promises:
 * - T1 `create` leaves a trip that exists as it is.
 * - T2 `change` decides and writes in one transaction: of two that start a trip at once the second sees it started.
 * - T3 Tenants never see each other's trips.
 */
export interface Trips {
  /** Resolves to the ids of those that were new. */
  create(trips: readonly StoredTrip[]): Promise<string[]>;
  get(tenant: string, tripId: string): Promise<StoredTrip | undefined>;
  /** By scheduled start, then id, from after the cursor on. */
  page(
    tenant: string,
    filter: TripFilter,
    limit: number,
    after?: { readonly scheduledStart: number; readonly tripId: string },
  ): Promise<StoredTrip[]>;
  /** `decide` gets the trip under its lock; undefined changes nothing. Resolves to it as it is then; undefined: none. */
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
  /** Called after this server has changed trips; what others change is seen by asking again. Ends with the function. */
  onChanged(listener: (trip: StoredTrip) => void): () => void;
}
