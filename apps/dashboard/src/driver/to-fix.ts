import type { FixInput } from '@waycast/contract';
import { distanceM } from '@waycast/geo';

/** What the browser says of a position, as a fix. It already speaks metres, metres per second and degrees. */
export function toFix(vehicleId: string, { coords, timestamp }: GeolocationPosition): FixInput {
  const { latitude, longitude, accuracy, speed, heading, altitude } = coords;
  return {
    vehicleId,
    latitude,
    longitude,
    timestamp: new Date(timestamp).toISOString(),
    accuracy,
    // Standing, browsers say NaN for the heading; some say −1 for what they do not know.
    ...(known(speed) ? { speed } : {}),
    ...(known(heading) && heading <= 360 ? { heading } : {}),
    ...(altitude === null || !Number.isFinite(altitude) ? {} : { altitude }),
  };
}

/** Whether to report another fix: moving vehicles by the second, standing ones rarely. */
export function worthReporting(last: GeolocationPosition | null, next: GeolocationPosition): boolean {
  if (last === null) return true;
  const sinceMs = next.timestamp - last.timestamp;
  const movedM = distanceM(last.coords, next.coords);
  // Many browsers tell no speed; then having gone further than the error says that it moves.
  const moving = (next.coords.speed ?? 0) > MOVING_MPS || movedM > Math.max(MOVED_M, next.coords.accuracy);
  return sinceMs >= (moving ? MOVING_MS : STANDING_MS);
}

const MOVING_MPS = 0.7;
const MOVED_M = 10;
const MOVING_MS = 1000;
const STANDING_MS = 10_000;

function known(value: number | null): value is number {
  return value !== null && Number.isFinite(value) && value >= 0;
}
