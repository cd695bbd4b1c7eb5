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
/** What is asked for a thousand times a second is tabulated, by leads of ten seconds up to an hour. */
const ROW_S = 10;
const ROWS = 360;
const FIELDS = 5;

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
  /** A row of the table: usual miss in seconds, three quantiles in units of it, the shift in seconds. */
  readonly values: Float64Array;
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
  readonly #table = new Float64Array(ROWS * FIELDS);

  constructor(bounds: { readonly patterns: number }) {
    this.#levels = new LRUCache({ max: bounds.patterns });
    this.#tabulate();
  }

  /** How the pattern's last hour compares with the usual: 1 is as usual. */
  levelOf(patternKey: string): number {
    const level = this.#levels.get(patternKey);
    return level === undefined ? 1 : (LEVEL_PRIOR + level.usual) / (LEVEL_PRIOR + level.count);
  }

  /** The usual miss at a lead, seconds. */
  usualS(leadS: number): number {
    return this.#table[rowOf(leadS)] ?? 0;
  }

  margins(leadS: number, level: number, into: Margins): void {
    const table = this.#table;
    const row = rowOf(leadS);
    const unitS = level * (table[row] ?? 0);
    into.lowS = unitS * (table[row + 1] ?? 0);
    into.middleS = unitS * (table[row + 2] ?? 0);
    into.highS = unitS * (table[row + 3] ?? 0);
    into.shownS = table[row + 4] ?? 0;
  }

  /** A lead given at a level of the pattern missed by so much; at is when that came out. */
  learn(patternKey: string, leadS: number, level: number, missS: number, at: number): void {
    const usualS = this.usualS(leadS);
    this.#learnLevel(patternKey, Math.min(Math.abs(missS) / usualS, MOST_USUAL), at);
    const bin = this.#bins[binIndex(leadS)];
    if (bin === undefined) return;
    bin.histogram.add(missS / (usualS * level));
    if (bin.count > ENOUGH) {
      bin.count /= 2;
      bin.missS /= 2;
    }
    bin.missS += Math.min(Math.abs(missS), MOST_USUAL * usualS);
    bin.count++;
    if (++bin.sinceRefresh <= 20 + bin.histogram.count / 20) return;
    refresh(bin);
    bin.sinceRefresh = 0;
    this.#tabulate();
  }

  /** What lies between the middles of two bins is a mixture of both. */
  #tabulate(): void {
    let index = 0;
    for (let row = 0; row < ROWS; row++) {
      const leadS = (row + 0.5) * ROW_S;
      while (index < this.#bins.length - 2 && leadS > (this.#bins[index + 1]?.middleS ?? 0)) index++;
      const bin = this.#bins[index];
      const next = this.#bins[index + 1];
      if (bin === undefined || next === undefined) return;
      const share = Math.min(Math.max(0, (leadS - bin.middleS) / (next.middleS - bin.middleS)), 1);
      for (const [field, value] of bin.values.entries())
        this.#table[row * FIELDS + field] = (1 - share) * value + share * (next.values[field] ?? value);
    }
  }

  #learnLevel(patternKey: string, usual: number, at: number): void {
    const level = this.#levels.get(patternKey) ?? { usual: 0, count: 0, at };
    const kept = 0.5 ** (Math.max(0, at - level.at) / LEVEL_HALF_MS);
    level.usual = level.usual * kept + usual;
    level.count = level.count * kept + 1;
    level.at = Math.max(at, level.at);
    this.#levels.set(patternKey, level);
  }
}

function rowOf(leadS: number): number {
  return FIELDS * Math.min(Math.max(0, Math.floor(leadS / ROW_S)), ROWS - 1);
}

function binIndex(leadS: number): number {
  const index = EDGES_S.findIndex((edgeS) => leadS <= edgeS);
  return index < 0 ? EDGES_S.length : index;
}

function newBin(middleS: number): Bin {
  const bin = {
    middleS,
    histogram: new MissHistogram(),
    missS: FIRST_MISS.count * (FIRST_MISS.baseS + FIRST_MISS.share * middleS),
    count: FIRST_MISS.count,
    sinceRefresh: 0,
    values: new Float64Array(FIELDS),
  };
  refresh(bin);
  return bin;
}

function refresh({ histogram, values, middleS, missS, count }: Bin): void {
  const usualS = missS / count;
  values[0] = usualS;
  values[1] = histogram.quantile(0.1);
  values[2] = histogram.quantile(0.5);
  values[3] = histogram.quantile(0.9);
  values[4] = histogram.bestShiftS(middleS, usualS);
}
