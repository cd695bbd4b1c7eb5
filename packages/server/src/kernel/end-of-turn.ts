import type { EndOfTurn } from './outbox.ts';

/**
 * One `setImmediate` for all tasks of a turn: what a thousand outboxes gathered in it is written in one pass after
 * the turn's input has been read, which adds no latency when idle and joins writes under load.
 */
export function createEndOfTurn(): EndOfTurn {
  let tasks: (() => void)[] = [];
  const run = (): void => {
    const due = tasks;
    tasks = [];
    for (const task of due) task();
  };
  return (task) => {
    if (tasks.push(task) === 1) setImmediate(run);
  };
}
