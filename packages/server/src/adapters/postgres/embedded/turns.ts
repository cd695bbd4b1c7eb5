import { Overloaded } from '../../../ports/overloaded.ts';

/** Lets one caller at a time through, in the order they came; a bounded number may wait. */
export class Turns {
  readonly #maxWaiting: number;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(maxWaiting: number) {
    this.#maxWaiting = maxWaiting;
  }

  /** Runs `work` when everybody before is done. Rejects with `unavailable` at once when too many wait. */
  take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= this.#maxWaiting) {
      const message = `The embedded database is behind: ${this.#waiting} queries wait. Try again later.`;
      return Promise.reject(new Overloaded(message, 1000));
    }
    this.#waiting++;
    const turn = this.#last.then(work).finally(() => {
      this.#waiting--;
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** Resolves when everybody who has come so far is done. */
  async idle(): Promise<void> {
    await this.#last;
  }
}
