import type { LatLng } from './position.ts';

/** West, south, east, north in degrees. West greater than east: the box crosses the 180° meridian. */
export type BoundingBox = readonly [west: number, south: number, east: number, north: number];

/** Whether the box holds the position; its edges belong to it. */
export function boxContains(
  [west, south, east, north]: BoundingBox,
  { latitude, longitude }: LatLng,
): boolean {
  if (latitude < south || latitude > north) return false;
  return west <= east ? longitude >= west && longitude <= east : longitude >= west || longitude <= east;
}

/**
 * The smallest box around the positions; undefined when there are none. Where the positions fit a narrower box
 * across the 180° meridian, that one is returned.
 */
export function boundsOf(positions: Iterable<LatLng>): BoundingBox | undefined {
  let south = Infinity;
  let north = -Infinity;
  const longitudes: number[] = [];
  for (const { latitude, longitude } of positions) {
    south = Math.min(south, latitude);
    north = Math.max(north, latitude);
    longitudes.push(longitude);
  }
  if (longitudes.length === 0) return undefined;
  const [west, east] = longitudeSpan(longitudes);
  return [west, south, east, north];
}

/** The complement of the widest empty stretch of the circle of longitudes. */
function longitudeSpan(longitudes: number[]): [west: number, east: number] {
  const sorted = Float64Array.from(longitudes).sort();
  const first = sorted[0] ?? 0;
  const last = sorted[sorted.length - 1] ?? 0;
  let widest = first + 360 - last;
  let span: [number, number] = [first, last];
  for (let i = 1; i < sorted.length; i++) {
    const before = sorted[i - 1] ?? 0;
    const after = sorted[i] ?? 0;
    if (after - before > widest) {
      widest = after - before;
      span = [after, before];
    }
  }
  return span;
}
