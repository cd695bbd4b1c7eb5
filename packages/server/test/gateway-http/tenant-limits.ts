import type { TenantLimits } from '@waycast/contract';

/** Of tenants that have none of their own. */
export const LIMITS: TenantLimits = {
  maxVehicles: 100_000,
  maxDrivers: 1000,
  maxGroups: 1000,
  maxDevices: 1000,
  maxGeofences: 1000,
  maxWebhooks: 1000,
};
