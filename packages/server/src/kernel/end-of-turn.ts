import type { Due, EndOfTurn } from './outbox.ts';

/** Tasks between two looks at what came in: about a millisecond of writes. */
const MAX_TASKS_AT_ONCE = 64;

/**
 * Runs all tasks of a turn in one `setImmediate`: what outboxes gathered in it is written after the turn's input has
 * been read, which adds no latency when idle and joins writes under load. Many tasks are done in parts, in order, and
 * input is read between them: what came while the first of a thousand sockets were written leaves in the same write
 * as what the others still wait for, and nobody waits for the end of them all.
 */
export function createEndOfTurn(): EndOfTurn {
  let tasks: Due[] = [];
  let later: Due[] = [];
  let done = 0;
  const run = (): void => {
    const until = Math.min(done + MAX_TASKS_AT_ONCE, tasks.length);
    try {
      while (done < until) tasks[done++]?.endTurn();
    } finally {
      if (done >= tasks.length) {
        // A list that only grew would never end while there is always more to do.
        [tasks, later] = [later, []];
        done = 0;
      }
      if (tasks.length > 0) setImmediate(run);
    }
  };
  return (task) => {
    if (done > 0) later.push(task);
    else if (tasks.push(task) === 1) setImmediate(run);
  };
}
