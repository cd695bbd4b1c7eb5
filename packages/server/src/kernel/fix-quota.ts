const MINUTE_MS = 60_000;
const KEEP_MS = MINUTE_MS;
const MAX_WINDOWS = 200_000;

interface Window {
  readonly times: number[];
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

/**
 * Counts distinct fix times per vehicle and minute, so that neither a flushed backlog nor a batch sent again is
 * taken for a flood. Windows that took nothing for a minute are forgotten, and the oldest beyond 200,000.
 */
export function createFixQuota(maxPerMinute: number): FixQuota {
  const windows = new Map<string, Window>();
  return {
    take(vehicle, time, now) {
      if (maxPerMinute === 0) return 0;
      const key = `${vehicle}/${Math.floor(time / MINUTE_MS)}`;
      const known = windows.get(key);
      const window =
        known !== undefined && now - known.touchedAt < KEEP_MS ? known : { times: [], touchedAt: now };
      if (window.times.includes(time)) return 0;
      if (window.times.length >= maxPerMinute) return Math.max(1000, window.touchedAt + KEEP_MS - now);
      window.times.push(time);
      window.touchedAt = now;
      // Written anew, so that the map stays in order of touch and the oldest stand first.
      windows.delete(key);
      windows.set(key, window);
      forgetOldest(windows, now);
      return 0;
    },
  };
}

function forgetOldest(windows: Map<string, Window>, now: number): void {
  for (const [key, window] of windows) {
    if (windows.size <= MAX_WINDOWS && now - window.touchedAt <= KEEP_MS) return;
    windows.delete(key);
  }
}
