import type { VehicleOfTenant } from './history.ts';

/** Speed limits of single vehicles. Rejects with `unavailable`. */
export interface SpeedLimits {
  /** Metres per second of each, in their order; null: it has none of its own. */
  of(vehicles: readonly VehicleOfTenant[]): Promise<(number | null)[]>;
}
