const GROWTH = 1.5;
/** The share of a delay that is left to chance, so that servers do not all come at once. It only shortens. */
const JITTER = 0.3;

/** Delays between attempts, from `minMs` to `maxMs`, each half as long again as the one before. */
export class Backoff {
  readonly #minMs: number;
  readonly #maxMs: number;
  #nextMs: number;

  constructor(minMs: number, maxMs: number) {
    this.#minMs = minMs;
    this.#maxMs = maxMs;
    this.#nextMs = minMs;
  }

  /** The delay before the next attempt, in ms. */
  next(random: () => number = Math.random): number {
    const delay = this.#nextMs;
    this.#nextMs = Math.min(delay * GROWTH, this.#maxMs);
    return Math.max(this.#minMs, delay * (1 - JITTER * random()));
  }

  reset(): void {
    this.#nextMs = this.#minMs;
  }
}
