import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Fix } from '@waycast/contract';

const DATA = process.env.TEST_DATA_DIR ?? join(import.meta.dirname, '../../../../../shared/data');
const RIDE = join(DATA, 'limerick-304/ride.gpx');
const AUSTIN = join(DATA, 'capmetro/vehicle_positions_2015-03-07.csv.gz');
const MPH = 0.44704;

/** Why tests of real rides are skipped; empty when they are not. */
export const missing = existsSync(RIDE) && existsSync(AUSTIN) ? '' : `: no data in ${DATA}`;

function fix(vehicleId: string, time: number, latitude: number, longitude: number, speed?: number): Fix {
  const base = { vehicleId, time, latitude, longitude, receivedAt: time, accuracy: null };
  return speed === undefined ? base : { ...base, speed };
}

/** One bus ride at about 1 Hz, in order. */
export function limerickRide(): Fix[] {
  const points = /lat="([^"]+)" lon="([^"]+)">\s*<ele>[^<]*<\/ele>\s*<time>([^<]+)/g;
  return [...readFileSync(RIDE, 'utf8').matchAll(points)].map(([, latitude, longitude, time]) =>
    fix('bus-304', Date.parse(time ?? ''), Number(latitude), Number(longitude)),
  );
}

/** A day of a whole fleet, a ping every two minutes, by vehicle and in order. A moment told twice is told once. */
export function austinDay(): Map<string, Fix[]> {
  const [, ...lines] = gunzipSync(readFileSync(AUSTIN)).toString('utf8').trim().split('\n');
  const byVehicle = new Map<string, Map<number, Fix>>();
  for (const line of lines) {
    const [vehicle = '', timestamp = '', speed, , , latitude, longitude] = line.split(',');
    const time = Date.parse(timestamp);
    const fixes = byVehicle.get(vehicle) ?? new Map<number, Fix>();
    byVehicle.set(vehicle, fixes);
    if (!fixes.has(time))
      fixes.set(time, fix(vehicle, time, Number(latitude), Number(longitude), Number(speed) * MPH));
  }
  return new Map(
    [...byVehicle].map(([vehicle, fixes]) => [vehicle, [...fixes.values()].sort((a, b) => a.time - b.time)]),
  );
}
