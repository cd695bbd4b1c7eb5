/** What a check found. `warn` works but should not stay so in production; `fail` will not work or loses data. */
export interface Finding {
  readonly check: string;
  readonly verdict: 'ok' | 'warn' | 'fail';
  /** What was found. */
  readonly found: string;
  /** What to do about it; absent when there is nothing to do. */
  readonly advice?: string;
}

/** Nothing to do. */
export function ok(check: string, found: string): Finding {
  return { check, verdict: 'ok', found };
}

/** Should not stay so. */
export function warn(check: string, found: string, advice: string): Finding {
  return { check, verdict: 'warn', found, advice };
}

/** Will not work, or loses data. */
export function fail(check: string, found: string, advice: string): Finding {
  return { check, verdict: 'fail', found, advice };
}
