import type { FixInput } from '@waycast/contract';

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

function known(value: number | null): value is number {
  return value !== null && Number.isFinite(value) && value >= 0;
}
