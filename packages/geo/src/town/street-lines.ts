import type { Outline } from './outline.ts';
import { closestOnLine, distanceToLine, gap, type Point } from './plane.ts';
import type { Random } from './random.ts';
import type { RoadClass } from './road-class.ts';

/** One line on the plan: a row, a column, a quay or the ring, before it is cut at crossings. */
export interface StreetLine {
  readonly name: string;
  readonly roadClass: RoadClass;
  /** Whether it crosses the river, and leaves the town beyond the ring. */
  readonly bridges: boolean;
  readonly leavesTown: boolean;
  readonly points: readonly Point[];
}

const GRID_REACH_M = 1900;
const RADIAL_REACH_M = 8400;
/** Crossings this close to a ring or quay move onto it: no slivers of land between two parallel streets. */
const SNAP_M = 48;

/** Draws every street line of the town: ring, quays, then the irregular grid. */
export function drawStreetLines(outline: Outline, random: Random): StreetLine[] {
  const curves = [outline.ring, outline.northQuay, outline.southQuay];
  const us = gridPositions(random, 92, 172);
  const vs = gridPositions(random, 84, 150);
  const snap = (point: Point): Point => snapToCurves(point, curves);
  const columns = us.map((at, i) => {
    const roadClass = classOf(at.rank, i);
    const bridges = at.rank !== 'minor';
    return gridLine(
      `column ${i}`,
      roadClass,
      bridges,
      extend(
        vs.map((v) => v.at),
        roadClass,
      ).map((v) => snap(outline.warp(at.at, v))),
    );
  });
  const rows = vs.map((at, i) => {
    const roadClass = classOf(at.rank, i);
    return gridLine(
      `row ${i}`,
      roadClass,
      false,
      extend(
        us.map((u) => u.at),
        roadClass,
      ).map((u) => snap(outline.warp(u, at.at))),
    );
  });
  return [
    { name: 'ring', roadClass: 'trunk', bridges: true, leavesTown: false, points: outline.ring },
    {
      name: 'north quay',
      roadClass: 'secondary',
      bridges: false,
      leavesTown: false,
      points: outline.northQuay,
    },
    {
      name: 'south quay',
      roadClass: 'secondary',
      bridges: false,
      leavesTown: false,
      points: outline.southQuay,
    },
    ...columns,
    ...rows,
  ];
}

type Rank = 'primary' | 'secondary' | 'minor';

interface GridPosition {
  readonly at: number;
  readonly rank: Rank;
}

/** Uneven gaps; two main lines, some secondary ones between. */
function gridPositions(random: Random, minGapM: number, maxGapM: number): GridPosition[] {
  const positions: number[] = [];
  for (let at = -GRID_REACH_M; at <= GRID_REACH_M; at += random.between(minGapM, maxGapM)) positions.push(at);
  const nearest = (target: number): number =>
    positions.reduce(
      (best, at, i) => (Math.abs(at - target) < Math.abs((positions[best] ?? 0) - target) ? i : best),
      0,
    );
  const primary = new Set([nearest(-430), nearest(470)]);
  const secondary = new Set([nearest(-930), nearest(30), nearest(960)]);
  return positions.map((at, i) => ({
    at,
    rank: primary.has(i) ? 'primary' : secondary.has(i) ? 'secondary' : 'minor',
  }));
}

function classOf(rank: Rank, index: number): RoadClass {
  if (rank !== 'minor') return rank;
  return index % 5 === 2 ? 'lane' : 'residential';
}

function gridLine(name: string, roadClass: RoadClass, bridges: boolean, points: Point[]): StreetLine {
  const main = roadClass === 'primary';
  return { name, roadClass, bridges: bridges || main, leavesTown: main, points };
}

/** Main streets go on as country roads. */
function extend(positions: readonly number[], roadClass: RoadClass): number[] {
  if (roadClass !== 'primary') return [...positions];
  const first = positions[0] ?? 0;
  const last = positions[positions.length - 1] ?? 0;
  const before: number[] = [];
  const after: number[] = [];
  for (let at = first - 110; at > -RADIAL_REACH_M; at -= 110) before.unshift(at);
  for (let at = last + 110; at < RADIAL_REACH_M; at += 110) after.push(at);
  return [...before, ...positions, ...after];
}

function snapToCurves(point: Point, curves: readonly (readonly Point[])[]): Point {
  for (const curve of curves) {
    if (distanceToLine(point, curve) > SNAP_M) continue;
    const onCurve = closestOnLine(point, curve);
    const vertex = curve.find((candidate) => gap(candidate, onCurve) < 24);
    return vertex ?? onCurve;
  }
  return point;
}
