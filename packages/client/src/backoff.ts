/** Bounds of exponential back-off in milliseconds. */
export interface Backoff {
  readonly baseMs: number;
  readonly capMs: number;
}
