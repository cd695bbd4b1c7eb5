import type { VehicleOfTenant } from './history.ts';

/** Fixes that something refers to, so that thinning keeps them; retention still removes them in the end. */
export interface Citations {
  /** Resolves when these fixes (epoch milliseconds of device time) are kept. Citing one again changes nothing. */
  cite(vehicle: VehicleOfTenant, times: readonly number[]): Promise<void>;
}
