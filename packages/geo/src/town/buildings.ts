import { direction } from './inset.ts';
import { between, centroid, gap, type Point, ringContains } from './plane.ts';
import type { Random } from './random.ts';

export interface Building {
  readonly ring: readonly Point[];
  readonly heightM: number;
}

const LOT_GAP_M = 3;

/** Lines a block with houses, side by side along each of its streets; the middle stays a yard. */
export function buildBlock(block: readonly Point[], random: Random): Building[] {
  const built: Building[] = [];
  block.forEach((a, i) => {
    const b = block[(i + 1) % block.length] ?? a;
    for (const building of lotsAlong(a, b, random)) {
      if (fits(building, block, built)) built.push(building);
    }
  });
  return built;
}

/** One large building in the middle of a block: a school, a hall, a depot. */
export function buildHall(block: readonly Point[], share: number): Building {
  const middle = centroid(block);
  return { ring: block.map((corner) => between(middle, corner, share)), heightM: 12 };
}

function lotsAlong(a: Point, b: Point, random: Random): Building[] {
  const length = gap(a, b);
  const along = direction(a, b);
  const inwards = { x: -along.y, y: along.x };
  const lots: Building[] = [];
  for (let at = 2; at < length - 10; ) {
    const width = Math.min(random.between(13, 30), length - at - 2);
    const depth = random.between(11, 17);
    if (width > 9 && !random.chance(0.07)) {
      lots.push({ ring: rectangle(a, along, inwards, at, width, depth), heightM: random.between(6, 16) });
    }
    at += width + (random.chance(0.3) ? LOT_GAP_M * 2 : LOT_GAP_M);
  }
  return lots;
}

function rectangle(
  a: Point,
  along: Point,
  inwards: Point,
  at: number,
  width: number,
  depth: number,
): Point[] {
  const corner = (forward: number, inside: number): Point => ({
    x: a.x + along.x * forward + inwards.x * inside,
    y: a.y + along.y * forward + inwards.y * inside,
  });
  return [corner(at, 1), corner(at + width, 1), corner(at + width, depth), corner(at, depth)];
}

function fits({ ring }: Building, block: readonly Point[], built: readonly Building[]): boolean {
  const inside = ring.every((corner) => ringContains(block, corner));
  return inside && !built.some((other) => overlaps(ring, other.ring));
}

/** Two convex rings overlap unless some side of one separates them. */
function overlaps(a: readonly Point[], b: readonly Point[]): boolean {
  return !separates(a, b) && !separates(b, a);
}

function separates(a: readonly Point[], b: readonly Point[]): boolean {
  return a.some((start, i) => {
    const end = a[(i + 1) % a.length] ?? start;
    return b.every(({ x, y }) => (end.x - start.x) * (y - start.y) - (end.y - start.y) * (x - start.x) <= 0);
  });
}
