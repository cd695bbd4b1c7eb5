import type { Due, EndOfTurn } from './outbox.ts';

/** Tasks between two looks at what came in: about a millisecond of writes. */
const MAX_TASKS_AT_ONCE = 64;

/**
 * Runs all tasks of a turn in one `setImmediate`: what outboxes gathered in it is written after the turn's input has
 * been read, which adds no latency when idle and joins writes under load. Many tasks are done in parts, in order, and
 * input is read between them: what came while the first of a thousand sockets were written leaves in the same write
 * as what the others still wait for, and nobody waits for the end of them all. Each part begins with what is `first`:
 * who sends on when it has an answer would wait for all the others.
 */
export function createEndOfTurn(): EndOfTurn {
  const first = new Tasks();
  const others = new Tasks();
  let planned = false;
  const run = (): void => {
    try {
      first.doSome();
      others.doSome();
    } finally {
      planned = first.wait || others.wait;
      if (planned) setImmediate(run);
    }
  };
  return (task, when) => {
    (when === 'first' ? first : others).add(task);
    if (!planned) setImmediate(run);
    planned = true;
  };
}

class Tasks {
  #tasks: Due[] = [];
  #later: Due[] = [];
  #done = 0;

  get wait(): boolean {
    return this.#tasks.length > 0;
  }

  add(task: Due): void {
    // A list that only grew would never end while there is always more to do.
    (this.#done > 0 ? this.#later : this.#tasks).push(task);
  }

  doSome(): void {
    const until = Math.min(this.#done + MAX_TASKS_AT_ONCE, this.#tasks.length);
    try {
      while (this.#done < until) this.#tasks[this.#done++]?.endTurn();
    } finally {
      if (this.#done >= this.#tasks.length) {
        [this.#tasks, this.#later] = [this.#later, []];
        this.#done = 0;
      }
    }
  }
}
