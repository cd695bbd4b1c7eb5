import type { Clock } from '../ports/clock.ts';
import type { LoopLoad } from './loop-load.ts';
import { TickBatches } from './tick-batches.ts';

/**
 * When the event loop has no rest, short ticks take up to this long: fewer and fuller frames, each position still at
 * its reader within 100 ms.
 */
const OVERLOADED_TICK_MS = 60;
/** Loads between which ticks grow. */
const BUSY = 0.85;
const OVERLOADED = 0.97;

/** What waits for a tick. */
export interface Ticking {
  tick(batches: TickBatches): void;
}

interface Slot {
  readonly openedAt: number;
  readonly waiting: Ticking[];
}

/** Ticks a while after they were asked for; those asked for in the same millisecond share a timer. */
export class FleetTicks {
  readonly #clock: Clock;
  readonly #load: LoopLoad;
  /** The newest slot of each length of tick. */
  readonly #slots = new Map<number, Slot>();

  constructor(clock: Clock, load: LoopLoad) {
    this.#clock = clock;
    this.#load = load;
  }

  /** Calls `tick` once in so many milliseconds, later when the server is overloaded. */
  request(tickMs: number, ticking: Ticking): void {
    const now = this.#clock.now();
    const slot = this.#slots.get(tickMs);
    if (slot?.openedAt === now) slot.waiting.push(ticking);
    else this.#open(tickMs, { openedAt: now, waiting: [ticking] });
  }

  #open(tickMs: number, slot: Slot): void {
    this.#slots.set(tickMs, slot);
    this.#clock.after(stretched(tickMs, this.#load()), () => {
      if (this.#slots.get(tickMs) === slot) this.#slots.delete(tickMs);
      const batches = new TickBatches();
      for (const ticking of slot.waiting) ticking.tick(batches);
    });
  }
}

function stretched(tickMs: number, load: number): number {
  if (tickMs >= OVERLOADED_TICK_MS || load <= BUSY) return tickMs;
  const share = Math.min((load - BUSY) / (OVERLOADED - BUSY), 1);
  return Math.round(tickMs + share * (OVERLOADED_TICK_MS - tickMs));
}
