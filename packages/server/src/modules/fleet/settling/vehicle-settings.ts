import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../ports/clock.ts';
import type { VehicleFences } from '../../../ports/fences.ts';
import type { VehicleOfTenant } from '../../../ports/history.ts';
import type { Tenants } from '../../../ports/tenants.ts';
import type { FactsOfVehicle, VehicleFacts } from '../../../ports/vehicle-facts.ts';
import { NO_TRIPS, type TripsAsked, type VehicleTrips } from '../../../ports/vehicle-trips.ts';
import { keyOf } from './settle-vehicles.ts';
import type { VehicleSetting } from './stage.ts';

/** A changed limit or group counts after this long, as settings of tenants do. */
const KNOWN_MS = 10_000;
/** More than are asked about at once. */
const MAX_KNOWN = 20_000;
const NOTHING: FactsOfVehicle = { speedLimitMps: null, groups: new Set() };

export interface VehicleSettingParts {
  readonly tenants: Pick<Tenants, 'settings'>;
  readonly vehicleFacts: VehicleFacts;
  readonly vehicleFences: VehicleFences;
  readonly vehicleTrips: VehicleTrips;
  readonly clock: Clock;
}

/** What stages may know of vehicles: read in few queries, and known for a while. */
export function vehicleSettings(parts: VehicleSettingParts) {
  const { tenants, vehicleFacts, vehicleFences, vehicleTrips, clock } = parts;
  const known = new LRUCache<string, FactsOfVehicle & { readonly until: number }>({ max: MAX_KNOWN });

  async function learn(vehicles: readonly VehicleOfTenant[]): Promise<void> {
    const now = clock.now();
    const unknown = vehicles.filter((vehicle) => (known.get(keyOf(vehicle))?.until ?? 0) <= now);
    if (unknown.length === 0) return;
    const read = await vehicleFacts.of(unknown);
    for (const [index, vehicle] of unknown.entries())
      known.set(keyOf(vehicle), { ...(read[index] ?? NOTHING), until: now + KNOWN_MS });
  }

  return async (vehicles: readonly TripsAsked[]): Promise<VehicleSetting[]> => {
    await learn(vehicles);
    const ofTenants = new Map<string, number | null>();
    for (const tenant of new Set(vehicles.map((vehicle) => vehicle.tenant)))
      ofTenants.set(tenant, (await tenants.settings(tenant)).speedLimitMps);
    const trips = await vehicleTrips.of(vehicles);
    return Promise.all(
      vehicles.map(async ({ tenant, vehicleId }, index) => {
        const { speedLimitMps, groups } = known.get(keyOf({ tenant, vehicleId })) ?? NOTHING;
        return {
          tenant,
          vehicleId,
          speedLimitMps: speedLimitMps ?? ofTenants.get(tenant) ?? null,
          fences: await vehicleFences.indexFor(tenant, vehicleId, groups),
          trips: trips[index] ?? NO_TRIPS,
        };
      }),
    );
  };
}
