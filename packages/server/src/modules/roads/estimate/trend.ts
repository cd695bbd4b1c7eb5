import type { Pass } from './passes.ts';

const DAY_MS = 86_400_000;
/** Less than this many pairs, or a shorter time, tells nothing of a trend. */
const MIN_PAIRS = 10;
const MIN_DAYS = 14;
/** Pairs of passes that are nearer in time say more of chance than of change. */
const PAIR_DAYS = 1;
/** Pairs grow by the square of them; of more, some from all of the time. */
const MAX_PASSES = 80;

/**
 * How a road changes, in m/s² a day: the median of the slopes between two passes (Theil and Sen), both of one device
 * so that a device that comes or goes is no change of the road. Null: too little is known.
 */
export function trendOf(passes: readonly Pass[]): number | null {
  const newestFirst = passes.toSorted((a, b) => b.time - a.time || a.level - b.level);
  const every = Math.ceil(newestFirst.length / MAX_PASSES);
  const some = newestFirst.filter((_, index) => index % every === 0);
  const spanMs = (some[0]?.time ?? 0) - (some.at(-1)?.time ?? 0);
  if (spanMs < MIN_DAYS * DAY_MS) return null;
  const slopes: number[] = [];
  for (const [index, after] of some.entries())
    for (const before of some.slice(index + 1)) {
      const days = (after.time - before.time) / DAY_MS;
      if (before.deviceId !== after.deviceId || days < PAIR_DAYS) continue;
      slopes.push((Math.exp(after.level) - Math.exp(before.level)) / days);
    }
  if (slopes.length < MIN_PAIRS) return null;
  const sorted = Float64Array.from(slopes).sort();
  return ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
}
