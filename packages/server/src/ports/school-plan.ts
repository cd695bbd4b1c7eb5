import type { TripPlan } from './trip-plan.ts';

/** A schedule as it runs on one day of service. */
export interface PlannedTrip {
  readonly scheduleId: string;
  readonly routeId: string;
  /** Null: assigned by hand. */
  readonly vehicleId: string | null;
  readonly driverId: string | null;
  /** Whether its calendar has service on the day. */
  readonly inService: boolean;
  /** With a time of each stop, in epoch ms. */
  readonly plan: TripPlan;
}

/** What is planned, for those who run it. Each call rejects with `unavailable` while the database is away. */
export interface SchoolPlan {
  /** All that is in service on a day (`2026-05-04`, in the tenant's time zone), by time of the first stop. */
  schedulesOn(tenant: string, date: string): Promise<PlannedTrip[]>;
  /** One schedule as it would run on a day, in service or not; undefined: there is no such schedule. */
  scheduleOn(tenant: string, scheduleId: string, date: string): Promise<PlannedTrip | undefined>;
}
