import type { HistoryItem, LocationUpdate } from '@waycast/contract';
import { distanceM, type LatLng } from '@waycast/geo';

/** One past fix of the vehicle on show. */
export interface TrailPoint extends LatLng {
  /** Device time in epoch milliseconds. */
  readonly time: number;
  /** Metres per second; from the distance to the fix before where the device told none. */
  readonly speed: number | null;
}

/** A longer silence breaks the line: nobody knows the way between. */
const BREAK_MS = 3 * 60_000;
const JUMP_MPS = 110;

/** Stored fixes as a trail, in order of time. */
export function toTrail(items: readonly HistoryItem[]): TrailPoint[] {
  const trail: TrailPoint[] = [];
  for (const { time, latitude, longitude, speed, flags } of items) {
    if (flags?.includes('future')) continue;
    trail.push(toPoint({ latitude, longitude }, Date.parse(time), speed, trail.at(-1)));
  }
  return trail;
}

/** The trail with a newer live fix at its end; the same trail when the fix is none. */
export function extendTrail(trail: readonly TrailPoint[], fix: LocationUpdate): readonly TrailPoint[] {
  const time = Date.parse(fix.timestamp);
  const last = trail.at(-1);
  if (last !== undefined && time <= last.time) return trail;
  return [...trail, toPoint(fix, time, fix.speed ?? null, last)];
}

/** The stretches that were really travelled, as coordinates; a silence longer than `breakMs` parts them. */
export function trailLines(trail: readonly TrailPoint[], breakMs = BREAK_MS): [number, number][][] {
  const lines: [number, number][][] = [];
  let previous: TrailPoint | undefined;
  for (const point of trail) {
    const at: [number, number] = [point.longitude, point.latitude];
    const joins = previous !== undefined && point.time - previous.time <= breakMs && !jumps(previous, point);
    if (joins) lines.at(-1)?.push(at);
    else lines.push([at]);
    previous = point;
  }
  return lines.filter((line) => line.length > 1);
}

/** Metres along the trail, without what lies between its stretches. */
export function trailLengthM(trail: readonly TrailPoint[]): number {
  return trail.reduce((sum, point, i) => {
    const before = trail[i - 1];
    if (before === undefined || point.time - before.time > BREAK_MS || jumps(before, point)) return sum;
    return sum + distanceM(before, point);
  }, 0);
}

function toPoint(at: LatLng, time: number, speed: number | null, before: TrailPoint | undefined): TrailPoint {
  const { latitude, longitude } = at;
  const known = speed ?? (before === undefined ? null : derivedSpeed(before, at, time));
  return { latitude, longitude, time, speed: known };
}

function derivedSpeed(before: TrailPoint, at: LatLng, time: number): number | null {
  const seconds = (time - before.time) / 1000;
  if (seconds <= 0 || seconds > 60) return null;
  const speed = distanceM(before, at) / seconds;
  return speed > JUMP_MPS ? null : speed;
}

function jumps(a: TrailPoint, b: TrailPoint): boolean {
  return distanceM(a, b) > (JUMP_MPS * Math.max(1000, b.time - a.time)) / 1000;
}
