import type { Clock } from '../src/ports/clock.ts';

/** A clock that stands until it is moved: timers run in order of their time, each at its own `now`. */
export interface ManualClock extends Clock {
  /** Moves the clock on and runs what falls due. */
  advance(ms: number): void;
  /** Timers that wait. */
  readonly waiting: number;
}

interface Timer {
  readonly at: number;
  readonly run: () => void;
}

export function createManualClock(start = Date.parse('2026-05-04T07:45:50.000Z')): ManualClock {
  const timers = new Set<Timer>();
  let now = start;

  /** The first that is due by `until`; of several at one moment the oldest, as a Set keeps their order. */
  function nextDue(until: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of timers)
      if (timer.at <= until && (first === undefined || timer.at < first.at)) first = timer;
    return first;
  }

  return {
    now: () => now,
    get waiting() {
      return timers.size;
    },
    after(delayMs, run) {
      const timer: Timer = { at: now + delayMs, run };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    advance(ms) {
      const until = now + ms;
      for (let timer = nextDue(until); timer !== undefined; timer = nextDue(until)) {
        timers.delete(timer);
        now = Math.max(now, timer.at);
        timer.run();
      }
      now = until;
    },
  };
}
