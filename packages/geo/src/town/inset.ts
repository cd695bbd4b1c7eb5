import { gap, type Point, signedArea } from './plane.ts';

/**
 * Moves every side of an anticlockwise ring inwards by `distanceM`; undefined when nothing worth drawing is left.
 * Meant for blocks, which are nearly convex: deep inlets may come out wrong, and are then refused.
 */
export function insetRing(ring: readonly Point[], distanceM: number): Point[] | undefined {
  const corners = mergeStraight(ring);
  const moved = corners.map((corner, i) => {
    const before = corners[(i - 1 + corners.length) % corners.length] ?? corner;
    const after = corners[(i + 1) % corners.length] ?? corner;
    return moveCorner(before, corner, after, distanceM);
  });
  const area = signedArea(moved);
  return moved.length >= 3 && area > 400 && area < signedArea(ring) && keepsDirections(corners, moved)
    ? moved
    : undefined;
}

/** The unit vector along `ab`. */
export function direction(a: Point, b: Point): Point {
  const length = gap(a, b) || 1;
  return { x: (b.x - a.x) / length, y: (b.y - a.y) / length };
}

function moveCorner(before: Point, corner: Point, after: Point, distanceM: number): Point {
  const d1 = direction(before, corner);
  const d2 = direction(corner, after);
  const bisector = { x: -d1.y - d2.y, y: d1.x + d2.x };
  const cosine = 1 + d1.x * d2.x + d1.y * d2.y;
  // Sharp corners would shoot far inwards.
  const reach = distanceM / Math.max(0.35, cosine);
  return { x: corner.x + bisector.x * reach, y: corner.y + bisector.y * reach };
}

/** Drops corners where the ring hardly turns or that lie almost on their neighbour. */
function mergeStraight(ring: readonly Point[]): Point[] {
  return ring.filter((corner, i) => {
    const before = ring[(i - 1 + ring.length) % ring.length] ?? corner;
    const after = ring[(i + 1) % ring.length] ?? corner;
    const [d1, d2] = [direction(before, corner), direction(corner, after)];
    return Math.abs(d1.x * d2.y - d1.y * d2.x) > 0.03 || d1.x * d2.x + d1.y * d2.y < 0;
  });
}

/** A side that turned round has been swallowed by its neighbours. */
function keepsDirections(before: readonly Point[], after: readonly Point[]): boolean {
  return before.every((a, i) => {
    const next = (i + 1) % before.length;
    const [b, c, d] = [before[next] ?? a, after[i] ?? a, after[next] ?? a];
    return (b.x - a.x) * (d.x - c.x) + (b.y - a.y) * (d.y - c.y) > 0;
  });
}
