import type { Grant } from '@waycast/contract';

/** A subject of the tenant, and a vehicle that it was granted. */
export interface GrantedVehicle {
  readonly tenant: string;
  readonly subject: string;
  readonly vehicleId: string;
}

/** What a tenant's subjects may follow beyond their token. Durable; a grant past its expiry counts as absent. */
export interface Grants {
  /** Ids of the vehicles that are granted to the subject at `now` (epoch ms). */
  vehiclesOf(tenant: string, subject: string, now: number): Promise<ReadonlySet<string>>;
  /** Those of the given that are not granted at `now`: revoked, expired or never made. */
  overOf(given: readonly GrantedVehicle[], now: number): Promise<GrantedVehicle[]>;
  list(tenant: string, subject: string | undefined, now: number): Promise<Grant[]>;
  /** Creates the grant or changes its expiry. */
  put(tenant: string, grant: Grant): Promise<void>;
  /** False when there was none. */
  remove(tenant: string, subject: string, vehicleId: string): Promise<boolean>;
}
