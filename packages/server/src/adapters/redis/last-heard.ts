/** Vehicles beyond which those that were silent longest are forgotten; other servers may still know them. */
const MAX_KNOWN = 500_000;

/** When this server heard each vehicle last, in epoch ms, those silent longest first. */
export class LastHeard {
  readonly #at = new Map<string, number>();

  heard(name: string, at: number): void {
    // Written anew, a key stands at the end.
    this.#at.delete(name);
    this.#at.set(name, at);
    if (this.#at.size <= MAX_KNOWN) return;
    const oldest = this.#at.keys().next();
    if (!oldest.done) this.#at.delete(oldest.value);
  }

  isAfter(name: string, time: number): boolean {
    return (this.#at.get(name) ?? Number.NEGATIVE_INFINITY) > time;
  }

  /** Milliseconds since it was heard; 0 when it is not known. */
  age(name: string, now: number): number {
    return Math.max(0, now - (this.#at.get(name) ?? now));
  }

  /** Those that were heard after a time. */
  since(time: number): string[] {
    return [...this.#at].flatMap(([name, at]) => (at > time ? [name] : []));
  }

  /** Forgets those not heard since a time, and returns them. */
  takeBefore(time: number): string[] {
    const taken: string[] = [];
    for (const [name, at] of this.#at) {
      if (at > time) break;
      this.#at.delete(name);
      taken.push(name);
    }
    return taken;
  }

  forget(name: string): void {
    this.#at.delete(name);
  }

  clear(): void {
    this.#at.clear();
  }
}
