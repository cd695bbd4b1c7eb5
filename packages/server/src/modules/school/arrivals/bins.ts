import type { Bin } from './likely-drive.ts';

/** How many bins are kept, and how long each takes in fixes. */
const MAX_BINS = 24;
const BIN_MS = 3000;

/** The recent fixes with one more. */
export function binned(bins: readonly Bin[], { t, x, y }: Pick<Bin, 't' | 'x' | 'y'>): Bin[] {
  const last = bins[bins.length - 1];
  // A bin ends a fixed time after it began, so that it does not matter when it is asked for.
  if (last === undefined || t - startOf(last) >= BIN_MS)
    return [...bins.slice(1 - MAX_BINS), { t, x: short(x), y: short(y), count: 1 }];
  const count = last.count + 1;
  const share = 1 / count;
  const merged = {
    t: Math.round(last.t + (t - last.t) * share),
    x: short(last.x + (x - last.x) * share),
    y: short(last.y + (y - last.y) * share),
    count,
  };
  return [...bins.slice(0, -1), merged];
}

function startOf({ t, count }: Bin): number {
  return t - (count - 1) * 500;
}

function short(metres: number): number {
  return Math.round(metres * 10) / 10;
}
