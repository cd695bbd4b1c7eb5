import type { VehicleOfTenant } from './history.ts';

/** What the registry says of a vehicle that its fixes are judged by. */
export interface FactsOfVehicle {
  /** Metres per second; null: it has no limit of its own. */
  readonly speedLimitMps: number | null;
  readonly groups: ReadonlySet<string>;
}

/** Facts of single vehicles. Rejects with `unavailable`. */
export interface VehicleFacts {
  /** Of each, in their order; one that is not described has neither limit nor groups. */
  of(vehicles: readonly VehicleOfTenant[]): Promise<FactsOfVehicle[]>;
}
