import { describe, expect, it } from 'vitest';
import { wallText } from '../../src/kernel/wall-text.ts';
import { isQuiet } from '../../src/modules/alerts/quiet-hours.ts';

const NIGHT = { from: '22:00', to: '06:00' } as const;
const at = (iso: string): number => Date.parse(iso);

describe('quiet hours', () => {
  it.each([
    ['2026-01-15T21:59:59Z', false],
    ['2026-01-15T22:00:00Z', true],
    ['2026-01-16T05:59:59Z', true],
    ['2026-01-16T06:00:00Z', false],
    ['2026-01-16T12:00:00Z', false],
  ])('past midnight, in UTC: %s is quiet: %s', (iso, quiet) => {
    expect(isQuiet(NIGHT, at(iso), 'UTC')).toBe(quiet);
  });

  it.each([
    ['2026-07-15T20:59:59Z', false],
    ['2026-07-15T21:00:00Z', true],
    ['2026-07-16T05:00:00Z', false],
    ['2026-01-15T21:30:00Z', false],
  ])('follow the summer time of the zone: %s in Dublin: %s', (iso, quiet) => {
    expect(isQuiet(NIGHT, at(iso), 'Europe/Dublin')).toBe(quiet);
  });

  it.each([
    // 29 March 2026 in Dublin: 00:59:59 GMT is followed by 02:00:00 IST.
    ['2026-03-29T00:30:00Z', false],
    ['2026-03-29T00:59:59Z', false],
    ['2026-03-29T01:00:00Z', true],
    ['2026-03-29T01:59:59Z', true],
    ['2026-03-29T02:00:00Z', false],
  ])('begin within the hour that is left out in spring, and count from its end: %s: %s', (iso, quiet) => {
    expect(isQuiet({ from: '01:30', to: '03:00' }, at(iso), 'Europe/Dublin')).toBe(quiet);
  });

  it.each([
    // 25 October 2026 in Dublin: the hour from 01:00 to 02:00 comes twice, at 00:00Z and at 01:00Z.
    ['2026-10-24T23:59:59Z', false],
    ['2026-10-25T00:29:59Z', false],
    ['2026-10-25T00:30:00Z', true],
    ['2026-10-25T00:59:59Z', true],
    ['2026-10-25T01:00:00Z', false],
    ['2026-10-25T01:30:00Z', true],
    ['2026-10-25T02:59:59Z', true],
    ['2026-10-25T03:00:00Z', false],
  ])('go by the clock on the wall in the hour that comes twice in autumn: %s: %s', (iso, quiet) => {
    expect(isQuiet({ from: '01:30', to: '03:00' }, at(iso), 'Europe/Dublin')).toBe(quiet);
  });

  it('last an hour more in the night of autumn, and one less in that of spring', () => {
    const minutes = (from: string): number => {
      let quiet = 0;
      for (let minute = 0; minute < 14 * 60; minute++)
        if (isQuiet(NIGHT, at(from) + minute * 60_000, 'America/New_York')) quiet += 1;
      return quiet;
    };
    expect(minutes('2026-10-31T20:00:00-04:00')).toBe(9 * 60);
    expect(minutes('2026-03-07T20:00:00-05:00')).toBe(7 * 60);
    expect(minutes('2026-06-07T20:00:00-04:00')).toBe(8 * 60);
  });

  it.each([
    // 16 January 2026 is a Friday.
    ['2026-01-16T23:00:00Z', true],
    ['2026-01-17T05:00:00Z', true],
    ['2026-01-16T05:00:00Z', false],
    ['2026-01-17T23:00:00Z', false],
  ])('of a Friday end on Saturday morning: %s: %s', (iso, quiet) => {
    expect(isQuiet({ ...NIGHT, days: [5] }, at(iso), 'UTC')).toBe(quiet);
  });

  it('of a Sunday end on Monday morning', () => {
    expect(isQuiet({ ...NIGHT, days: [7] }, at('2026-01-19T01:00:00Z'), 'UTC')).toBe(true);
    expect(isQuiet({ ...NIGHT, days: [1] }, at('2026-01-19T01:00:00Z'), 'UTC')).toBe(false);
  });

  it('tell the time on the wall', () => {
    expect(wallText(at('2026-10-25T00:30:12Z'), 'Europe/Dublin')).toBe('2026-10-25 01:30:12');
    expect(wallText(at('2026-01-01T00:00:00Z'), 'UTC')).toBe('2026-01-01 00:00:00');
  });
});
