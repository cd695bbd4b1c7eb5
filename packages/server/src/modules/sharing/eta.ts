import type { ShareEta } from '@waycast/contract';
import { distanceM, type LatLng } from '@waycast/geo';

/** Where a vehicle was, and when (epoch ms). */
export interface PastPosition extends LatLng {
  readonly time: number;
}

/** The fixes that an estimate is made from are no older than this before the newest. */
export const ETA_WINDOW_MS = 15 * 60_000;
/** An older position says nothing of where the vehicle is now. */
const OLD_MS = 5 * 60_000;
const RECENT_MS = 3 * 60_000;
/** Shorter than this, a stretch tells no speed. */
const SHORTEST_MS = 60_000;
/** Closer steps would add up the noise of the positions. */
const STEP_MS = 20_000;
const HERE_M = 100;
const STANDING_M = 75;
const NEARER_M = 50;
/** Roads are this much longer than the straight line, from a straight road to a winding one. */
const DETOUR = { least: 1, most: 1.6 };
/** Traffic ahead may differ from what it was by this much. */
const PACE = { faster: 1.25, slower: 0.7 };

/**
 * When a vehicle reaches a destination, as a range: the straight distance, once as it is and once with a usual detour,
 * at the best and the worst of its mean speeds over the last minutes, which include its stops. It knows no roads and
 * no other stops before this one. `track` is in order of time; `now` is the server's time, epoch ms.
 */
export function estimate(track: readonly PastPosition[], destination: LatLng, now: number): ShareEta {
  const newest = track.at(-1);
  if (newest === undefined) return { kind: 'unknown', reason: 'no-position', distanceM: null };
  const metres = distanceM(newest, destination);
  const unknown = (reason: (ShareEta & { kind: 'unknown' })['reason']): ShareEta => ({
    kind: 'unknown',
    reason,
    distanceM: Math.round(metres),
  });
  if (now - newest.time > OLD_MS) return unknown('old-position');
  if (metres <= HERE_M) return { kind: 'here', distanceM: Math.round(metres) };
  const window = stepsSince(track, newest.time - ETA_WINDOW_MS);
  const recent = stepsSince(track, newest.time - RECENT_MS);
  if (durationOf(window) < SHORTEST_MS) return unknown('too-little-known');
  if (recent.every((position) => distanceM(position, newest) <= STANDING_M)) return unknown('standing');
  const [first = newest] = window;
  const nearerM = distanceM(first, destination) - metres;
  if (nearerM < NEARER_M) return unknown('not-nearing');
  const speeds = [window, recent].filter((steps) => durationOf(steps) >= SHORTEST_MS).map(meanSpeed);
  const leastMs = (metres * DETOUR.least * 1000) / (Math.max(...speeds) * PACE.faster);
  const mostMs = (metres * DETOUR.most * 1000) / (Math.min(...speeds) * PACE.slower);
  return {
    kind: 'between',
    // What should have happened by now may happen now.
    earliest: new Date(Math.max(now, newest.time + leastMs)).toISOString(),
    latest: new Date(Math.max(now, newest.time + mostMs)).toISOString(),
    distanceM: Math.round(metres),
    method: 'straight-line',
  };
}

/** The positions from a time on, some time apart; the newest is always among them. */
function stepsSince(track: readonly PastPosition[], from: number): PastPosition[] {
  const steps: PastPosition[] = [];
  for (const position of track.toReversed()) {
    if (position.time < from) break;
    const after = steps.at(-1);
    if (after === undefined || after.time - position.time >= STEP_MS) steps.push(position);
  }
  return steps.reverse();
}

function durationOf(steps: readonly PastPosition[]): number {
  return (steps.at(-1)?.time ?? 0) - (steps[0]?.time ?? 0);
}

/** Metres per second along the steps, stops included. */
function meanSpeed(steps: readonly PastPosition[]): number {
  let metres = 0;
  for (const [index, step] of steps.entries()) {
    const before = steps[index - 1];
    if (before !== undefined) metres += distanceM(before, step);
  }
  return (metres * 1000) / durationOf(steps);
}
