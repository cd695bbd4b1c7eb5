import type { Fix } from '@waycast/contract';
import { destination, type LatLng } from '@waycast/geo';
import { fenceStage } from '../../../src/modules/fleet/fences/fence-stage.ts';
import { TenantFences } from '../../../src/modules/fleet/fences/tenant-fences.ts';
import type { VehicleSetting } from '../../../src/modules/fleet/settling/stage.ts';
import type { FenceIndex, GeofenceVersion } from '../../../src/ports/fences.ts';
import type { Finding } from '../../../src/ports/findings.ts';
import { NO_TRIPS } from '../../../src/ports/vehicle-trips.ts';

export const CENTER: LatLng = { latitude: 52.66, longitude: -8.63 };
export const START = Date.UTC(2026, 4, 4, 8);

/** A circle around the centre, in force since ever. */
export function circle(
  id: string,
  changes: Partial<GeofenceVersion> & { radiusM?: number } = {},
): GeofenceVersion {
  const { radiusM = 50, ...rest } = changes;
  return {
    id,
    name: `Fence ${id}`,
    shape: { type: 'circle', center: CENTER, radiusM },
    dwellS: null,
    appliesTo: null,
    changedAt: 0,
    endedAt: null,
    ...rest,
  };
}

export function indexOf(versions: readonly GeofenceVersion[], groups: readonly string[] = []): FenceIndex {
  const fences = new TenantFences();
  fences.apply(versions);
  return fences.indexFor('bus-1', new Set(groups));
}

/** A fix some metres east of the centre and some seconds after the start. */
export function fixAt(seconds: number, eastM: number, accuracy: number | null = 5): Fix {
  const { latitude, longitude } = destination(CENTER, eastM < 0 ? 270 : 90, Math.abs(eastM));
  const time = START + seconds * 1000;
  return { vehicleId: 'bus-1', latitude, longitude, time, receivedAt: time, accuracy };
}

/** What the stage finds in the fixes, in the order in which it finds it; with fences that may change on the way. */
export function findAll(fencesAt: FenceIndex | ((fix: Fix) => FenceIndex), fixes: readonly Fix[]): Finding[] {
  const vehicle = { tenant: 'default', vehicleId: 'bus-1', speedLimitMps: null, trips: NO_TRIPS };
  let state = fenceStage.start();
  const found: Finding[] = [];
  for (const fix of fixes) {
    const fences = typeof fencesAt === 'function' ? fencesAt(fix) : fencesAt;
    const setting: VehicleSetting = { ...vehicle, fences };
    const step = fenceStage.step(state, fix, setting);
    // As from a checkpoint.
    state = fenceStage.shape.parse(JSON.parse(JSON.stringify(step.state)));
    found.push(...step.found);
  }
  return found;
}

/** The last that is known of each finding. */
export function settled(found: readonly Finding[]): Finding[] {
  return [...new Map(found.map((finding) => [`${finding.kind} ${finding.key}`, finding])).values()];
}
