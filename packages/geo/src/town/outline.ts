import { between, type Point } from './plane.ts';
import type { Random } from './random.ts';

/** Half the width of the river in metres, at its mean. */
const RIVER_HALF_WIDTH_M = 38;
/** From the middle of the river to a quay street. */
const QUAY_OFFSET_M = 66;
/** Fine steps within the town, coarse ones out to where the river leaves the map. */
const TOWN_REACH_M = 2100;
const STEP_M = 60;
const COUNTRY_REACH_M = 9600;
const COUNTRY_STEP_M = 210;

/** The large shapes that a town grows along, on the drawing board. */
export interface Outline {
  /** From the grid's own coordinates (u along rows, v along columns) to the drawing board. */
  warp(u: number, v: number): Point;
  /** Middle of the river at `u`, as `v`. */
  riverAt(u: number): number;
  /** The ring road, closed: the last point repeats the first. */
  readonly ring: readonly Point[];
  readonly northQuay: readonly Point[];
  readonly southQuay: readonly Point[];
  /** The river's middle and its banks as one ring. */
  readonly river: readonly Point[];
  readonly riverBanks: readonly Point[];
}

export function drawOutline(random: Random): Outline {
  const warp = createWarp(random);
  const riverAt = createRiver(random);
  const us = [
    ...steps(-COUNTRY_REACH_M, -TOWN_REACH_M - 1, COUNTRY_STEP_M),
    ...steps(-TOWN_REACH_M, TOWN_REACH_M, STEP_M),
    ...steps(TOWN_REACH_M + COUNTRY_STEP_M, COUNTRY_REACH_M, COUNTRY_STEP_M),
  ];
  const along = (offset: (u: number) => number): Point[] => us.map((u) => warp(u, riverAt(u) + offset(u)));
  const phase = random.between(0, 6);
  const halfWidth = (u: number): number => RIVER_HALF_WIDTH_M + 8 * Math.sin(u / 310 + phase);
  return {
    warp,
    riverAt,
    ring: drawRing(random, warp),
    northQuay: along(() => QUAY_OFFSET_M),
    southQuay: along(() => -QUAY_OFFSET_M),
    river: along(() => 0),
    riverBanks: [...along(halfWidth), ...along((u) => -halfWidth(u)).reverse()],
  };
}

/** A rotation and a few slow waves: straight grids look like a spreadsheet. */
function createWarp(random: Random): Outline['warp'] {
  const turn = random.between(0.12, 0.3);
  const [p1, p2, p3, p4] = [
    random.between(0, 6),
    random.between(0, 6),
    random.between(0, 6),
    random.between(0, 6),
  ];
  return (u, v) => {
    const x = u + 70 * Math.sin(v / 640 + p1) + 30 * Math.sin(u / 410 + p2);
    const y = v + 65 * Math.sin(u / 620 + p3) + 28 * Math.sin(v / 450 + p4);
    return { x: x * Math.cos(turn) - y * Math.sin(turn), y: x * Math.sin(turn) + y * Math.cos(turn) };
  };
}

function createRiver(random: Random): Outline['riverAt'] {
  const [p1, p2] = [random.between(0, 6), random.between(0, 6)];
  return (u) => -60 + 170 * Math.sin(u / 720 + p1) + 60 * Math.sin(u / 310 + p2);
}

function drawRing(random: Random, warp: Outline['warp']): Point[] {
  const [p1, p2] = [random.between(0, 6), random.between(0, 6)];
  const points = steps(0, 95, 1).map((i) => {
    const angle = (i / 96) * 2 * Math.PI;
    const radius = 1430 + 110 * Math.sin(2 * angle + p1) + 60 * Math.sin(3 * angle + p2);
    return warp(radius * Math.cos(angle) * 1.08, radius * Math.sin(angle) * 0.94);
  });
  return [...points, points[0] ?? { x: 0, y: 0 }];
}

/** A rounded, uneven blob: a pond, a wood. Closed by repetition of its first point. */
export function drawBlob(random: Random, center: Point, radiusM: number): Point[] {
  const [p1, p2] = [random.between(0, 6), random.between(0, 6)];
  const points = steps(0, 35, 1).map((i) => {
    const angle = (i / 36) * 2 * Math.PI;
    const radius = radiusM * (1 + 0.18 * Math.sin(2 * angle + p1) + 0.1 * Math.sin(3 * angle + p2));
    return { x: center.x + radius * Math.cos(angle) * 1.25, y: center.y + radius * Math.sin(angle) };
  });
  return [...points, between(points[0] ?? center, points[0] ?? center)];
}

function steps(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);
}
