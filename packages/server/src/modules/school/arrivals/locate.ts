import type { FlatLine, OnLine } from '@waycast/geo';
import type { RouteLine } from '../line/route-line.ts';
import type { Spot } from './track.ts';
import type { WayPoint } from './visits-state.ts';

/** Where on the line a vehicle was last. */
export interface Known {
  readonly alongM: number;
  readonly speedMps: number;
  readonly seconds: number;
}

/** How far from a drawn line a vehicle may be by the road's width and the drawing, in metres. */
const BESIDE_M = 20;
/** How far a road may be from a line that only joins stops. */
const BESIDE_JOINED_M = 150;
/** Where on a line that comes by twice a vehicle is first seen: rather near its start. */
const FIRST_SD_M = 5000;
const PACE_MPS = 6;

/** The likeliest place on the line of a vehicle whose position is known with an error of `sdM`. */
export function locate(line: RouteLine, x: number, y: number, sdM: number, known: Known | null): OnLine {
  const { path, drawn } = line;
  const offSdM = (drawn ? BESIDE_M : BESIDE_JOINED_M) + sdM;
  if (known === null) return path.nearest(x, y, 0, path.lengthM, { alongM: 0, sdM: FIRST_SD_M, offSdM });
  const seconds = Math.min(known.seconds, 60);
  const alongM = known.alongM + Math.max(0, known.speedMps) * seconds;
  const spreadM = BESIDE_M + 2 * sdM + PACE_MPS * Math.min(known.seconds, 300);
  const fromM = known.alongM - 100 - 3 * sdM;
  return path.nearest(x, y, fromM, alongM + 200 + 4 * spreadM, { alongM, sdM: spreadM, offSdM });
}

/** Farther from the line than the estimate's error explains: there its own distance tells, not the line. */
function isBeside(offM: number, sdM: number): boolean {
  return offM > BESIDE_M + 10 + 2.5 * sdM;
}

/** So far that it cannot be on the line. */
export function isOff(offM: number, sdM: number): boolean {
  return offM > 50 + 3.5 * sdM;
}

/** Points of a way that goes along the line, one after the other, ending about `headM`. */
export function placeWay(
  path: FlatLine,
  start: WayPoint | null,
  spots: readonly Spot[],
  headM: number,
  sdM: number,
): WayPoint[] {
  const way: WayPoint[] = start === null ? [] : [start];
  let from: number | null = start?.alongM ?? null;
  let before: Spot | null = start;
  for (const { t, x, y } of spots) {
    const moved = before === null ? 0 : Math.hypot(x - before.x, y - before.y);
    const expected = { alongM: (from ?? headM) + moved, sdM: 20 + moved / 2, offSdM: 10 };
    const on =
      from === null
        ? path.nearest(x, y, headM - 1500, headM + 60)
        : path.nearest(x, y, from - 30 - moved, Math.max(headM, from) + 30 + moved, expected);
    const alongM = isBeside(on.offM, sdM) ? null : on.alongM;
    way.push({ t, x, y, alongM });
    from = on.alongM;
    before = { t, x, y };
  }
  return way;
}
