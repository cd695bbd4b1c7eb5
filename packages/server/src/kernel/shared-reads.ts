/** A reading under way, and the one that those wait for who asked since it began. */
interface Reading<T> {
  readonly current: Promise<T>;
  next: Promise<T> | undefined;
}

/**
 * Reads for many readers. When a server dies, all of its readers come back at once and ask for the same: whoever asks
 * while an answer is under way shares the next one. Never the one under way, for what was published between its
 * reading and the asker's subscription would be in neither.
 */
export class SharedReads<T> {
  readonly #readings = new Map<string, Reading<T>>();

  /** What `begin` reads; all that ask by one key ask for the same. */
  read(key: string, begin: () => Promise<T>): Promise<T> {
    const reading = this.#readings.get(key);
    if (reading === undefined) return this.#start(key, begin);
    const again = (): Promise<T> => this.#start(key, begin);
    reading.next ??= reading.current.then(again, again);
    return reading.next;
  }

  #start(key: string, begin: () => Promise<T>): Promise<T> {
    const current = begin();
    const reading: Reading<T> = { current, next: undefined };
    this.#readings.set(key, reading);
    const end = (): void => {
      if (this.#readings.get(key) === reading && reading.next === undefined) this.#readings.delete(key);
    };
    current.then(end, end);
    return current;
  }
}
