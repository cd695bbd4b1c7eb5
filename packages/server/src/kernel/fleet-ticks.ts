import type { Clock } from '../ports/clock.ts';

/** What waits for a tick. */
export interface Ticking {
  tick(): void;
}

interface Slot {
  readonly openedAt: number;
  readonly waiting: Ticking[];
}

/** Ticks a while after they were asked for; those asked for in the same millisecond share a timer. */
export class FleetTicks {
  readonly #clock: Clock;
  /** The newest slot of each length of tick. */
  readonly #slots = new Map<number, Slot>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Calls `tick` once in so many milliseconds. */
  request(tickMs: number, ticking: Ticking): void {
    const now = this.#clock.now();
    const slot = this.#slots.get(tickMs);
    if (slot?.openedAt === now) slot.waiting.push(ticking);
    else this.#open(tickMs, { openedAt: now, waiting: [ticking] });
  }

  #open(tickMs: number, slot: Slot): void {
    this.#slots.set(tickMs, slot);
    this.#clock.after(tickMs, () => {
      if (this.#slots.get(tickMs) === slot) this.#slots.delete(tickMs);
      for (const ticking of slot.waiting) ticking.tick();
    });
  }
}
