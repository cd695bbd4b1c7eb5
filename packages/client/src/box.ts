import type { BoundingBox } from '@waycast/contract';

/** Whether a position in degrees lies in a box, which may cross the 180° meridian. */
export function boxContains(
  [west, south, east, north]: BoundingBox,
  latitude: number,
  longitude: number,
): boolean {
  if (latitude < south || latitude > north) return false;
  return west <= east ? longitude >= west && longitude <= east : longitude >= west || longitude <= east;
}

/** The smallest box around several; undefined (everything) when one is unbounded or crosses the 180° meridian. */
export function boxAround(boxes: readonly (BoundingBox | undefined)[]): BoundingBox | undefined {
  let around: BoundingBox | undefined;
  for (const box of boxes) {
    if (box === undefined || (box[0] > box[2] && boxes.length > 1)) return undefined;
    around = around === undefined ? box : join(around, box);
  }
  return around;
}

function join(a: BoundingBox, b: BoundingBox): BoundingBox {
  return [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];
}
