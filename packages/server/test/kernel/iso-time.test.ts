import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isoTime } from '../../src/kernel/iso-time.ts';

it('writes every time as Date does, in any order', () => {
  const ms = fc.oneof(
    fc.integer({ min: Date.UTC(1980, 0, 1), max: Date.UTC(2200, 0, 1) }),
    fc.integer({ min: -86_400_000_000, max: 86_400_000_000 }),
    fc.integer({ min: -8.64e15, max: 8.64e15 }),
    fc.constantFrom(
      0,
      -1,
      0.5,
      -0.5,
      Date.UTC(10_000, 0, 1),
      Date.UTC(0, 0, 1),
      Date.UTC(2024, 1, 29, 23, 59, 59, 999),
    ),
  );
  fc.assert(
    fc.property(fc.array(ms, { minLength: 1, maxLength: 5 }), (times) => {
      expect(times.map(isoTime)).toEqual(times.map((time) => new Date(time).toISOString()));
    }),
    { numRuns: 5000 },
  );
});

it('refuses what is no time, as Date does', () => {
  expect(() => isoTime(Number.NaN)).toThrow(RangeError);
  expect(() => isoTime(8.65e15)).toThrow(RangeError);
});
