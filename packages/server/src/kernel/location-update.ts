import type { Fix, LocationUpdate, VehicleStatus } from '@waycast/contract';
import type { z } from 'zod';

/** A vehicle's position as followers get it. Unknown speed, heading and altitude are absent, not null. */
export function toLocationUpdate(fix: Fix, status: VehicleStatus): z.infer<typeof LocationUpdate> {
  return {
    vehicleId: fix.vehicleId,
    latitude: fix.latitude,
    longitude: fix.longitude,
    accuracy: fix.accuracy,
    status,
    timestamp: new Date(fix.time).toISOString(),
    ...(fix.speed === undefined ? {} : { speed: fix.speed }),
    ...(fix.heading === undefined ? {} : { heading: fix.heading }),
    ...(fix.altitude === undefined ? {} : { altitude: fix.altitude }),
  };
}
