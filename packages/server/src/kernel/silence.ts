import type { Clock } from '../ports/clock.ts';

const MAX_WATCHED = 500_000;

/** Notices who has not been heard for a while, once each. */
export interface SilenceWatch {
  heard(key: string): void;
  close(): void;
}

/** Calls `fallSilent` once for each key that was heard and then not for `afterMs` of the clock. One timer serves all. */
export function createSilenceWatch(
  clock: Clock,
  afterMs: number,
  fallSilent: (key: string) => void,
): SilenceWatch {
  // In order of last hearing: a key is written anew each time, so that the most silent stand first.
  const lastHeard = new Map<string, number>();
  let cancel: (() => void) | undefined;
  let closed = false;

  function sweep(): void {
    cancel = undefined;
    const now = clock.now();
    for (const [key, at] of lastHeard) {
      if (now - at < afterMs) break;
      lastHeard.delete(key);
      fallSilent(key);
    }
    arm(now);
  }

  function arm(now: number): void {
    const oldest = lastHeard.values().next();
    if (cancel !== undefined || oldest.done) return;
    cancel = clock.after(Math.max(1, oldest.value + afterMs - now), sweep);
  }

  return {
    heard(key) {
      if (closed) return;
      const now = clock.now();
      lastHeard.delete(key);
      lastHeard.set(key, now);
      if (lastHeard.size > MAX_WATCHED) dropOldest(lastHeard);
      if (cancel === undefined) arm(now);
    },
    close() {
      closed = true;
      cancel?.();
      lastHeard.clear();
    },
  };
}

function dropOldest(map: Map<string, number>): void {
  const oldest = map.keys().next();
  if (!oldest.done) map.delete(oldest.value);
}
