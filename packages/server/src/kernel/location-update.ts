import type { Fix, LocationUpdate, VehicleStatus } from '@waycast/contract';
import type { z } from 'zod';
import { isoTime } from './iso-time.ts';

type Update = z.infer<typeof LocationUpdate>;

/** A vehicle's position as followers get it. Unknown speed, heading and altitude are absent, not null. */
export function toLocationUpdate(fix: Fix, status: VehicleStatus): Update {
  const update: { -readonly [Field in keyof Update]: Update[Field] } = {
    vehicleId: fix.vehicleId,
    latitude: fix.latitude,
    longitude: fix.longitude,
    accuracy: fix.accuracy,
    status,
    timestamp: isoTime(fix.time),
  };
  if (fix.speed !== undefined) update.speed = fix.speed;
  if (fix.heading !== undefined) update.heading = fix.heading;
  if (fix.altitude !== undefined) update.altitude = fix.altitude;
  return update;
}
