/*
 * The recent fixes of a vehicle, some seconds of them as one. As they are held for each of a thousand running trips,
 * and stored with each fix, they lie in one list of numbers: time, east, north and count of one after the other.
 */

/** Some fixes of about one moment, as one. */
export interface Bin {
  readonly t: number;
  readonly x: number;
  readonly y: number;
  readonly count: number;
}

/** How many are kept, and how long each takes in fixes. */
const MAX_BINS = 24;
const BIN_MS = 3000;
const FIELDS = 4;

/** The recent fixes with one more. */
export function binned(bins: readonly number[], { t, x, y }: Pick<Bin, 't' | 'x' | 'y'>): number[] {
  const last = bins.length === 0 ? undefined : binAt(bins, bins.length - FIELDS);
  // A bin ends a fixed time after it began, so that it does not matter when it is asked for.
  if (last === undefined || t - startOf(last) >= BIN_MS)
    return appended(bins.slice((1 - MAX_BINS) * FIELDS), { t, x, y, count: 1 });
  const count = last.count + 1;
  const share = 1 / count;
  return appended(bins.slice(0, -FIELDS), {
    t: Math.round(last.t + (t - last.t) * share),
    x: last.x + (x - last.x) * share,
    y: last.y + (y - last.y) * share,
    count,
  });
}

export function* newestFirst(bins: readonly number[]): Generator<Bin> {
  for (let at = bins.length - FIELDS; at >= 0; at -= FIELDS) yield binAt(bins, at);
}

function binAt(bins: readonly number[], at: number): Bin {
  const [t = 0, x = 0, y = 0, count = 1] = [bins[at], bins[at + 1], bins[at + 2], bins[at + 3]];
  return { t, x, y, count };
}

function appended(bins: number[], { t, x, y, count }: Bin): number[] {
  bins.push(t, short(x), short(y), count);
  return bins;
}

function startOf({ t, count }: Bin): number {
  return t - (count - 1) * 500;
}

function short(metres: number): number {
  return Math.round(metres * 10) / 10;
}
