import { createHash } from 'node:crypto';
import { geoJSONToTile } from '@maplibre/geojson-vt';
import { fromGeojsonVt } from '@maplibre/vt-pbf';
import { WaycastError } from '@waycast/contract';
import type { Clock } from '../../../ports/clock.ts';
import type { Box, RoadSegments } from '../../../ports/road-segments.ts';
import type { RoadsDesk } from '../../../ports/roads-desk.ts';
import { segmentFeature } from './segment-answer.ts';

/** A tile of a town at zoom 12 holds some thousands; what is beyond is left out. */
const MAX_SEGMENTS = 20_000;
const HOUR_MS = 3_600_000;
/** Of a tile's width, on each side: lines are drawn a little beyond the edge. */
const BUFFER = 64 / 4096;

interface TileParts {
  readonly roadSegments: Pick<RoadSegments, 'inBox'>;
  readonly clock: Clock;
}

/** Vector tiles of the segments and cells of a tenant. */
export function createTiles({ roadSegments, clock }: TileParts): RoadsDesk['tile'] {
  return async (tenant, z, x, y, minConfidence) => {
    if (x >= 2 ** z || y >= 2 ** z)
      throw new WaycastError('invalid', `zoom ${z} has tiles 0 to ${2 ** z - 1}, got x ${x} and y ${y}`);
    // How sure estimates are changes by the hour: more often would spare no client a tile.
    const now = Math.floor(clock.now() / HOUR_MS) * HOUR_MS;
    const segments = await roadSegments.inBox(tenant, boxOf(z, x, y), { minConfidence, now }, MAX_SEGMENTS);
    const features = segments.map((segment) => segmentFeature(segment, now));
    return { tag: tagOf(features), bytes: () => encode(features, z, x, y) };
  };
}

type RoadFeature = ReturnType<typeof segmentFeature>;

/** What these segments make, the same on every server. */
function tagOf(features: readonly RoadFeature[]): string {
  const hash = createHash('sha256');
  for (const feature of features) hash.update(JSON.stringify(feature));
  return `W/"${hash.digest('base64url').slice(0, 27)}"`;
}

function encode(segments: readonly RoadFeature[], z: number, x: number, y: number): Uint8Array {
  if (segments.length === 0) return new Uint8Array();
  // Ids of tiles are numbers: those of segments are among the properties.
  const features = segments.map(({ id: _id, ...feature }) => feature);
  const tile = geoJSONToTile({ type: 'FeatureCollection', features }, z, x, y, { maxZoom: 22, clip: true });
  return fromGeojsonVt({ roads: tile }, { version: 2 });
}

function boxOf(z: number, x: number, y: number): Box {
  const tiles = 2 ** z;
  const longitude = (column: number): number => Math.min(180, Math.max(-180, (column / tiles) * 360 - 180));
  const latitude = (row: number): number =>
    (Math.atan(Math.sinh(Math.PI * (1 - (2 * row) / tiles))) * 180) / Math.PI;
  return [longitude(x - BUFFER), latitude(y + 1 + BUFFER), longitude(x + 1 + BUFFER), latitude(y - BUFFER)];
}
