import { bearingDifference } from '../bearing.ts';
import { interpolate } from '../polyline.ts';
import type { LatLng } from '../position.ts';
import type { Random } from '../town/random.ts';
import type { DriveGraph, Stretch } from './drive-graph.ts';

/** Where a vehicle truly is, second by second. */
export interface DriveMoment extends LatLng {
  /** Since the drive began. */
  readonly second: number;
  /** Metres per second, and degrees. */
  readonly speed: number;
  readonly heading: number;
  readonly segmentId: string;
  readonly alongM: number;
  /** Since the drive began. */
  readonly drivenM: number;
}

const [LEAST_M, TRIES] = [800, 200];
const [SPEED_UP, SLOW_DOWN] = [1.8, 2.5];
/** Speed at the sharpest of turns. */
const TURN_MPS = 3;
/** Share of the vertices at which somebody has to wait, and for how many seconds. */
const WAITS = { share: 0.01, least: 3, most: 40 } as const;

/** A drive from anywhere to anywhere on the roads. Throws RangeError where no two places are 800 m apart by road. */
export function simulateDrive(graph: DriveGraph, random: Random): DriveMoment[] {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const [from, to] = [random.next(), random.next()].map((n) => Math.floor(n * graph.places.length));
    const way = graph.shortestWay(from ?? 0, to ?? 0) ?? [];
    if (way.reduce((sum, { lengthM }) => sum + lengthM, 0) >= LEAST_M) return drive(graph, way, random);
  }
  throw new RangeError(`The roads have no way of ${LEAST_M} m.`);
}

function drive(graph: DriveGraph, way: readonly Stretch[], random: Random): DriveMoment[] {
  const cruiseMps = random.between(7, 15);
  const limits = way.map((stretch, index) => speedAtEnd(stretch, way[index + 1], cruiseMps));
  const waits = way.map(() => (random.chance(WAITS.share) ? random.between(WAITS.least, WAITS.most) : 0));
  const moments: DriveMoment[] = [];
  let [speed, intoM, at, waitS, drivenM] = [0, 0, 0, 0, 0];
  for (let second = 0; at < way.length; second++) {
    moments.push({ ...momentAt(graph, way[at], intoM), second, speed, drivenM });
    if (waitS > 0) {
      waitS -= 1;
      continue;
    }
    const allowed = allowedMps(way, limits, waits, at, intoM);
    speed = Math.max(0.5, Math.min(cruiseMps, speed + SPEED_UP, allowed));
    intoM += speed;
    drivenM += speed;
    for (let length = way[at]?.lengthM ?? Infinity; intoM >= length; length = way[at]?.lengthM ?? Infinity) {
      intoM -= length;
      const wait = waits[at] ?? 0;
      at += 1;
      if (wait > 0) {
        [speed, waitS, intoM] = [0, wait, 0];
        break;
      }
    }
  }
  return moments;
}

function speedAtEnd(stretch: Stretch, next: Stretch | undefined, cruiseMps: number): number {
  if (next === undefined) return TURN_MPS;
  const turn = bearingDifference(stretch.bearing, next.bearing);
  return Math.max(TURN_MPS, cruiseMps * (1 - turn / 100));
}

/** What lets it brake in time for all turns and waits ahead. */
function allowedMps(
  way: readonly Stretch[],
  limits: readonly number[],
  waits: readonly number[],
  at: number,
  intoM: number,
): number {
  let allowed = Number.POSITIVE_INFINITY;
  let aheadM = -intoM;
  for (let index = at; index < way.length && aheadM < 80; index++) {
    aheadM += way[index]?.lengthM ?? 0;
    const limit = (waits[index] ?? 0) > 0 ? 0.5 : (limits[index] ?? 0);
    allowed = Math.min(allowed, Math.sqrt(limit ** 2 + 2 * SLOW_DOWN * Math.max(0, aheadM - 1)));
  }
  return allowed;
}

function momentAt(graph: DriveGraph, stretch: Stretch | undefined, intoM: number) {
  const [from, to] = [graph.places[stretch?.from ?? -1], graph.places[stretch?.to ?? -1]];
  if (stretch === undefined || from === undefined || to === undefined)
    throw new RangeError('The way has ended.');
  const share = intoM / stretch.lengthM;
  return {
    ...interpolate(from, to, share),
    heading: stretch.bearing,
    segmentId: stretch.segmentId,
    alongM: stretch.fromAlongM + share * (stretch.toAlongM - stretch.fromAlongM),
  };
}
