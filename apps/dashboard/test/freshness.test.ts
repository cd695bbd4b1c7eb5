import { describe, expect, test } from 'vitest';
import { freshnessOf } from '../src/fleet/freshness.ts';
import { agoText, shortAge } from '../src/words/age.ts';

const INTERVAL_MS = 15_000;

describe('trust in a position', () => {
  test.each([
    ['ONLINE', 0, 'fresh'],
    ['ONLINE', 30_000, 'fresh'],
    ['ONLINE', 30_001, 'late'],
    ['IDLE', 60_000, 'late'],
    ['ONLINE', 60_001, 'stale'],
    ['ONLINE', 600_000, 'stale'],
    ['ONLINE', 600_001, 'offline'],
    ['OFFLINE', 1000, 'offline'],
    ['ONLINE', -90_000, 'fresh'],
  ] as const)('%s and %i ms old is %s', (status, ageMs, expected) => {
    expect(freshnessOf(status, ageMs, INTERVAL_MS)).toBe(expected);
  });

  test('follows the reporting interval', () => {
    expect(freshnessOf('ONLINE', 5000, 1000)).toBe('stale');
    expect(freshnessOf('ONLINE', 5000, 60_000)).toBe('fresh');
  });
});

describe('ages in words', () => {
  test.each([
    [0, '0 s'],
    [999, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [3_599_000, '59 min'],
    [3_600_000, '1 h'],
    [86_400_000, '1 d'],
    [7 * 365.25 * 86_400_000, '7 y'],
    [-2000, '0 s'],
    [-120_000, 'ahead'],
  ])('%i ms', (ageMs, text) => expect(shortAge(ageMs)).toBe(text));

  test('a clock that runs ahead is named', () => {
    expect(agoText(4000)).toBe('4 s ago');
    expect(agoText(-120_000)).toBe('device clock runs ahead');
  });
});
