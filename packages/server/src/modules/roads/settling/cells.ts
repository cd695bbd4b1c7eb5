import { decodeGeohash, REGION_GEOHASH_LENGTH } from '@waycast/geo';
import type { Segment } from '../../../ports/road-segments.ts';

/** Begins the name of a grid cell where no road is near; a geohash follows. */
export const CELL_PREFIX = 'cell~';

/** A cell as what it is known by: its outline. Null: the name is that of a piece of road. */
export function cellOf(tenant: string, segmentId: string): Segment | null {
  if (!segmentId.startsWith(CELL_PREFIX)) return null;
  const geohash = segmentId.slice(CELL_PREFIX.length);
  const [west, south, east, north] = decodeGeohash(geohash);
  return {
    ...{ tenant, segmentId, name: null, roadClass: null, oneWay: false, lengthM: 0 },
    region: geohash.slice(0, REGION_GEOHASH_LENGTH),
    line: [
      [south, west],
      [south, east],
      [north, east],
      [north, west],
      [south, west],
    ],
  };
}
