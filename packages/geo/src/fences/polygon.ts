import { EARTH_RADIUS_M, type LatLng } from '../position.ts';
import { type Arc, arcDistanceM, arcOf } from './arc.ts';
import type { Area } from './area.ts';
import { chainBox, circlesPole } from './bounds.ts';
import type { PolygonArea } from './fence-shape.ts';
import { combine, cross, dot, groundAxes, toVector, unit, type Vector, vectorDistanceM } from './vector.ts';

export function polygonArea({ outer, holes = [] }: PolygonArea): Area {
  const rings = [outer, ...holes].map(ringArcs);
  const arcs = rings.flat();
  const border = rings[0] ?? [];
  const center = middleOf(border.map(({ a }) => a));
  return {
    distanceM(place) {
      let nearest = Number.POSITIVE_INFINITY;
      for (const arc of arcs) nearest = Math.min(nearest, arcDistanceM(arc, place));
      return dot(center, place) > 0 && ringsHold(arcs, place) ? -nearest : nearest;
    },
    box: boxOf(outer, border, center),
    sizeM: (2 * areaM2(rings, center)) / borderM(arcs),
    center,
  };
}

/** In the middle of the corners, each counting the same. */
export function middleOf(corners: readonly Vector[]): Vector {
  return unit(corners.reduce((sum, corner) => combine(sum, 1, corner, 1), { x: 0, y: 0, z: 0 }));
}

/** The sides of a ring that is not closed by a point of its own. */
export function ringArcs(ring: readonly LatLng[]): Arc[] {
  const places = ring.map(toVector);
  return places.map((a, i) => arcOf(a, places[(i + 1) % places.length] ?? a));
}

/**
 * Whether a place lies within an odd number of the rings that the arcs make, the rings being smaller than half of
 * the earth and in the place's half of it: how often the way north from it, on to its antipode, crosses them.
 */
export function ringsHold(arcs: readonly Arc[], place: Vector): boolean {
  const { east, north } = groundAxes(place);
  let inside = false;
  for (const { a, b } of arcs) {
    const [eastOfA, eastOfB] = [dot(a, east), dot(b, east)];
    if (eastOfA > 0 === eastOfB > 0) continue;
    const northward = dot(a, north) * Math.abs(eastOfB) + dot(b, north) * Math.abs(eastOfA);
    if (northward > 0) inside = !inside;
  }
  return inside;
}

/** Square metres within the first ring and outside the others. */
export function areaM2(rings: readonly (readonly Arc[])[], center: Vector): number {
  const [outer = 0, ...holes] = rings.map((ring) => Math.abs(ringArea(ring, center)));
  return (outer - holes.reduce((sum, area) => sum + area, 0)) * EARTH_RADIUS_M ** 2;
}

/** The sum of the triangles between the center and each side, those that turn the other way round counted off. */
function ringArea(ring: readonly Arc[], center: Vector): number {
  let sum = 0;
  for (const { a, b } of ring) {
    const base = 1 + dot(a, b) + dot(b, center) + dot(center, a);
    sum += 2 * Math.atan2(dot(center, cross(a, b)), base);
  }
  return sum;
}

function borderM(arcs: readonly Arc[]): number {
  return arcs.reduce((sum, { a, b }) => sum + vectorDistanceM(a, b), 0);
}

function boxOf(outer: readonly LatLng[], border: readonly Arc[], center: Vector): Area['box'] {
  const [west, south, east, north] = chainBox(outer, border);
  if (!circlesPole(outer)) return [west, south, east, north];
  return center.z > 0 ? [-180, south, 180, 90] : [-180, -90, 180, north];
}
