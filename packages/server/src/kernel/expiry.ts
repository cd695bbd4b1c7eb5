import type { Clock } from '../ports/clock.ts';

/** How long before a token expires its session is told. */
export const EXPIRY_NOTICE_MS = 60_000;
/** The longest delay a timer takes (2^31 − 1 ms); longer ones are waited for in steps. */
const MAX_DELAY_MS = 2_147_483_647;

/** Calls `notify` a minute before `expiresAt` (at once when it is nearer) and `expire` at it. Returns a cancel. */
export function watchExpiry(
  clock: Clock,
  expiresAt: number,
  notify: () => void,
  expire: () => void,
): () => void {
  let cancel = at(
    clock,
    expiresAt - EXPIRY_NOTICE_MS,
    () => {
      notify();
      cancel = at(clock, expiresAt, expire, (next) => (cancel = next));
    },
    (next) => (cancel = next),
  );
  return () => cancel();
}

/** A timer for a moment however far away; `moved` hands out the cancel of each further step. */
function at(clock: Clock, moment: number, run: () => void, moved: (cancel: () => void) => void): () => void {
  const delayMs = Math.max(0, moment - clock.now());
  if (delayMs <= MAX_DELAY_MS) return clock.after(delayMs, run);
  return clock.after(MAX_DELAY_MS, () => moved(at(clock, moment, run, moved)));
}
