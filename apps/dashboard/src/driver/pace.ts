import { distanceM } from '@waycast/geo';
import { rememberedLeastInterval, rememberedReport, rememberReport } from './tracker-memory.ts';

const MOVING_MPS = 0.7;
const MOVED_M = 10;
const MOVING_MS = 1000;
const STANDING_MS = 10_000;

/**
 * Chooses which of a vehicle's positions are reported, and remembers them: moving vehicles by the second, standing ones
 * rarely, and none more often than the server takes, over reloads and other pages of this phone too. The returned
 * function says 0 of one that is to be reported, else after how many ms another is wanted.
 */
export function createPace(vehicleId: string): (next: GeolocationPosition) => number {
  let last: GeolocationPosition | null = null;
  return (next) => {
    const leastMs = rememberedLeastInterval();
    const sinceMs = apartMs(next.timestamp, rememberedReport(vehicleId));
    const waitMs = Math.max(tooSoonMs(last, next), leastMs - sinceMs);
    if (waitMs > 0) return waitMs;
    last = next;
    rememberReport(vehicleId, next.timestamp);
    return 0;
  };
}

/** By how many ms `next` comes too soon after `last` to be worth a report; not more than 0: it is worth one. */
export function tooSoonMs(last: GeolocationPosition | null, next: GeolocationPosition): number {
  if (last === null) return 0;
  const movedM = distanceM(last.coords, next.coords);
  // Many browsers tell no speed; then having gone further than the error says that it moves.
  const moving = (next.coords.speed ?? 0) > MOVING_MPS || movedM > Math.max(MOVED_M, next.coords.accuracy);
  return (moving ? MOVING_MS : STANDING_MS) - apartMs(next.timestamp, last.timestamp);
}

/** Either way: a phone whose clock was set back would otherwise be silent until it has caught up. */
function apartMs(one: number, other: number): number {
  return Math.abs(one - other);
}
