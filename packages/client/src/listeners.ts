/** Calls a caller's function; what it throws surfaces as an uncaught error instead of breaking its neighbours. */
export function tell<A extends readonly unknown[]>(listener: (...input: A) => void, ...input: A): void {
  try {
    listener(...input);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** A set of listeners. One that is added twice is called twice and removed one at a time. */
export class Listeners<A extends readonly unknown[]> {
  readonly #entries = new Set<{ readonly listener: (...input: A) => void }>();

  add(listener: (...input: A) => void): () => void {
    const entry = { listener };
    this.#entries.add(entry);
    return () => {
      this.#entries.delete(entry);
    };
  }

  tell(...input: A): void {
    for (const { listener } of [...this.#entries]) tell(listener, ...input);
  }
}
