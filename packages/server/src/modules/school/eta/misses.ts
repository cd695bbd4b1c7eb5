import { LRUCache } from 'lru-cache';
import { MissHistogram } from './miss-histogram.ts';

/** Bounds of the leads that are looked at together, seconds. */
const EDGES_S = [
  30, 60, 90, 120, 150, 180, 240, 300, 360, 420, 480, 540, 600, 720, 840, 960, 1200, 1800, 2700,
];
const LAST_MIDDLE_S = 3600;
/** Expected miss where nothing has been learned. */
const FIRST_MISS = { baseS: 30, share: 0.2, count: 30 };
/** A miss above this many times the usual is taken as this many. */
const MOST_USUAL = 4;
/** Recent misses of a pattern that weigh as much as "as usual". */
const LEVEL_PRIOR = 100;
const LEVEL_HALF_MS = 45 * 60_000;
const ENOUGH = 5000;

/** Seconds from the median lead: where a tenth, half and nine tenths of the arrivals lie below, and what to show. */
export interface Margins {
  lowS: number;
  middleS: number;
  highS: number;
  /** Chosen for the benchmark, where early is worse than late. */
  shownS: number;
}

interface Bin {
  readonly middleS: number;
  readonly histogram: MissHistogram;
  missS: number;
  count: number;
  sinceRefresh: number;
  low: number;
  middle: number;
  high: number;
  shownS: number;
}

interface Level {
  usual: number;
  count: number;
  at: number;
}

/**
 * How far off leads are, by how long they are: learned from outcomes of the tenant's own trips. What is usual changes
 * over the day, so each pattern has a level: how its last hour compares with the usual.
 */
export class Misses {
  readonly #bins: Bin[] = [...EDGES_S, Number.POSITIVE_INFINITY].map((edgeS, index) =>
    newBin(edgeS === Number.POSITIVE_INFINITY ? LAST_MIDDLE_S : (edgeS + (EDGES_S[index - 1] ?? 0)) / 2),
  );
  readonly #levels: LRUCache<string, Level>;

  constructor(bounds: { readonly patterns: number }) {
    this.#levels = new LRUCache({ max: bounds.patterns });
  }

  /** How the pattern's last hour compares with the usual: 1 is as usual. */
  levelOf(patternKey: string): number {
    const level = this.#levels.get(patternKey);
    return level === undefined ? 1 : (LEVEL_PRIOR + level.usual) / (LEVEL_PRIOR + level.count);
  }

  /** The usual miss at a lead, seconds. */
  usualS(leadS: number): number {
    const { bin, other, share } = this.#around(leadS);
    return (1 - share) * usualOf(bin) + share * usualOf(other);
  }

  margins(leadS: number, level: number, into: Margins): void {
    const { bin, other, share } = this.#around(leadS);
    const unitS = level * ((1 - share) * usualOf(bin) + share * usualOf(other));
    into.lowS = unitS * ((1 - share) * bin.low + share * other.low);
    into.middleS = unitS * ((1 - share) * bin.middle + share * other.middle);
    into.highS = unitS * ((1 - share) * bin.high + share * other.high);
    into.shownS = (1 - share) * bin.shownS + share * other.shownS;
  }

  /** A lead given at a level of the pattern missed by so much; at is when that came out. */
  learn(patternKey: string, leadS: number, level: number, missS: number, at: number): void {
    const usualS = this.usualS(leadS);
    this.#learnLevel(patternKey, Math.min(Math.abs(missS) / usualS, MOST_USUAL), at);
    const bin = this.#binOf(leadS);
    bin.histogram.add(missS / (usualS * level));
    if (bin.count > ENOUGH) {
      bin.count /= 2;
      bin.missS /= 2;
    }
    bin.missS += Math.min(Math.abs(missS), MOST_USUAL * usualS);
    bin.count++;
    if (++bin.sinceRefresh > 20 + bin.histogram.count / 20) refresh(bin);
  }

  #learnLevel(patternKey: string, usual: number, at: number): void {
    const level = this.#levels.get(patternKey) ?? { usual: 0, count: 0, at };
    const kept = 0.5 ** (Math.max(0, at - level.at) / LEVEL_HALF_MS);
    level.usual = level.usual * kept + usual;
    level.count = level.count * kept + 1;
    level.at = Math.max(at, level.at);
    this.#levels.set(patternKey, level);
  }

  #binOf(leadS: number): Bin {
    return this.#at(indexOf(leadS));
  }

  #at(index: number): Bin {
    const bin = this.#bins[Math.min(Math.max(0, index), this.#bins.length - 1)];
    if (bin === undefined) throw new RangeError('There is always a last bin.');
    return bin;
  }

  /** The bins whose middles lie around a lead, and the share of the second. */
  #around(leadS: number): { bin: Bin; other: Bin; share: number } {
    const index = indexOf(leadS);
    const bin = this.#at(index);
    const other = this.#at(index + (leadS > bin.middleS ? 1 : -1));
    if (other === bin) return { bin, other, share: 0 };
    const share = Math.abs(leadS - bin.middleS) / Math.abs(other.middleS - bin.middleS);
    return { bin, other, share };
  }
}

function indexOf(leadS: number): number {
  let index = 0;
  while (index < EDGES_S.length && leadS > (EDGES_S[index] ?? 0)) index++;
  return index;
}

function newBin(middleS: number): Bin {
  const bin = {
    middleS,
    histogram: new MissHistogram(),
    missS: FIRST_MISS.count * (FIRST_MISS.baseS + FIRST_MISS.share * middleS),
    count: FIRST_MISS.count,
    sinceRefresh: 0,
    low: 0,
    middle: 0,
    high: 0,
    shownS: 0,
  };
  refresh(bin);
  return bin;
}

function refresh(bin: Bin): void {
  bin.sinceRefresh = 0;
  bin.low = bin.histogram.quantile(0.1);
  bin.middle = bin.histogram.quantile(0.5);
  bin.high = bin.histogram.quantile(0.9);
  bin.shownS = bin.histogram.bestShiftS(bin.middleS, usualOf(bin));
}

function usualOf(bin: Bin): number {
  return bin.missS / bin.count;
}
