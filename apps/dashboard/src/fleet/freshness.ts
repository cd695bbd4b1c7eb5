import type { VehicleStatus } from '@waycast/contract';

/** How far a position can be trusted to be where the vehicle is now. */
export const FRESHNESS = ['fresh', 'late', 'stale', 'offline'] as const;
export type Freshness = (typeof FRESHNESS)[number];

/** Limits in reporting intervals: two missed reports are late; four are what the server calls offline. */
const LATE_AFTER = 2;
const STALE_AFTER = 4;
const OFFLINE_AFTER = 40;

/**
 * Judges a fix by its age and by what the server says. The server's `OFFLINE` counts at once; its `ONLINE` does not
 * make an old fix young, for it may be what was last heard before the connection went.
 */
export function freshnessOf(status: VehicleStatus, ageMs: number, reportIntervalMs: number): Freshness {
  if (status === 'OFFLINE' || ageMs > OFFLINE_AFTER * reportIntervalMs) return 'offline';
  if (ageMs > STALE_AFTER * reportIntervalMs) return 'stale';
  return ageMs > LATE_AFTER * reportIntervalMs ? 'late' : 'fresh';
}
