import type { Arrangement, Stretch } from './arrangement.ts';
import type { Outline } from './outline.ts';
import { between, distanceToLine, gap, type Point, ringContains } from './plane.ts';
import type { Random } from './random.ts';

/** Blocks that stay green, in grid coordinates of their corners. */
export interface Green {
  readonly name: string;
  readonly ring: readonly Point[];
}

const RIVER_CLEARANCE_M = 58;
const PARALLEL_M = 20;
const DROPPED_MINOR = 0.09;

/** Takes out what a town would not have: streets in the water, in parks, beyond the ring, and a few at random. */
export function prune(
  plan: Arrangement,
  outline: Outline,
  greens: readonly Green[],
  random: Random,
): Stretch[] {
  const planned = plan.stretches.filter((stretch) => {
    const middle = between(pointOf(plan, stretch.from), pointOf(plan, stretch.to));
    return (
      staysInTown(stretch, middle, outline) &&
      (stretch.line.bridges || distanceToLine(middle, outline.river) > RIVER_CLEARANCE_M) &&
      !doublesCurve(stretch, middle, outline) &&
      !(isMinor(stretch) && greens.some(({ ring }) => ringContains(ring, middle)))
    );
  });
  return largestComponent(dropStubs(plan, thin(planned, random)));
}

function staysInTown({ line }: Stretch, middle: Point, outline: Outline): boolean {
  return line.name === 'ring' || line.leavesTown || ringContains(outline.ring, middle);
}

/** A grid street right beside the ring or a quay is the same street twice. */
function doublesCurve({ line }: Stretch, middle: Point, outline: Outline): boolean {
  if (!line.name.startsWith('row') && !line.name.startsWith('column')) return false;
  return [outline.ring, outline.northQuay, outline.southQuay].some(
    (curve) =>
      distanceToLine(middle, curve) < PARALLEL_M && !(line.bridges && line.name.startsWith('column')),
  );
}

function isMinor({ line }: Stretch): boolean {
  return line.roadClass === 'residential' || line.roadClass === 'lane';
}

function thin(stretches: readonly Stretch[], random: Random): Stretch[] {
  const degree = degrees(stretches);
  return stretches.filter((stretch) => {
    const drop = isMinor(stretch) && random.chance(DROPPED_MINOR);
    if (!drop || (degree.get(stretch.from) ?? 0) < 3 || (degree.get(stretch.to) ?? 0) < 3) return true;
    degree.set(stretch.from, (degree.get(stretch.from) ?? 0) - 1);
    degree.set(stretch.to, (degree.get(stretch.to) ?? 0) - 1);
    return false;
  });
}

/** Short dead ends are leftovers of a cut, not culs-de-sac. */
function dropStubs(plan: Arrangement, stretches: readonly Stretch[]): Stretch[] {
  const degree = degrees(stretches);
  return stretches.filter((stretch) => {
    const dead = degree.get(stretch.from) === 1 || degree.get(stretch.to) === 1;
    return !(dead && isMinor(stretch) && gap(pointOf(plan, stretch.from), pointOf(plan, stretch.to)) < 55);
  });
}

function degrees(stretches: readonly Stretch[]): Map<number, number> {
  const degree = new Map<number, number>();
  for (const { from, to } of stretches) {
    degree.set(from, (degree.get(from) ?? 0) + 1);
    degree.set(to, (degree.get(to) ?? 0) + 1);
  }
  return degree;
}

/** Every address can be driven to from every other. */
function largestComponent(stretches: readonly Stretch[]): Stretch[] {
  const parent = new Map<number, number>();
  const find = (id: number): number => {
    const up = parent.get(id) ?? id;
    if (up === id) return id;
    const root = find(up);
    parent.set(id, root);
    return root;
  };
  for (const { from, to } of stretches) parent.set(find(from), find(to));
  const sizes = new Map<number, number>();
  for (const { from } of stretches) sizes.set(find(from), (sizes.get(find(from)) ?? 0) + 1);
  const [largest] = [...sizes].sort((a, b) => b[1] - a[1])[0] ?? [-1];
  return stretches.filter(({ from }) => find(from) === largest);
}

function pointOf(plan: Arrangement, id: number): Point {
  return plan.nodes[id] ?? { x: 0, y: 0 };
}
