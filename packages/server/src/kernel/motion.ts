import type { Fix, VehicleStatus } from '@waycast/contract';
import { distanceM } from '@waycast/geo';

/** A vehicle stands when it stayed within this radius for this long; speed over one fix says little. */
export const STANDING_RADIUS_M = 200;
export const STANDING_WINDOW_MS = 180_000;

/** Points of a track are at least this far apart. */
export const MIN_SPACING_MS = 5_000;

interface Waypoint {
  readonly time: number;
  readonly latitude: number;
  readonly longitude: number;
}

/** The waypoints of the last window, oldest first, and one that is older than the window once there is one. */
export type Track = readonly Waypoint[];

/** Adds a fix to a track. A fix that is not newer than the track's end changes nothing. At most 38 points are kept. */
export function extendTrack(track: Track, fix: Fix): Track {
  const last = track.at(-1);
  if (last !== undefined && fix.time - last.time < MIN_SPACING_MS) return track;
  const firstInside = track.findIndex((point) => point.time > fix.time - STANDING_WINDOW_MS);
  const from = firstInside === -1 ? track.length - 1 : firstInside - 1;
  const kept = from > 0 ? track.slice(from) : track;
  return [...kept, { time: fix.time, latitude: fix.latitude, longitude: fix.longitude }];
}

/** `IDLE` when the vehicle stayed within {@link STANDING_RADIUS_M} of `fix` for the whole window, else `ONLINE`. */
export function motionStatus(track: Track, fix: Fix): VehicleStatus {
  const oldest = track[0];
  if (oldest === undefined || fix.time - oldest.time < STANDING_WINDOW_MS) return 'ONLINE';
  const here = { latitude: fix.latitude, longitude: fix.longitude };
  return track.every((point) => distanceM(point, here) <= STANDING_RADIUS_M) ? 'IDLE' : 'ONLINE';
}
