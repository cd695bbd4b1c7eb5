import { describe, expect, it } from 'vitest';
import { BACKOFF_MS, delayAfter } from '../../src/modules/alerts/backoff.ts';
import { outcomeOf } from '../../src/modules/alerts/outcome.ts';

describe('the delay before the next attempt', () => {
  it('grows from seconds to hours, and ends', () => {
    const delays = BACKOFF_MS.map((_, attempts) => delayAfter(attempts, BACKOFF_MS, undefined, 0.5));
    expect(delays.slice(0, 6)).toEqual([5000, 30_000, 120_000, 600_000, 3_600_000, 21_600_000]);
    expect(delayAfter(BACKOFF_MS.length, BACKOFF_MS, undefined)).toBeUndefined();
  });

  it('is spread by a fifth both ways', () => {
    expect([delayAfter(0, BACKOFF_MS, undefined, 0), delayAfter(0, BACKOFF_MS, undefined, 1)]).toEqual([
      4000, 6000,
    ]);
  });

  it('is as long as the receiver asks, up to an hour', () => {
    expect(delayAfter(0, BACKOFF_MS, 60_000, 0.5)).toBe(60_000);
    expect(delayAfter(0, BACKOFF_MS, 86_400_000, 0.5)).toBe(3_600_000);
  });
});

describe('an answer', () => {
  const answered = (status: number) => ({ kind: 'answered', status, retryAfterMs: undefined }) as const;

  it.each([200, 202, 204])('of %i delivers', (status) => {
    expect(outcomeOf(answered(status), 0, BACKOFF_MS)).toEqual({ kind: 'delivered', status });
  });

  it.each([301, 400, 401, 404, 429, 500, 503])('of %i is tried again', (status) => {
    expect(outcomeOf(answered(status), 0, BACKOFF_MS)).toMatchObject({ kind: 'retry', status });
  });

  it('is given up after the last attempt, when the receiver is gone, and where nobody may connect', () => {
    expect(outcomeOf(answered(500), BACKOFF_MS.length, BACKOFF_MS)).toMatchObject({
      kind: 'dead',
      status: 500,
    });
    expect(outcomeOf(answered(410), 0, BACKOFF_MS)).toMatchObject({ kind: 'dead', status: 410 });
    expect(outcomeOf({ kind: 'refused', reason: 'private' }, 0, BACKOFF_MS)).toEqual({
      kind: 'dead',
      status: null,
      error: 'private',
    });
    expect(outcomeOf({ kind: 'failed', reason: 'no answer' }, 0, BACKOFF_MS)).toMatchObject({
      kind: 'retry',
      error: 'no answer',
    });
  });
});
