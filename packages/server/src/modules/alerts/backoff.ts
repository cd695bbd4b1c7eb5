const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long to wait after the first failure, the second, …; after one more it is given up, within two days. */
export const BACKOFF_MS: readonly number[] = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  HOUR,
  6 * HOUR,
  12 * HOUR,
  24 * HOUR,
];

/** The same for notifications, which are of use for some minutes. */
export const PUSH_BACKOFF_MS: readonly number[] = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE];

/** Part of a delay by which it is made shorter or longer, so that what failed together does not return together. */
const JITTER = 0.2;
/** An answer may ask for patience, but not for ever. */
const MAX_ASKED_MS = HOUR;

/** The delay before the next attempt; undefined: there is none. `chance` is a number from 0 to 1. */
export function delayAfter(
  attempts: number,
  schedule: readonly number[],
  askedMs: number | undefined,
  chance = Math.random(),
): number | undefined {
  const planned = schedule[attempts];
  if (planned === undefined) return undefined;
  const jittered = planned * (1 + JITTER * (2 * chance - 1));
  return Math.round(Math.max(jittered, Math.min(askedMs ?? 0, MAX_ASKED_MS)));
}
