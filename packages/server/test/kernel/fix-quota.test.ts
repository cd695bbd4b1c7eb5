import { expect, it } from 'vitest';
import { createFixQuota, leastIntervalMs } from '../../src/kernel/fix-quota.ts';

const T0 = Date.parse('2026-05-04T07:45:00.000Z');
const MINUTE = 60_000;

/** Verdicts for fixes at these times, all received at `now`. */
function takeAll(max: number, times: readonly number[], now = T0): number[] {
  const quota = createFixQuota(max);
  return times.map((time) => quota.take('bus-7', time, now));
}

it('lets through as many different times of a minute as allowed, and no more', () => {
  expect(
    takeAll(
      3,
      [0, 1, 2, 3, 4].map((ms) => T0 + ms),
    ),
  ).toEqual([0, 0, 0, MINUTE, MINUTE]);
});

it('lets repeats through for free, also when the minute is full', () => {
  expect(takeAll(2, [T0, T0, T0 + 1, T0, T0 + 1, T0 + 2, T0 + 1])).toEqual([0, 0, 0, 0, 0, MINUTE, 0]);
});

it('does not take a flushed backlog for a flood: each minute of the fixes own time counts alone', () => {
  const anHour = Array.from({ length: 60 * 4 }, (_, index) => T0 + index * 15_000);
  expect(takeAll(4, anHour).every((wait) => wait === 0)).toBe(true);
  expect(takeAll(3, anHour).filter((wait) => wait > 0)).toHaveLength(60);
});

it('counts each vehicle alone', () => {
  const quota = createFixQuota(1);
  expect(quota.take('bus-7', T0, T0)).toBe(0);
  expect(quota.take('acme:bus-7', T0 + 1, T0)).toBe(0);
  expect(quota.take('bus-7', T0 + 1, T0)).toBeGreaterThan(0);
});

it('names a wait after which the minute is judged afresh', () => {
  const quota = createFixQuota(2);
  quota.take('bus-7', T0, T0);
  quota.take('bus-7', T0 + 1, T0 + 10_000);
  const wait = quota.take('bus-7', T0 + 2, T0 + 15_000);
  expect(wait).toBe(55_000);
  expect(quota.take('bus-7', T0 + 2, T0 + 15_000 + wait - 1)).toBe(1000);
  expect(quota.take('bus-7', T0 + 2, T0 + 15_000 + wait)).toBe(0);
});

it('lets a batch that is sent again as a whole come to its end, an allowance at a time', () => {
  const quota = createFixQuota(2);
  const batch = [0, 1, 2, 3, 4].map((ms) => T0 + ms);
  const refusedAt = (now: number) => batch.filter((time) => quota.take('bus-7', time, now) > 0).length;
  expect(refusedAt(T0)).toBe(3);
  expect(refusedAt(T0 + 1000)).toBe(3);
  expect(refusedAt(T0 + MINUTE)).toBe(1);
  expect(refusedAt(T0 + 2 * MINUTE)).toBe(0);
});

it('has no limit at 0', () => {
  expect(
    takeAll(
      0,
      Array.from({ length: 1000 }, (_, index) => T0 + index),
    ).every((wait) => wait === 0),
  ).toBe(true);
});

it.each([1, 7, 10, 120])(
  'refuses none of %i a minute that come at the least interval, whenever they begin',
  (max) => {
    const intervalMs = leastIntervalMs(max);
    const sets = [0, 1, 137, 30_000, MINUTE - 1].map((phase) =>
      Array.from({ length: 3 * max }, (_, index) => T0 + phase + index * intervalMs),
    );
    for (const times of sets) expect(takeAll(max, times).every((wait) => wait === 0)).toBe(true);
    const faster = Array.from(
      { length: 3 * max + 3 },
      (_, index) => T0 + index * Math.floor(0.75 * intervalMs),
    );
    expect(takeAll(max, faster).some((wait) => wait > 0)).toBe(true);
  },
);
