/** A seeded source of numbers: the same seed gives the same town on every machine. */
export interface Random {
  /** Uniform in 0 ≤ n < 1. */
  next(): number;
  /** Uniform in min ≤ n < max. */
  between(min: number, max: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
}

/** mulberry32: 32 bits of state are plenty for a town of some thousand choices. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    between: (min, max) => min + (max - min) * next(),
    chance: (probability) => next() < probability,
  };
}
