import { lineLengthM } from '../polyline.ts';
import type { LatLng } from '../position.ts';
import { type Arc, arcsMeet } from './arc.ts';
import type { FenceShape, PolygonArea } from './fence-shape.ts';
import { areaM2, middleOf, ringArcs, ringsHold } from './polygon.ts';
import { toVector, vectorDistanceM } from './vector.ts';

/** What a shape may measure. Smaller ones no receiver can tell from their surroundings. */
export const SHAPE_LIMITS = {
  points: 1000,
  radiusM: { min: 10, max: 500_000 },
  widthM: { min: 20, max: 100_000 },
  lineM: 2_000_000,
  /** From the middle of a polygon to its farthest point. */
  reachM: 1_000_000,
  areaM2: 300,
} as const;

/** Why a tidy shape cannot be a fence, as a sentence; undefined for one that can. */
export function shapeProblem(shape: FenceShape): string | undefined {
  switch (shape.type) {
    case 'circle':
      return rangeProblem('radiusM', shape.radiusM, SHAPE_LIMITS.radiusM);
    case 'corridor':
      return (
        rangeProblem('widthM', shape.widthM, SHAPE_LIMITS.widthM) ??
        pointsProblem('a corridor', shape.line.length, 2) ??
        lengthProblem(shape.line)
      );
    case 'polygon':
      return polygonProblem(shape);
  }
}

function rangeProblem(name: string, value: number, { min, max }: { min: number; max: number }) {
  if (value >= min && value <= max) return undefined;
  return `${name} takes ${min} to ${max} metres; it is ${value}`;
}

function pointsProblem(what: string, count: number, least: number): string | undefined {
  if (count < least) return `${what} takes at least ${least} different points; this has ${count}`;
  if (count <= SHAPE_LIMITS.points) return undefined;
  return `${what} takes up to ${SHAPE_LIMITS.points} points; this has ${count}: simplify it`;
}

function lengthProblem(line: readonly LatLng[]): string | undefined {
  const length = lineLengthM(line);
  if (length <= SHAPE_LIMITS.lineM) return undefined;
  return `a corridor takes a line of up to ${SHAPE_LIMITS.lineM / 1000} km; this has ${Math.round(length / 1000)} km`;
}

function polygonProblem({ outer, holes = [] }: PolygonArea): string | undefined {
  const all = [outer, ...holes];
  const total = all.reduce((sum, ring) => sum + ring.length, 0);
  const tooFew = all.map((ring, i) => pointsProblem(nameOf(i), ring.length, 3)).find(Boolean);
  const problem = tooFew ?? pointsProblem('a polygon', total, 3) ?? reachProblem(outer);
  if (problem !== undefined) return problem;
  const rings = all.map(ringArcs);
  const center = toVector(outer[0] ?? { latitude: 0, longitude: 0 });
  return crossingProblem(rings) ?? holesProblem(rings) ?? areaProblem(areaM2(rings, center));
}

function reachProblem(outer: readonly LatLng[]): string | undefined {
  const places = outer.map(toVector);
  const middle = middleOf(places);
  const reach = Math.max(...places.map((place) => vectorDistanceM(middle, place)));
  if (reach <= SHAPE_LIMITS.reachM) return undefined;
  const km = (metres: number): number => Math.round(metres / 1000);
  return `a polygon takes points up to ${km(SHAPE_LIMITS.reachM)} km from its middle; this reaches ${km(reach)} km`;
}

function nameOf(ring: number): string {
  return ring === 0 ? 'the outer ring' : `hole ${ring}`;
}

interface Side {
  readonly arc: Arc;
  readonly ring: number;
  readonly index: number;
  readonly sides: number;
}

function crossingProblem(rings: readonly (readonly Arc[])[]): string | undefined {
  const sides = rings.flatMap((arcs, ring): Side[] =>
    arcs.map((arc, index) => ({ arc, ring, index, sides: arcs.length })),
  );
  for (const [at, one] of sides.entries()) {
    for (const other of sides.slice(at + 1)) {
      if (!follow(one, other) && arcsMeet(one.arc, other.arc)) return crossing(one, other);
    }
  }
  return undefined;
}

/** Whether two sides are neighbours of one ring, which share a point. */
function follow(one: Side, other: Side): boolean {
  const apart = other.index - one.index;
  return one.ring === other.ring && (apart === 1 || apart === one.sides - 1);
}

function crossing(one: Side, other: Side): string {
  const side = ({ index }: Side): string => `side ${index + 1}`;
  if (one.ring === other.ring) {
    return `${nameOf(one.ring)} crosses or touches itself: ${side(one)} meets ${side(other)} (counted from its first point)`;
  }
  return `${nameOf(one.ring)} and ${nameOf(other.ring)} cross or touch: ${side(one)} meets ${side(other)}`;
}

function holesProblem([outer = [], ...holes]: readonly (readonly Arc[])[]): string | undefined {
  for (const [i, hole] of holes.entries()) {
    const place = hole[0]?.a;
    if (place === undefined) continue;
    if (!ringsHold(outer, place)) return `hole ${i + 1} lies outside of the outer ring`;
    const around = holes.findIndex((other, j) => j !== i && ringsHold(other, place));
    if (around !== -1) return `hole ${i + 1} lies within hole ${around + 1}`;
  }
  return undefined;
}

function areaProblem(area: number): string | undefined {
  if (area >= SHAPE_LIMITS.areaM2) return undefined;
  return `a polygon takes an area of ${SHAPE_LIMITS.areaM2} m² or more; this has ${Math.round(area)} m²`;
}
