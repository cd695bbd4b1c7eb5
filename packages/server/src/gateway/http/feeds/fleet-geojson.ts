import { createHash } from 'node:crypto';
import type { LiveVehicle } from '@waycast/contract';
import type { z } from 'zod';

type Location = z.infer<typeof LiveVehicle>;

/** Vehicles written at a time. */
const CHUNK = 500;

/** Where vehicles are now as a GeoJSON FeatureCollection (RFC 7946) of points, in parts. */
export function* fleetGeojson(locations: readonly Location[]): Generator<string> {
  let before = '{"type":"FeatureCollection","features":[';
  for (let from = 0; from < locations.length; from += CHUNK) {
    const features = locations
      .slice(from, from + CHUNK)
      .map((location) => JSON.stringify(featureOf(location)));
    yield before + features.join(',\n');
    before = ',\n';
  }
  yield locations.length === 0 ? `${before}]}\n` : ']}\n';
}

/** Names what these locations make, the same on every server: any that moved or changed its state changes it. */
export function entityTag(locations: readonly Location[]): string {
  const hash = createHash('sha256');
  for (const { vehicleId, name = '', timestamp, status } of locations)
    hash.update(`${vehicleId} ${timestamp} ${status} ${name}\n`);
  return `W/"${hash.digest('base64url').slice(0, 27)}"`;
}

function featureOf({ vehicleId, latitude, longitude, altitude, ...rest }: Location): object {
  const { name, status, timestamp, accuracy, speed, heading } = rest;
  return {
    type: 'Feature',
    id: vehicleId,
    geometry: {
      type: 'Point',
      coordinates: altitude === undefined ? [longitude, latitude] : [longitude, latitude, altitude],
    },
    properties: {
      vehicleId,
      name: name ?? null,
      status,
      timestamp,
      accuracy,
      speed: speed ?? null,
      heading: heading ?? null,
    },
  };
}
