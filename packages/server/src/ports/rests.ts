import type { Clock } from './clock.ts';

/** Rests between pieces of work, which end early when there is a reason. */
export class Rests {
  readonly #clock: Pick<Clock, 'after'>;
  readonly #ends = new Set<() => void>();
  #closed = false;

  constructor(clock: Pick<Clock, 'after'>) {
    this.#clock = clock;
  }

  /** Resolves after so many milliseconds, or when it is ended; at once where there is nothing to wait for. */
  take(ms: number): Promise<void> {
    if (ms <= 0 || this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        cancel();
        this.#ends.delete(end);
        resolve();
      };
      const cancel = this.#clock.after(ms, end);
      this.#ends.add(end);
    });
  }

  /** Ends the rests that are taken now. */
  end(): void {
    for (const end of [...this.#ends]) end();
  }

  /** The same, and from now on there are none. */
  close(): void {
    this.#closed = true;
    this.end();
  }
}
