import type { VehicleOfTenant } from './history.ts';
import type { ListedTrip, StoredTrip } from './trips.ts';

/** A trip without its plan, which may be large. */
export type TripFacts = Omit<StoredTrip, 'plan'>;

export interface TripOfTenant {
  readonly tenant: string;
  readonly tripId: string;
}

/** A stretch of device time, epoch ms; `until` exclusive. */
export interface RunsAsked extends VehicleOfTenant {
  readonly from: number;
  readonly until: number;
}

/** Trips as they are asked for again and again while they run. Rejects with `unavailable`. */
export interface TripRuns {
  /**
   * Those that each vehicle runs or is to run, by scheduled start; in the order asked. Not those that somebody has
   * cancelled; but those that were given up because nothing was heard of them, for fixes may come late.
   */
  ofVehicles(asked: readonly RunsAsked[]): Promise<readonly (readonly TripFacts[])[]>;
  /** Whole trips; those that do not exist are left out. */
  whole(asked: readonly TripOfTenant[]): Promise<readonly StoredTrip[]>;
  /** The same without their lines. */
  listed(asked: readonly TripOfTenant[]): Promise<readonly ListedTrip[]>;
}
