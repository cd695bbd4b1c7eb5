import type { RegistryReading } from './server-registry.ts';

interface Seen {
  /** What the server said last, in ms of Redis's clock. */
  readonly at: number;
  /** When it was first seen saying that, in ms of the own clock. */
  readonly since: number;
}

/**
 * Which servers are dead: those that have said nothing for a while by Redis's clock and, for half of that, before our
 * own eyes. So nobody is taken for dead because Redis was away, or because a new master's clock is ahead. A server
 * that vanished from the list (an eviction) is remembered here.
 */
export class SilentServers {
  readonly #silentAfterMs: number;
  readonly #seen = new Map<string, Seen>();

  constructor(silentAfterMs: number) {
    this.#silentAfterMs = silentAfterMs;
  }

  /** Forgets what was seen: Redis was away, and nobody could say anything. */
  reset(): void {
    this.#seen.clear();
  }

  forget(id: string): void {
    this.#seen.delete(id);
  }

  /** Takes note of the list; returns the dead but for `own`. `now` is the own clock in ms. */
  judge({ now: redisNow, servers }: RegistryReading, own: string, now: number): string[] {
    for (const [id, { at }] of servers) {
      if (this.#seen.get(id)?.at !== at) this.#seen.set(id, { at, since: now });
    }
    const dead: string[] = [];
    for (const [id, { at, since }] of this.#seen) {
      const listed = servers.has(id);
      const silentMs = listed ? redisNow - at : now - since;
      const watchedMs = now - since;
      if (id !== own && silentMs >= this.#silentAfterMs && watchedMs >= this.#silentAfterMs / 2)
        dead.push(id);
    }
    return dead;
  }
}
