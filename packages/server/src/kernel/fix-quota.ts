import { LRUCache } from 'lru-cache';

const MINUTE_MS = 60_000;
const KEEP_MS = MINUTE_MS;
const MAX_WINDOWS = 200_000;
/** Minutes in which fixes were refused, remembered until the device has had time to send them again. */
const MAX_REFUSED = 10_000;
const KEEP_REFUSED_MS = 15 * MINUTE_MS;

interface Window {
  /** Of all fixes of the minute that were let through. */
  readonly times: number[];
  /** How many of them since the allowance was last given. */
  taken: number;
  touchedAt: number;
}

/** Judges how many different fixes a vehicle may report per minute of their own timestamps. */
export interface FixQuota {
  /**
   * 0 when the fix is within the quota (a repeat always is), else the milliseconds to wait before the minute is
   * judged afresh. `vehicle` is the tenant-wide key, `time` the fix's own and `now` the server's epoch ms.
   */
  take(vehicle: string, time: number, now: number): number;
}

/** The least time between fixes, in ms, at which no minute has more than so many; 0: there is no limit. */
export function leastIntervalMs(maxPerMinute: number): number {
  return maxPerMinute === 0 ? 0 : Math.ceil(MINUTE_MS / maxPerMinute);
}

/**
 * Counts distinct fix times per vehicle and minute, so that neither a flushed backlog nor a batch sent again is
 * taken for a flood. Windows that took nothing for a minute are forgotten, and the oldest beyond 200,000. Those that
 * refused something are kept longer: a device that sends all of a batch again until it is taken as a whole would
 * otherwise spend every new allowance on what it has delivered already, and never come to the rest.
 */
export function createFixQuota(maxPerMinute: number): FixQuota {
  const windows = new Map<string, Window>();
  const refused = new LRUCache<string, Window>({ max: MAX_REFUSED });
  return {
    take(vehicle, time, now) {
      if (maxPerMinute === 0) return 0;
      const key = `${vehicle}/${Math.floor(time / MINUTE_MS)}`;
      const window = kept(windows.get(key), KEEP_MS, now) ??
        kept(refused.get(key), KEEP_REFUSED_MS, now) ?? { times: [], taken: 0, touchedAt: now };
      if (window.times.includes(time)) return 0;
      if (now - window.touchedAt >= KEEP_MS) window.taken = 0;
      if (window.taken >= maxPerMinute) {
        refused.set(key, window);
        return Math.max(1000, window.touchedAt + KEEP_MS - now);
      }
      window.times.push(time);
      window.taken += 1;
      window.touchedAt = now;
      // Written anew, so that the map stays in order of touch and the oldest stand first.
      windows.delete(key);
      windows.set(key, window);
      forgetOldest(windows, now);
      return 0;
    },
  };
}

function kept(window: Window | undefined, keepMs: number, now: number): Window | undefined {
  return window !== undefined && now - window.touchedAt < keepMs ? window : undefined;
}

function forgetOldest(windows: Map<string, Window>, now: number): void {
  for (const [key, window] of windows) {
    if (windows.size <= MAX_WINDOWS && now - window.touchedAt <= KEEP_MS) return;
    windows.delete(key);
  }
}
