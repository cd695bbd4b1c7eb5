/**
 * Puts the events that a reader missed back in order. The replay follows the server's answer and ends with the
 * offset that the answer names; but where the socket follows the topic already (messages to drivers and users are
 * followed without asking), newer events may have come before it.
 */
export class CatchUp<T> {
  readonly #until: number;
  readonly #waiting = new Map<number, T>();
  #at: number;

  /** From after offset `at` up to offset `until`. */
  constructor(at: number, until: number) {
    this.#at = at;
    this.#until = until;
  }

  /** Whether everything up to `until` has been given out. */
  get done(): boolean {
    return this.#at >= this.#until;
  }

  /** Events that wait for earlier ones. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /** Takes an event and returns those whose turn has come, in order. `answered`: it came after the answer. */
  take(offset: number, event: T, answered: boolean): T[] {
    if (offset <= this.#at) return [];
    this.#waiting.set(offset, event);
    // The replay comes in order: once its end is there, or something newer, an offset that is missing does not exist.
    return answered && offset >= this.#until ? this.#all() : this.#next();
  }

  #next(): T[] {
    const ready: T[] = [];
    for (
      let event = this.#waiting.get(this.#at + 1);
      event !== undefined;
      event = this.#waiting.get(this.#at + 1)
    ) {
      this.#at += 1;
      this.#waiting.delete(this.#at);
      ready.push(event);
    }
    return this.done ? [...ready, ...this.#all()] : ready;
  }

  #all(): T[] {
    const rest = [...this.#waiting].sort(([a], [b]) => a - b);
    this.#waiting.clear();
    this.#at = rest.at(-1)?.[0] ?? this.#at;
    return rest.map(([, event]) => event);
  }
}
