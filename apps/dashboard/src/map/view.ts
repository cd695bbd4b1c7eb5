import { type BoundingBox, boundsOf, distanceM, type LatLng } from '@waycast/geo';

/** Vehicles further than this from the middle of the fleet do not decide where the map opens. */
const AROUND_M = 80_000;

/**
 * The box that the map opens on: around the vehicles near the fleet's median, unless these are fewer than half of
 * all, for then there is no one place to open on.
 */
export function openingBox(positions: readonly LatLng[]): BoundingBox | undefined {
  if (positions.length === 0) return undefined;
  const middle = {
    latitude: median(positions.map((p) => p.latitude)),
    longitude: median(positions.map((p) => p.longitude)),
  };
  const near = positions.filter((position) => distanceM(position, middle) < AROUND_M);
  return boundsOf(near.length * 2 >= positions.length ? near : positions);
}

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[sorted.length >> 1] ?? 0;
}

/** A mercator projection in doubles: x and y between 0 and 1, y downwards. */
export function toMercator({ latitude, longitude }: LatLng): [x: number, y: number] {
  const sine = Math.sin((Math.max(-85.0511, Math.min(85.0511, latitude)) * Math.PI) / 180);
  return [longitude / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}
