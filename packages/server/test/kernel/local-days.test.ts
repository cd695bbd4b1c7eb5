import { describe, expect, it } from 'vitest';
import { localDay, localDaysIn } from '../../src/kernel/local-days.ts';

const HOUR_MS = 3_600_000;
const iso = (time: number) => new Date(time).toISOString();
const hoursOf = (day: string, zone: string) => {
  const { from, to } = localDay(day, zone);
  return (to - from) / HOUR_MS;
};

describe('days of a time zone', () => {
  it('begin at its midnight and end at the next one', () => {
    const day = localDay('2026-05-04', 'Europe/Dublin');
    expect([iso(day.from), iso(day.to)]).toEqual(['2026-05-03T23:00:00.000Z', '2026-05-04T23:00:00.000Z']);
    expect(iso(localDay('2026-05-04', 'UTC').from)).toBe('2026-05-04T00:00:00.000Z');
    expect(iso(localDay('2026-05-04', 'Asia/Kathmandu').from)).toBe('2026-05-03T18:15:00.000Z');
    expect(iso(localDay('2026-05-04', 'Pacific/Kiritimati').from)).toBe('2026-05-03T10:00:00.000Z');
    expect(iso(localDay('2026-05-04', 'Pacific/Niue').from)).toBe('2026-05-04T11:00:00.000Z');
  });

  it('have 23 hours in spring and 25 in autumn', () => {
    expect(hoursOf('2026-03-29', 'Europe/Dublin')).toBe(23);
    expect(hoursOf('2026-10-25', 'Europe/Dublin')).toBe(25);
    expect(hoursOf('2026-03-08', 'America/New_York')).toBe(23);
    expect(hoursOf('2026-11-01', 'America/New_York')).toBe(25);
    expect(hoursOf('2026-10-04', 'Australia/Lord_Howe')).toBe(23.5);
  });

  it('begin at one where clocks are put forward at midnight', () => {
    const { from, to } = localDay('2026-04-24', 'Africa/Cairo');
    expect([iso(from), (to - from) / HOUR_MS]).toEqual(['2026-04-23T22:00:00.000Z', 23]);
  });

  it('follow each other without a gap over both changes of clocks', () => {
    const from = Date.UTC(2026, 0, 10, 12);
    const days = localDaysIn(from, Date.UTC(2026, 11, 20), 'America/New_York');
    expect(days[0]?.day).toBe('2026-01-10');
    expect(days).toHaveLength(344);
    for (const [index, { to }] of days.slice(0, -1).entries()) expect(days[index + 1]?.from).toBe(to);
  });

  it('of a span are those that it touches; its end is no part of it', () => {
    const { from, to } = localDay('2026-05-04', 'Europe/Dublin');
    expect(localDaysIn(from, to, 'Europe/Dublin').map(({ day }) => day)).toEqual(['2026-05-04']);
    expect(localDaysIn(from, to + 1, 'Europe/Dublin').map(({ day }) => day)).toEqual([
      '2026-05-04',
      '2026-05-05',
    ]);
  });

  it.each(['2026-02-30', '2026-13-01', '04.05.2026', ''])('refuses %j', (name) => {
    expect(() => localDay(name, 'UTC')).toThrow('day takes a day of the calendar such as 2026-05-04');
  });
});
