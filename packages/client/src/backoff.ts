/** Bounds of exponential back-off in milliseconds. */
export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}

export const DEFAULT_BACKOFF: Backoff = { baseMs: 500, capMs: 30_000 };

/**
 * Delay before the next attempt after `failures` of them (1 or more), with full jitter: uniform below the exponential
 * bound, so that a thousand clients of a restarted server come back spread out. `jitter` is in [0, 1).
 */
export function backoffDelayMs(failures: number, jitter: number, { baseMs, capMs }: Backoff): number {
  const boundMs = Math.min(capMs, baseMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(jitter * boundMs);
}
