import type { Clock } from '../../../ports/clock.ts';
import type { VehicleFences } from '../../../ports/fences.ts';
import type { VehicleOfTenant } from '../../../ports/history.ts';
import type { SpeedLimits } from '../../../ports/speed-limits.ts';
import type { Tenants } from '../../../ports/tenants.ts';
import { keyOf } from './settle-vehicles.ts';
import type { VehicleSetting } from './stage.ts';

/** A changed limit counts after this long, as settings of tenants do. */
const KNOWN_MS = 10_000;
const MAX_KNOWN = 20_000;

export interface VehicleSettingParts {
  readonly tenants: Pick<Tenants, 'settings'>;
  readonly speedLimits: SpeedLimits;
  readonly vehicleFences: VehicleFences;
  readonly clock: Clock;
}

/** What stages may know of vehicles: read in few queries, and known for a while. */
export function vehicleSettings({ tenants, speedLimits, vehicleFences, clock }: VehicleSettingParts) {
  const limits = new Map<string, { readonly mps: number | null; readonly until: number }>();

  async function learn(vehicles: readonly VehicleOfTenant[]): Promise<void> {
    const now = clock.now();
    if (limits.size > MAX_KNOWN) limits.clear();
    const unknown = vehicles.filter((vehicle) => (limits.get(keyOf(vehicle))?.until ?? 0) <= now);
    if (unknown.length === 0) return;
    const read = await speedLimits.of(unknown);
    for (const [index, vehicle] of unknown.entries())
      limits.set(keyOf(vehicle), { mps: read[index] ?? null, until: now + KNOWN_MS });
  }

  return async (vehicles: readonly VehicleOfTenant[]): Promise<VehicleSetting[]> => {
    await learn(vehicles);
    const ofTenants = new Map<string, number | null>();
    for (const tenant of new Set(vehicles.map((vehicle) => vehicle.tenant)))
      ofTenants.set(tenant, (await tenants.settings(tenant)).speedLimitMps);
    return Promise.all(
      vehicles.map(async ({ tenant, vehicleId }) => ({
        tenant,
        vehicleId,
        speedLimitMps: limits.get(keyOf({ tenant, vehicleId }))?.mps ?? ofTenants.get(tenant) ?? null,
        fences: await vehicleFences.indexFor(tenant, vehicleId),
      })),
    );
  };
}
