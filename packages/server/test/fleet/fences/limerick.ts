import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fix } from '@waycast/contract';
import { createRandom, destination, distanceM, type LatLng } from '@waycast/geo';
import type { GeofenceVersion } from '../../../src/ports/fences.ts';
import { circle } from './fence-world.ts';

export const DATA = process.env.TEST_DATA_DIR ?? join(import.meta.dirname, '../../../../../../shared/data');

export interface Stop extends LatLng {
  readonly id: string;
}

/** The stops of the line in their order; each was passed once, within 50 m. */
export async function readStops(): Promise<Stop[]> {
  const { features } = JSON.parse(await readFile(join(DATA, 'limerick-304/stops.geojson'), 'utf8')) as {
    features: { geometry: { coordinates: [number, number] }; properties: { stop_id: string } }[];
  };
  return features.map(({ geometry: { coordinates }, properties }) => ({
    id: properties.stop_id,
    longitude: coordinates[0],
    latitude: coordinates[1],
  }));
}

export async function readRide(): Promise<Fix[]> {
  const gpx = await readFile(join(DATA, 'limerick-304/ride.gpx'), 'utf8');
  const points = gpx.matchAll(/<trkpt lat="([^"]+)" lon="([^"]+)">.*?<time>([^<]+)<\/time>/gs);
  return [...points].map(([, latitude, longitude, time]) => {
    const at = Date.parse(time ?? '');
    const vehicleId = 'bus-1';
    return {
      vehicleId,
      latitude: Number(latitude),
      longitude: Number(longitude),
      time: at,
      receivedAt: at,
      accuracy: null,
    };
  });
}

export function stopFences(stops: readonly Stop[]): GeofenceVersion[] {
  return stops.map((stop) => circle(stop.id, { shape: { type: 'circle', center: stop, radiusM: 50 } }));
}

/** The ride with errors of a receiver that says how inexact it is: normal in each direction, new with every fix. */
export function noisy(ride: readonly Fix[], sigmaM: number, seed: number): Fix[] {
  const random = createRandom(seed);
  return ride.map((fix) => {
    const away = sigmaM * Math.sqrt(-2 * Math.log(1 - random.next()));
    const accuracy = sigmaM === 0 ? 5 : sigmaM;
    return { ...fix, ...destination(fix, random.next() * 360, away), accuracy };
  });
}

/** One fix every so many seconds. */
export function sampled(ride: readonly Fix[], everyS: number): Fix[] {
  let next = 0;
  return ride.filter(({ time }) => {
    if (time < next) return false;
    next = time + everyS * 1000;
    return true;
  });
}

/** Inside now and outside before. */
export function naiveArrivals(ride: readonly Fix[], stops: readonly Stop[]): number {
  return stops.reduce((sum, stop) => {
    const inside = ride.map((fix) => distanceM(fix, stop) <= 50);
    return sum + inside.filter((now, i) => now && !inside[i - 1]).length;
  }, 0);
}

/** In within 50 m, out beyond 70 m, each by two fixes in a row. */
export function hysteresisArrivals(ride: readonly Fix[], stops: readonly Stop[]): number {
  return stops.reduce((sum, stop) => sum + byTwoInARow(ride.map((fix) => distanceM(fix, stop))), 0);
}

function byTwoInARow(distances: readonly number[]): number {
  let [arrivals, inside, row] = [0, false, 0];
  for (const distance of distances) {
    row = (inside ? distance > 70 : distance <= 50) ? row + 1 : 0;
    if (row < 2) continue;
    inside = !inside;
    row = 0;
    if (inside) arrivals += 1;
  }
  return arrivals;
}
