import type { TripToRun } from '../../../ports/vehicle-trips.ts';

/*
 * When a trip begins and ends by itself. Times are epoch ms of device time.
 */

const MINUTE_MS = 60_000;
/** A trip begins by itself so long before its scheduled start, and after it. */
const EARLY_MS = 20 * MINUTE_MS;
const LATE_MS = 60 * MINUTE_MS;
/** On the way, where the first stop was not seen, it is no earlier than this. */
const EARLY_ON_WAY_MS = 5 * MINUTE_MS;
/** Driving so far along the line shows that it is on the trip. */
export const ENGAGED_M = 300;
export const ENGAGED_FIXES = 3;
/** Being so much further back than before, it does not drive along. */
export const BACK_M = 50;
/** A fix further from the line than this, and its accuracy, is not on it. */
const BESIDE_M = 60;
const ACCURACY_CAP_M = 50;
/** Whoever has come no further for so long may be on another trip. */
export const STUCK_MS = 3 * MINUTE_MS;
export const ADVANCE_M = 100;
/** Standing at the last stop for so long ends a trip. */
export const STAND_MS = 5 * MINUTE_MS;
/** And silence for so long, wherever. */
export const LONG_SILENCE_MS = 120 * MINUTE_MS;
/** A departure is awaited for so long. */
export const LEAVING_MS = 120 * MINUTE_MS;
/** Trips that ended are remembered, so many of them. */
export const MOST_OVER = 12;
/** A trip that is due in a moment is as good as due. */
const DUE_MS = 2 * MINUTE_MS;

export function spanAt({ spans }: TripToRun, t: number) {
  return spans.find(({ fromAt, untilAt }) => fromAt <= t && t < untilAt);
}

/** Whether somebody said that it runs then. */
export function isGiven({ start, end, scheduledEnd }: TripToRun, t: number): boolean {
  if (start === null || t < start.at) return false;
  return end === null ? t < Math.max(start.at, scheduledEnd) + LONG_SILENCE_MS : t < end.at;
}

/** Whether it may begin by itself then. */
export function isInWindow(
  { scheduledStart, scheduledEnd, start, end, ...trip }: TripToRun,
  t: number,
): boolean {
  if (start !== null || (end !== null && t >= end.at)) return false;
  // Who takes over comes whenever it has to.
  const first = trip.spans.find(({ fromAt, untilAt }) => fromAt <= t && t < untilAt)?.first !== false;
  return t >= scheduledStart - EARLY_MS && t <= (first ? scheduledStart : scheduledEnd) + LATE_MS;
}

/** Whether the schedule has it at about this place then; `plannedAt` undefined: it does not say. */
export function isOnTime(trip: TripToRun, t: number, plannedAt: number | undefined): boolean {
  if (plannedAt === undefined || spanAt(trip, t)?.first === false) return true;
  return t >= plannedAt - EARLY_ON_WAY_MS && t <= plannedAt + LATE_MS;
}

export function isBeside(offM: number, accuracy: number | null): boolean {
  return offM > BESIDE_M + Math.min(Math.max(accuracy ?? 0, 0), ACCURACY_CAP_M);
}

/** Of trips that could begin, by scheduled start, the one that does: the last that is due, or the first. */
export function chosen<T extends { readonly trip: TripToRun }>(
  trips: readonly T[],
  t: number,
): T | undefined {
  return trips.findLast(({ trip }) => trip.scheduledStart <= t + DUE_MS) ?? trips[0];
}
