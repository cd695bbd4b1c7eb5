import type { Clock } from '../../../ports/clock.ts';
import type { FenceStore, Geofences, VehicleFences } from '../../../ports/fences.ts';
import type { Tenants } from '../../../ports/tenants.ts';
import { createGeofences } from './manage-geofences.ts';
import { FenceCache } from './vehicle-fences.ts';

export interface FencesParts {
  readonly store: FenceStore;
  readonly tenants: Tenants;
  readonly clock: Clock;
}

/** Fences as they are managed, and as vehicles are judged by them. */
export interface Fences {
  readonly geofences: Geofences;
  readonly vehicleFences: VehicleFences;
}

export function openFences({ store, tenants, clock }: FencesParts): Fences {
  const cache = new FenceCache({ store, clock });
  const geofences = createGeofences({
    store,
    clock,
    mostOf: async (tenant) => (await tenants.settings(tenant)).maxGeofences,
    changed: (tenant) => cache.changed(tenant),
  });
  return { geofences, vehicleFences: cache };
}
