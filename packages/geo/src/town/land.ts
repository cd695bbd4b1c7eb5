import { type Building, buildBlock, buildHall } from './buildings.ts';
import { insetRing } from './inset.ts';
import { drawBlob, type Outline } from './outline.ts';
import { centroid, gap, type Point, ringContains, signedArea } from './plane.ts';
import type { Green } from './prune.ts';
import type { Random } from './random.ts';

/** What fills the space between streets, on the drawing board. */
export interface Land {
  readonly blocks: readonly (readonly Point[])[];
  readonly buildings: readonly Building[];
  readonly parks: readonly Green[];
  readonly water: readonly Green[];
  readonly landmarks: readonly Landmark[];
}

export interface Landmark {
  readonly kind: 'school' | 'depot' | 'station' | 'hospital';
  readonly name: string;
  readonly at: Point;
}

const SIDEWALK_M = 9;
const RIVERSIDE_M = 62;

/** Where parks are wanted, before streets are drawn; whichever block lies there becomes green. */
export function planGreens(outline: Outline, random: Random): Green[] {
  const wanted = [
    ["People's Park", 250, 430, 165],
    ['Castle Green', -560, 260, 120],
    ['Arthur Park', 640, -620, 150],
    ['Meadow', -760, -640, 170],
    ['Orchard Park', -150, -830, 110],
    ['Priory Park', 900, 480, 120],
  ] as const;
  return wanted.map(([name, u, v, radius]) => ({ name, ring: drawBlob(random, outline.warp(u, v), radius) }));
}

const LANDMARKS = [
  { kind: 'school', name: 'Saint Brigid School', u: -330, v: 680 },
  { kind: 'depot', name: 'Orbital Depot', u: 1180, v: -180 },
  { kind: 'station', name: 'Central Station', u: 140, v: -420 },
  { kind: 'hospital', name: 'Riverside Hospital', u: -1050, v: 330 },
] as const;

/** Fills each face with a park, a landmark or houses; faces in the river stay empty. */
export function fillLand(
  faces: readonly Point[][],
  greens: readonly Green[],
  outline: Outline,
  random: Random,
): Land {
  const parks: Green[] = [];
  const blocks: Point[][] = [];
  const buildings: Building[] = [];
  const landmarks = LANDMARKS.map(({ kind, name, u, v }) => ({ kind, name, at: outline.warp(u, v) }));
  for (const face of faces) {
    const block = insetRing(face, SIDEWALK_M);
    if (block === undefined || isInRiver(block, outline)) continue;
    const green = greens.find(({ ring }) => ringContains(block, centroid(ring)));
    if (green !== undefined || signedArea(face) > 120_000) {
      parks.push({ name: green?.name ?? 'Fields', ring: block });
      continue;
    }
    blocks.push(block);
    const hall = landmarks.some(({ at }) => ringContains(face, at));
    buildings.push(...(hall ? [buildHall(block, 0.55)] : buildBlock(block, random)));
  }
  return {
    blocks,
    buildings,
    parks: [...parks, ...drawWoods(outline, random)],
    water: drawWater(outline, parks, random),
    landmarks,
  };
}

function isInRiver(block: readonly Point[], outline: Outline): boolean {
  const middle = centroid(block);
  return (
    ringContains(outline.riverBanks, middle) ||
    outline.river.some((point) => gap(point, middle) < RIVERSIDE_M)
  );
}

function drawWater(outline: Outline, parks: readonly Green[], random: Random): Green[] {
  const largest = [...parks]
    .filter(({ name }) => name !== 'Fields')
    .sort((a, b) => signedArea(b.ring) - signedArea(a.ring))[0];
  const lake = { name: 'Swan Lake', ring: drawBlob(random, outline.warp(-2050, 1250), 260) };
  const river = { name: 'River Arra', ring: outline.riverBanks };
  if (largest === undefined) return [river, lake];
  return [river, lake, { name: 'Pond', ring: drawBlob(random, centroid(largest.ring), 34) }];
}

function drawWoods(outline: Outline, random: Random): Green[] {
  const woods = [
    ['North Wood', 1250, 1950, 420],
    ['Hazel Wood', 2150, -1350, 380],
    ['Low Wood', -1550, -1950, 340],
    ['Lakeside Wood', -2450, 900, 260],
  ] as const;
  return woods.map(([name, u, v, radius]) => ({ name, ring: drawBlob(random, outline.warp(u, v), radius) }));
}
