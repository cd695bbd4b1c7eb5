import type { Log } from '../../../ports/log.ts';

/** Work of one kind, some of it at a time; what fails is logged, and what is beyond the bound is not done. */
export interface WorkQueue {
  add(work: () => Promise<void>): void;
  /** Resolves when nothing is waiting or under way. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

export function createWorkQueue(atOnce: number, maxWaiting: number, what: string, log: Log): WorkQueue {
  const waiting: (() => Promise<void>)[] = [];
  const underWay = new Set<Promise<void>>();
  let closed = false;

  function start(work: () => Promise<void>): void {
    const begun = work()
      .catch((error) => log.warn({ err: error }, `${what} failed`))
      .finally(() => {
        underWay.delete(begun);
        const next = waiting.shift();
        if (next !== undefined) start(next);
      });
    underWay.add(begun);
  }

  async function idle(): Promise<void> {
    while (underWay.size > 0) await Promise.all(underWay);
  }

  return {
    add(work) {
      if (closed) return;
      if (underWay.size < atOnce) start(work);
      else if (waiting.length < maxWaiting) waiting.push(work);
      else log.error({ maxWaiting }, `${what}: too much waits, and some is not done`);
    },
    idle,
    async close() {
      closed = true;
      waiting.length = 0;
      await idle();
    },
  };
}
