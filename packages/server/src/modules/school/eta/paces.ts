import { LRUCache } from 'lru-cache';
import type { Leg } from './plan.ts';
import { BANDS } from './time-band.ts';

/** Taken and nominal seconds, the older counting less. */
interface Sums {
  takenS: number;
  nominalS: number;
}

interface PatternPace extends Sums {
  readonly bands: Sums[];
}

interface LegPace extends Sums {
  readonly bandTakenS: Float32Array;
  readonly bandNominalS: Float32Array;
  dwellS: number;
  dwells: number;
  /** By how much of what was expected the last vehicle took longer, and when it came out (epoch ms). */
  lastExcess: number;
  lastAt: number;
  /** Of the excess: variance, and the estimate's error by the Kalman recursion. */
  variance: number;
  error: number;
  gain: number;
}

/** Seconds that a vehicle should take for a leg; filled by `Paces.expect`. */
export interface LegTimes {
  /** Learned, and without what the last vehicle says. */
  meanS: number;
  /** The mean, pulled towards what the last vehicle took. */
  recentS: number;
  /** Standing at the leg's first stop. */
  dwellS: number;
}

/** Seconds of schedule that outweigh nothing learned yet: for a pattern, and for a pattern in one band. */
const PATTERN_PRIOR_S = 1800;
/** Rides that weigh as much as what the level above says. */
const PRIOR_RIDES = 4;
/** A ride's weight after each later one: some hundred count. */
const KEEP = 0.99;
/** Half of what the last vehicle says is forgotten after this. */
const RECENT_HALF_MS = 90 * 60_000;
const FIRST_VARIANCE = 0.2;
const VARIANCE_KEEP = 0.95;
/** Beyond these shares of what was expected, a ride was a breakdown or a flaw of the data. */
const LEAST_SHARE = 0.3;
const MOST_SHARE = 4;
const MOST_EXTRA_S = 60;
const EXCESS = { least: -0.7, most: 1.5 };
const DWELL_MOST_S = 300;

/**
 * How long legs take: pattern, pattern in a band, leg, leg in a band, each shrunk to the one before, the first to the
 * schedule. Bounded: beyond `legs` legs, those unused for longest are forgotten, and patterns likewise.
 */
export class Paces {
  readonly #patterns: LRUCache<string, PatternPace>;
  readonly #legs: LRUCache<string, LegPace>;

  constructor(bounds: { readonly legs: number; readonly patterns: number }) {
    this.#patterns = new LRUCache({ max: bounds.patterns });
    this.#legs = new LRUCache({ max: bounds.legs });
  }

  /** For `expect`, which is asked of many legs of one pattern. */
  ratioOf(patternKey: string, band: number): number {
    const pattern = this.#patterns.get(patternKey);
    if (pattern === undefined) return 1;
    return shrunk(pattern.bands[band], shrunk(pattern, 1, PATTERN_PRIOR_S), PATTERN_PRIOR_S);
  }

  /** `patternRatio` is that of `ratioOf` for the same band. */
  expect(leg: Leg, patternRatio: number, band: number, at: number, into: LegTimes): void {
    const { nominalS } = leg;
    const known = this.#legs.get(leg.key);
    if (known === undefined) {
      into.meanS = into.recentS = nominalS * patternRatio;
      into.dwellS = 0;
      return;
    }
    into.meanS = nominalS * ratioInBand(known, nominalS, patternRatio, band);
    const ageMs = Math.max(0, at - known.lastAt);
    const excess = (1 - known.gain) * known.lastExcess * 0.5 ** (ageMs / RECENT_HALF_MS);
    into.recentS = into.meanS * (1 + excess);
    into.dwellS = known.dwellS / (known.dwells + 1);
  }

  /** A vehicle took this long for the leg, standing not included; `at` is when it came out. */
  learnRide(patternKey: string, leg: Leg, band: number, takenS: number, at: number): void {
    const before = this.ratioOf(patternKey, band);
    const known = this.#legOf(leg.key, at);
    const expectedS = leg.nominalS * ratioInBand(known, leg.nominalS, before, band);
    const most = expectedS * MOST_SHARE + MOST_EXTRA_S;
    const taken = Math.min(Math.max(takenS, expectedS * LEAST_SHARE), most);
    const pattern = this.#patternOf(patternKey);
    // A pattern has many legs, so that each ride counts for little.
    gather(pattern, taken, leg.nominalS, 1);
    gather(pattern.bands[band] ?? pattern, taken, leg.nominalS, 1);
    const ratio = this.ratioOf(patternKey, band);
    gather(known, taken / ratio, leg.nominalS, KEEP);
    known.bandTakenS[band] = (known.bandTakenS[band] ?? 0) * KEEP + taken;
    known.bandNominalS[band] = (known.bandNominalS[band] ?? 0) * KEEP + leg.nominalS;
    noteLast(known, taken / expectedS - 1, at);
  }

  /** A vehicle stood this long at the leg's first stop, for no layover. */
  learnDwell(leg: Leg, dwellS: number, at: number): void {
    const known = this.#legOf(leg.key, at);
    known.dwellS = known.dwellS * KEEP + Math.min(Math.max(0, dwellS), DWELL_MOST_S);
    known.dwells = known.dwells * KEEP + 1;
  }

  #patternOf(key: string): PatternPace {
    let pattern = this.#patterns.get(key);
    if (pattern === undefined) {
      const bands = Array.from({ length: BANDS }, () => ({ takenS: 0, nominalS: 0 }));
      pattern = { takenS: 0, nominalS: 0, bands };
      this.#patterns.set(key, pattern);
    }
    return pattern;
  }

  #legOf(key: string, at: number): LegPace {
    let leg = this.#legs.get(key);
    if (leg === undefined) {
      leg = newLeg(at);
      this.#legs.set(key, leg);
    }
    return leg;
  }
}

function newLeg(at: number): LegPace {
  return {
    takenS: 0,
    nominalS: 0,
    bandTakenS: new Float32Array(BANDS),
    bandNominalS: new Float32Array(BANDS),
    dwellS: 0,
    dwells: 0,
    lastExcess: 0,
    lastAt: at,
    variance: FIRST_VARIANCE,
    error: FIRST_VARIANCE,
    gain: 1,
  };
}

function ratioInBand(leg: LegPace, nominalS: number, patternRatio: number, band: number): number {
  const priorS = PRIOR_RIDES * nominalS;
  const whole = patternRatio * shrunk(leg, 1, priorS);
  const takenS = leg.bandTakenS[band] ?? 0;
  return (takenS + priorS * whole) / ((leg.bandNominalS[band] ?? 0) + priorS);
}

function shrunk(sums: Sums | undefined, towards: number, priorS: number): number {
  if (sums === undefined) return towards;
  return (sums.takenS + priorS * towards) / (sums.nominalS + priorS);
}

/** Seconds of schedule that a pattern's pace is taken from: beyond, the older half counts half. */
const ENOUGH_S = 2_000_000;

function gather(sums: Sums, takenS: number, nominalS: number, keep: number): void {
  const kept = sums.nominalS > ENOUGH_S ? 0.5 : keep;
  sums.takenS = sums.takenS * kept + takenS;
  sums.nominalS = sums.nominalS * kept + nominalS;
}

/** `g = (e+v)/(e+2v)`, `prediction = (1−g)·last + g·mean`, `e' = v·g`, here for the share above the mean. */
function noteLast(leg: LegPace, rawExcess: number, at: number): void {
  const excess = Math.min(Math.max(rawExcess, EXCESS.least), EXCESS.most);
  leg.variance = leg.variance * VARIANCE_KEEP + (1 - VARIANCE_KEEP) * excess * excess;
  leg.gain = (leg.error + leg.variance) / (leg.error + 2 * leg.variance);
  leg.error = leg.variance * leg.gain;
  leg.lastExcess = excess;
  leg.lastAt = at;
}
