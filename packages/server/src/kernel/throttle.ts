import type { Topic } from '@waycast/contract';
import type { Clock } from '../ports/clock.ts';

/** When another server was quicker, its update is less than an interval old: asking so often finds its end. */
const ASKS_PER_INTERVAL = 4;
const MIN_ASK_MS = 10;

interface Slot {
  /** Of which a newer value waits for the end of the interval. */
  held: Topic | undefined;
  readonly cancel: () => void;
}

/** Lets a key's values out at most once an interval: the first at once, then the newest when the interval ends. */
export interface Throttle {
  /** `now`: nothing went out within the interval, and this one claims it. `later`: hold the value back. */
  claim(key: string): 'now' | 'later';
  /** The claimed value did not go out after all (it was late or a repeat): the next one may go at once. */
  release(key: string): void;
  /** A value is held back: lets the topic out when the interval ends. */
  hold(key: string, topic: Topic): void;
  /** Another server let one out less than an interval ago: lets the topic out in a part of the interval, or at the end. */
  defer(key: string, topic: Topic): void;
  /** Keys inside their interval. */
  readonly size: number;
  /** Ends all timers; what is held goes out now, and what comes after it at once. */
  close(): void;
}

/**
 * A throttle by the server's clock. Every key in its interval owns one timer and is forgotten when it ends with
 * nothing held. `intervalMs` 0 lets everything through.
 */
export function createThrottle(
  clock: Clock,
  intervalMs: number,
  letOut: (key: string, topic: Topic) => void,
): Throttle {
  const slots = new Map<string, Slot>();
  let closed = false;

  function start(key: string, delayMs: number, held?: Topic): void {
    if (closed) return;
    slots.set(key, { held, cancel: clock.after(delayMs, () => end(key)) });
  }

  function end(key: string): void {
    const held = slots.get(key)?.held;
    slots.delete(key);
    if (held === undefined) return;
    start(key, intervalMs);
    letOut(key, held);
  }

  return {
    get size() {
      return slots.size;
    },
    claim(key) {
      if (intervalMs === 0) return 'now';
      if (slots.has(key)) return 'later';
      start(key, intervalMs);
      return 'now';
    },
    release(key) {
      const slot = slots.get(key);
      // What was held meanwhile keeps its timer, or it would never go out.
      if (slot === undefined || slot.held !== undefined) return;
      slot.cancel();
      slots.delete(key);
    },
    hold(key, topic) {
      const slot = slots.get(key);
      if (slot !== undefined) {
        slot.held = topic;
        return;
      }
      // The interval ended, or its claim was released, while this value was on its way.
      start(key, intervalMs);
      letOut(key, topic);
    },
    defer(key, topic) {
      if (closed) return letOut(key, topic);
      slots.get(key)?.cancel();
      start(key, Math.max(MIN_ASK_MS, intervalMs / ASKS_PER_INTERVAL), topic);
    },
    close() {
      closed = true;
      for (const [key, slot] of slots) {
        slot.cancel();
        if (slot.held !== undefined) letOut(key, slot.held);
      }
      slots.clear();
    },
  };
}
