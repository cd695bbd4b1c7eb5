import { expect, it } from 'vitest';
import { EXPIRY_NOTICE_MS, Expiries } from '../../src/kernel/expiry.ts';
import { systemClock } from '../../src/ports/clock.ts';
import { createManualClock } from '../manual-clock.ts';

const YEAR = 365 * 24 * 3_600_000;

function watch(expiresAt: number) {
  const clock = createManualClock(0);
  const calls: [string, number][] = [];
  const expiries = new Expiries(
    clock,
    () => calls.push(['notify', clock.now()]),
    () => calls.push(['expire', clock.now()]),
  );
  const token = { expiresAt };
  expiries.watch(token);
  return { clock, calls, cancel: () => expiries.forget(token) };
}

it.each([
  ['an hour', 3_600_000],
  ['just over the notice', EXPIRY_NOTICE_MS + 1],
  ['the longest delay of a timer', 2 ** 31 - 1],
  ['one more than that', 2 ** 31],
  ['a notice that is due at the end of a step', 2 ** 31 - 1 + EXPIRY_NOTICE_MS],
  ['ten years', 10 * YEAR],
])('tells a minute before and ends at the time: %s', (_name, expiresAt) => {
  const { clock, calls } = watch(expiresAt);
  clock.advance(expiresAt - EXPIRY_NOTICE_MS - 1);
  expect(calls).toEqual([]);
  clock.advance(20 * YEAR);
  expect(calls).toEqual([
    ['notify', expiresAt - EXPIRY_NOTICE_MS],
    ['expire', expiresAt],
  ]);
  expect(clock.waiting).toBe(0);
});

it('tells at once when there is less than a minute left', () => {
  const { clock, calls } = watch(10_000);
  clock.advance(0);
  expect(calls).toEqual([['notify', 0]]);
  clock.advance(10_000);
  expect(calls).toEqual([
    ['notify', 0],
    ['expire', 10_000],
  ]);
});

it('ends at once what has expired already', () => {
  const { clock, calls } = watch(-5);
  clock.advance(0);
  expect(calls).toEqual([
    ['notify', 0],
    ['expire', 0],
  ]);
});

it.each([0, 1, 2, 3])('can be cancelled in every phase: after %d steps', (steps) => {
  const { clock, calls, cancel } = watch(5 * 2 ** 31);
  for (let step = 0; step < steps; step++) clock.advance(2 ** 31);
  cancel();
  clock.advance(20 * YEAR);
  expect([calls, clock.waiting]).toEqual([[], 0]);
});

it('can be cancelled between the notice and the end', () => {
  const { clock, calls, cancel } = watch(3_600_000);
  clock.advance(3_600_000 - 1);
  cancel();
  clock.advance(YEAR);
  expect(calls).toEqual([['notify', 3_540_000]]);
});

it('waits for a far date on the machine clock too, whose timers would fire at once', async () => {
  const calls: string[] = [];
  const expiries = new Expiries(
    systemClock,
    () => calls.push('notify'),
    () => calls.push('expire'),
  );
  const token = { expiresAt: Date.now() + YEAR };
  expiries.watch(token);
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  expiries.forget(token);
  expect(calls).toEqual([]);
});

it('tells many at times of their own, and those that are left when some are forgotten', () => {
  const clock = createManualClock(0);
  const calls: string[] = [];
  const expiries = new Expiries<{ name: string; expiresAt: number }>(
    clock,
    ({ name }) => calls.push(`${name} told at ${clock.now()}`),
    ({ name }) => calls.push(`${name} ended at ${clock.now()}`),
  );
  const [late, early, gone] = [
    { name: 'late', expiresAt: 200_500 },
    { name: 'early', expiresAt: 150_250 },
    { name: 'gone', expiresAt: 130_000 },
  ];
  for (const token of [late, gone, early]) expiries.watch(token);
  expiries.forget(gone);
  clock.advance(300_000);
  expect(calls).toEqual([
    'early told at 90250',
    'late told at 140500',
    'early ended at 150250',
    'late ended at 200500',
  ]);
  expect(clock.waiting).toBe(0);
});
