import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fullBucket, takeToken } from '../../src/kernel/token-bucket.ts';

const LIMIT = { perSecond: 10, burst: 3 };

it('gives its burst at once, then tells the wait for the next', () => {
  const bucket = fullBucket(LIMIT, 0);
  expect([0, 0, 0, 0].map((now) => takeToken(bucket, LIMIT, now))).toEqual([0, 0, 0, 100]);
  expect(takeToken(bucket, LIMIT, 99)).toBe(1);
  expect(takeToken(bucket, LIMIT, 100)).toBe(0);
});

it('never holds more than its burst', () => {
  const bucket = fullBucket(LIMIT, 0);
  expect([0, 0, 0, 0].map(() => takeToken(bucket, LIMIT, 3_600_000))).toEqual([0, 0, 0, 100]);
});

it('gives nothing for a clock that goes back, and goes on from there', () => {
  const bucket = fullBucket(LIMIT, 1000);
  for (let taken = 0; taken < 3; taken++) takeToken(bucket, LIMIT, 1000);
  expect(takeToken(bucket, LIMIT, 500)).toBe(100);
  expect(takeToken(bucket, LIMIT, 600)).toBe(0);
});

it('has no limit at 0 a second', () => {
  const none = { perSecond: 0, burst: 0 };
  const bucket = fullBucket(none, 0);
  expect(Array.from({ length: 100 }, () => takeToken(bucket, none, 0)).every((wait) => wait === 0)).toBe(
    true,
  );
});

it('gives on average what it promises, and a wait after which there is one', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 100 }), (gaps) => {
      const bucket = fullBucket(LIMIT, 0);
      let now = 0;
      let given = 0;
      for (const gap of gaps) {
        now += gap;
        const waitMs = takeToken(bucket, LIMIT, now);
        if (waitMs === 0) given += 1;
        else {
          now += waitMs;
          expect(takeToken(bucket, LIMIT, now)).toBe(0);
          given += 1;
        }
      }
      expect(given).toBeLessThanOrEqual(LIMIT.burst + (now / 1000) * LIMIT.perSecond + 1e-6);
    }),
  );
});
