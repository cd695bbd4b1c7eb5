/**
 * Lets tasks about the same thing run one after another. The server runs a socket's commands side by side, so that
 * leaving a topic could otherwise overtake the join before it, and undo the one after it.
 */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs the task once all earlier ones with this key have ended, well or not. */
  take<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key);
    const mine = before === undefined ? task() : before.then(task, task);
    this.#last.set(key, mine);
    const ended = () => {
      if (this.#last.get(key) === mine) this.#last.delete(key);
    };
    mine.then(ended, ended);
    return mine;
  }
}
