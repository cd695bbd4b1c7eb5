import { expect, test } from 'vitest';
import { clockIn, momentText, shortClockIn, shortMoment } from '../src/words/clock.ts';

const TIME = Date.UTC(2026, 6, 1, 13, 3, 10);

test('a clock of a time zone is told with seconds and without', () => {
  expect(clockIn(TIME, 'Europe/Dublin')).toBe('14:03:10');
  expect(shortClockIn(TIME, 'Europe/Dublin')).toBe('14:03');
  expect(shortClockIn(TIME, 'Asia/Kolkata')).toBe('18:33');
  expect(() => shortClockIn(TIME, 'Europe/Nowhere')).toThrow(RangeError);
});

test('a moment of another day names the day, in the short form too', () => {
  const later = TIME + 40 * 86_400_000;
  expect(momentText(TIME, TIME)).toBe(`${shortMoment(TIME, TIME)}:10`);
  expect(momentText(TIME, later)).toBe(`${shortMoment(TIME, later)}:10`);
  expect(shortMoment(TIME, later)).toContain('2026');
});
