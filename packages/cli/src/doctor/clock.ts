import { type Finding, fail, ok, warn } from './finding.ts';

const CLOCK_MS = { warn: 2000, fail: 30_000 };

/** Verdict on a clock that is so far ahead of this machine's; behind when negative. */
export function judgeClock(check: string, whose: string, aheadMs: number, advice: string): Finding {
  const found = `${whose} is ${(Math.abs(aheadMs) / 1000).toFixed(1)} s ${aheadMs < 0 ? 'behind' : 'ahead of'} this machine's`;
  if (Math.abs(aheadMs) >= CLOCK_MS.fail) return fail(check, found, advice);
  return Math.abs(aheadMs) >= CLOCK_MS.warn ? warn(check, found, advice) : ok(check, found);
}
