import type { Clock } from '../ports/clock.ts';

interface Slot {
  /** A newer value waits for the end of the interval. */
  held: boolean;
  readonly cancel: () => void;
}

/** Lets a key's values out at most once an interval: the first at once, then the newest when the interval ends. */
export interface Throttle {
  /** `now`: nothing went out within the interval, and this one claims it. `later`: hold the value back. */
  claim(key: string): 'now' | 'later';
  /** The claimed value did not go out after all (it was late or a repeat): the next one may go at once. */
  release(key: string): void;
  /** A value is held back: calls `release` with the key when the interval ends. */
  hold(key: string): void;
  /** Keys inside their interval. */
  readonly size: number;
  /** Ends all timers; what is held goes out now, and what comes after it at once. */
  close(): void;
}

/**
 * A throttle by the server's clock. Every key in its interval owns one timer and is forgotten when it ends with
 * nothing held. `intervalMs` 0 lets everything through.
 */
export function createThrottle(clock: Clock, intervalMs: number, letOut: (key: string) => void): Throttle {
  const slots = new Map<string, Slot>();
  let closed = false;

  function start(key: string): void {
    if (closed) return;
    slots.set(key, { held: false, cancel: clock.after(intervalMs, () => end(key)) });
  }

  function end(key: string): void {
    const held = slots.get(key)?.held ?? false;
    slots.delete(key);
    if (!held) return;
    start(key);
    letOut(key);
  }

  return {
    get size() {
      return slots.size;
    },
    claim(key) {
      if (intervalMs === 0) return 'now';
      if (slots.has(key)) return 'later';
      start(key);
      return 'now';
    },
    release(key) {
      const slot = slots.get(key);
      // What was held meanwhile keeps its timer, or it would never go out.
      if (slot === undefined || slot.held) return;
      slot.cancel();
      slots.delete(key);
    },
    hold(key) {
      const slot = slots.get(key);
      if (slot !== undefined) {
        slot.held = true;
        return;
      }
      // The interval ended, or its claim was released, while this value was on its way.
      start(key);
      letOut(key);
    },
    close() {
      closed = true;
      for (const [key, slot] of slots) {
        slot.cancel();
        if (slot.held) letOut(key);
      }
      slots.clear();
    },
  };
}
