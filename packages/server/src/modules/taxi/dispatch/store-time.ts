import type { Clock } from '../../../ports/clock.ts';

/** Enough to hold one that came without delay. */
const SAMPLES = 16;

/**
 * The time of the database, which decides when offers end, as far as this server can tell: each change it is told of
 * carries the time at which it was made, and came a little later. The least late of the last ones is believed.
 */
export class StoreTime {
  readonly #clock: Clock;
  readonly #leads: number[] = [];
  #lead = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The database has just said that this is its time, epoch ms. */
  saw(at: number): void {
    this.#leads.push(at - this.#clock.now());
    if (this.#leads.length > SAMPLES) this.#leads.shift();
    this.#lead = Math.max(...this.#leads);
  }

  now(): number {
    return Math.round(this.#clock.now() + this.#lead);
  }
}
