import type { Clock } from '../../ports/clock.ts';
import type { RegionCount } from '../../ports/presence.ts';
import type { SessionStore } from './session-store.ts';

/** How long changes of a region gather before it is counted. */
const TICK_MS = 250;

/** Who of this server came to a region and went since it was last counted. */
interface Change {
  readonly tenant: string;
  readonly geohash: string;
  joined: number;
  left: number;
}

/** What a socket did: `counted`, it was there or not, and only the count may be another. */
export type RegionMove = 'joined' | 'left' | 'counted';

/** Counts regions that changed, once a tick each, and tells the listeners. */
export class RegionCounts {
  readonly #store: SessionStore;
  readonly #clock: Clock;
  readonly #listeners = new Set<(counts: readonly RegionCount[]) => void>();
  #changed = new Map<string, Change>();
  #cancelTick: (() => void) | undefined;

  constructor(store: SessionStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  listen(listener: (counts: readonly RegionCount[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(counts: readonly RegionCount[]): void {
    for (const listener of this.#listeners) listener(counts);
  }

  changed(tenant: string, geohash: string | undefined, move: RegionMove): void {
    if (geohash === undefined) return;
    const key = `${tenant} ${geohash}`;
    const change = this.#changed.get(key) ?? { tenant, geohash, joined: 0, left: 0 };
    this.#changed.set(key, change);
    if (move !== 'counted') change[move] += 1;
    this.#cancelTick ??= this.#clock.after(TICK_MS, () => void this.flush());
  }

  /** Counts what has changed now. While Redis is away nothing is told: on return all of it is counted. */
  async flush(): Promise<void> {
    this.#cancelTick?.();
    this.#cancelTick = undefined;
    const places = [...this.#changed.values()];
    this.#changed = new Map();
    const counted = await Promise.allSettled(
      places.map(async (place) => ({ ...place, ...(await this.#store.count(place.tenant, place.geohash)) })),
    );
    const counts = counted.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    if (counts.length > 0) this.tell(counts);
  }

  end(): void {
    this.#cancelTick?.();
    this.#listeners.clear();
  }
}
