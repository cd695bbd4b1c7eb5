import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTime, parseTimeText } from '../../src/kernel/parse-time.ts';

const AT = Date.UTC(2026, 4, 4, 7, 45, 50);

describe('parseTime reads', () => {
  it.each<[string | number, number]>([
    ['2026-05-04T07:45:50.000Z', AT],
    ['2026-05-04T07:45:50Z', AT],
    ['2026-05-04T07:45:50z', AT],
    ['2026-05-04t07:45:50Z', AT],
    ['2026-05-04 07:45:50Z', AT],
    ['2026-05-04T07:45Z', AT - 50_000],
    ['2026-05-04T07:45:50.1Z', AT + 100],
    ['2026-05-04T07:45:50.12Z', AT + 120],
    ['2026-05-04T07:45:50,123Z', AT + 123],
    ['2026-05-04T07:45:50.123999999Z', AT + 123],
    ['2026-05-04T09:45:50+02:00', AT],
    ['2026-05-04T09:45:50+0200', AT],
    ['2026-05-04 09:45:50+02', AT],
    ['2026-05-04T02:15:50-05:30', AT],
    ['2026-05-04T07:45:50-00:00', AT],
    ['2024-02-29T00:00:00Z', Date.UTC(2024, 1, 29)],
    ['1980-01-01T00:00:00Z', Date.UTC(1980, 0, 1)],
    ['2200-01-01T00:00:00Z', Date.UTC(2200, 0, 1)],
    [AT, AT],
    [AT + 0.4, AT],
    [AT + 0.5, AT + 1],
    [Date.UTC(1980, 0, 1), Date.UTC(1980, 0, 1)],
    [Date.UTC(2200, 0, 1), Date.UTC(2200, 0, 1)],
  ])('%s', (text, ms) => {
    expect(parseTime('time', text)).toBe(ms);
  });

  it('back what it wrote, in any zone', () => {
    const ms = fc.integer({ min: Date.UTC(1980, 0, 2), max: Date.UTC(2199, 11, 30) });
    const offsetMinutes = fc.integer({ min: -12 * 60, max: 14 * 60 });
    fc.assert(
      fc.property(ms, offsetMinutes, fc.constantFrom('T', ' '), (time, offset, separator) => {
        expect(parseTime('time', new Date(time).toISOString())).toBe(time);
        expect(parseTime('time', time)).toBe(time);
        expect(parseTimeText('from', String(time))).toBe(time);
        expect(parseTime('time', inZone(time, offset).replace('T', separator))).toBe(time);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('parseTime refuses', () => {
  it.each([
    '2026-05-04T07:45:50',
    '0085-05-04T07:45:50.000Z',
    '2026-05-04',
    '07:45:50Z',
    '',
    'now',
    'Mon, 04 May 2026 07:45:50 GMT',
    '2026-05-04T07:45:50 Z',
    ' 2026-05-04T07:45:50Z',
    '2026-05-04T07:45:50Z\n',
    '2026-5-4T07:45:50Z',
    '20260504T074550Z',
    '2026-05-04T07:45:50.Z',
    '2026-05-04T07Z',
    '2026-05-04T25:00:00Z',
    '2026-05-04T07:60:00Z',
    '2026-05-04T07:45:60Z',
    '2026-13-01T00:00:00Z',
    '2026-00-01T00:00:00Z',
    '2026-05-00T00:00:00Z',
    '2026-05-32T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2026-02-30T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-05-04T07:45:50+25:00',
    '2026-05-04T07:45:50+02:60',
    '+002026-05-04T07:45:50Z',
    '1979-12-31T23:59:59.999Z',
    '2200-01-01T00:00:00.001Z',
    String(AT),
    '٢٠٢٦-05-04T07:45:50Z',
  ])('%j', (text) => {
    expect(() => parseTime('time', text)).toThrow(/^time takes ISO 8601 with a zone .*; got /);
  });

  it.each([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -1,
    0,
    Date.UTC(1980, 0, 1) - 1,
    Date.UTC(2200, 0, 1) + 1,
    AT * 1000,
  ])('%d', (number) => {
    expect(() => parseTime('sentAt', number)).toThrow(/^sentAt takes/);
  });

  it('seconds, with a hint', () => {
    expect(() => parseTime('time', AT / 1000)).toThrow(/looks like seconds/);
    expect(() => parseTimeText('from', String(AT / 1000))).toThrow(/looks like seconds/);
    expect(() => parseTime('time', AT * 1000)).not.toThrow(/looks like seconds/);
  });

  it('anything else without another error than its own, and never reads half of it', () => {
    const pieces = fc.array(
      fc.constantFrom('2026', '-', '05', '04', 'T', ' ', ':', '45', '.', '123', 'Z', '+', '9', '\n'),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 50 }),
          pieces.map((parts) => parts.join('')),
        ),
        (text) => {
          try {
            expect(Number.isInteger(parseTime('time', text))).toBe(true);
            expect(text).toMatch(/^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d/);
          } catch (error) {
            expect(error).toMatchObject({ name: 'WaycastError', code: 'invalid' });
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

function inZone(time: number, offsetMinutes: number): string {
  const sign = offsetMinutes < 0 ? '-' : '+';
  const [hours, minutes] = [Math.floor(Math.abs(offsetMinutes) / 60), Math.abs(offsetMinutes) % 60];
  const local = new Date(time + offsetMinutes * 60_000).toISOString().slice(0, -1);
  return `${local}${sign}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}
