import { describe, expect, test } from 'vitest';
import {
  formatServiceTime,
  isoWeekday,
  parseServiceTime,
  runsOn,
  serviceTime,
} from '../../src/kernel/service-time.ts';
import { wallText } from '../../src/kernel/wall-text.ts';

/** Day of service, time, time zone, and the moment. */
const MOMENTS: readonly [string, string, string, string][] = [
  ['2026-05-04', '07:45', 'UTC', '2026-05-04T07:45:00Z'],
  ['2026-05-04', '07:45', 'Europe/Dublin', '2026-05-04T06:45:00Z'],
  // Dublin springs forward at 01:00 and falls back at 02:00.
  ['2026-03-29', '07:45', 'Europe/Dublin', '2026-03-29T06:45:00Z'],
  ['2026-03-28', '24:30', 'Europe/Dublin', '2026-03-29T00:30:00Z'],
  ['2026-03-28', '31:45', 'Europe/Dublin', '2026-03-29T07:45:00Z'],
  ['2026-03-29', '00:30', 'Europe/Dublin', '2026-03-28T23:30:00Z'],
  ['2026-10-25', '07:45', 'Europe/Dublin', '2026-10-25T07:45:00Z'],
  ['2026-10-25', '00:30', 'Europe/Dublin', '2026-10-25T00:30:00Z'],
  ['2026-10-24', '24:30', 'Europe/Dublin', '2026-10-24T23:30:00Z'],
  // New York, at 02:00 both ways.
  ['2026-03-08', '06:15:30', 'America/New_York', '2026-03-08T10:15:30Z'],
  ['2026-11-01', '06:15:30', 'America/New_York', '2026-11-01T11:15:30Z'],
  ['2026-10-31', '25:10', 'America/New_York', '2026-11-01T05:10:00Z'],
  // Cairo and Santiago change at midnight: the day begins at one o'clock, or its last hour comes twice.
  ['2026-04-24', '07:00', 'Africa/Cairo', '2026-04-24T04:00:00Z'],
  ['2026-04-23', '24:10', 'Africa/Cairo', '2026-04-23T22:10:00Z'],
  ['2026-09-06', '07:00', 'America/Santiago', '2026-09-06T10:00:00Z'],
  ['2026-04-04', '23:30', 'America/Santiago', '2026-04-05T02:30:00Z'],
  // An offset of a quarter of an hour, far in the east.
  ['2026-01-10', '07:45', 'Pacific/Chatham', '2026-01-09T18:00:00Z'],
  ['2026-01-10', '12:00', 'Pacific/Kiritimati', '2026-01-09T22:00:00Z'],
];

describe('a time of a schedule', () => {
  test.each(MOMENTS)('%s %s in %s is %s', (date, time, timeZone, moment) => {
    const seconds = parseServiceTime(time) ?? Number.NaN;
    expect(new Date(serviceTime(date, seconds, timeZone)).toISOString()).toBe(moment.replace('Z', '.000Z'));
  });

  test.each(['Europe/Dublin', 'America/New_York', 'Africa/Cairo', 'America/Santiago', 'Australia/Lord_Howe'])(
    'a school bus in %s comes at a quarter to eight on the wall on every day of a year',
    (timeZone) => {
      for (let day = 0; day < 366; day += 1) {
        const date = new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10);
        expect(wallText(serviceTime(date, 7.75 * 3600, timeZone), timeZone)).toBe(`${date} 07:45:00`);
      }
    },
  );

  test.each([
    ['07:45', 27_900],
    ['7:45:30', 27_930],
    [' 00:00:00 ', 0],
    ['25:10', 90_600],
    ['59:59:59', 215_999],
  ])('%s is %d seconds', (text, seconds) => {
    expect(parseServiceTime(text)).toBe(seconds);
    expect(parseServiceTime(formatServiceTime(seconds))).toBe(seconds);
  });

  test.each(['', '7', '07:60', '07:45:60', '07.45', '-1:00', '7:45 am', '1e3:00'])('%j is none', (text) => {
    expect(parseServiceTime(text)).toBeUndefined();
  });
});

test('a calendar runs on its weekdays between its days, and on days that were added, but not on days that were removed', () => {
  const calendar = {
    weekdays: [1, 2, 3, 4, 5],
    startsOn: '2026-09-01',
    endsOn: '2026-12-18',
    added: ['2026-10-03', '2027-01-02', '2026-10-26'],
    removed: ['2026-10-26', '2026-10-27'],
  };
  const days = ['2026-08-31', '2026-09-01', '2026-10-02', '2026-10-03', '2026-10-04', '2026-10-26']
    .concat('2026-10-27', '2026-12-18', '2026-12-19', '2026-12-21', '2027-01-02')
    .filter((date) => runsOn(calendar, date));
  expect(days).toEqual(['2026-09-01', '2026-10-02', '2026-10-03', '2026-12-18', '2027-01-02']);
  expect(['2026-05-04', '2026-05-10'].map(isoWeekday)).toEqual([1, 7]);
});
