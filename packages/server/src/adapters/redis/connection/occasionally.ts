const ONCE_A_MINUTE_MS = 60_000;

/** The same function, but at most once a minute; what comes between is left out. */
export function occasionally<A extends unknown[]>(call: (...args: A) => void): (...args: A) => void {
  let calledAt = Number.NEGATIVE_INFINITY;
  return (...args) => {
    const now = performance.now();
    if (now - calledAt < ONCE_A_MINUTE_MS) return;
    calledAt = now;
    call(...args);
  };
}
