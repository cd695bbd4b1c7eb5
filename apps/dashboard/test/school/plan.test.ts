import { describe, expect, test } from 'vitest';
import {
  monthAfter,
  serviceOn,
  weekdayOf,
  weeksOf,
  withDayTurned,
} from '../../src/school/plan/calendar-days.ts';
import { newId } from '../../src/school/plan/new-id.ts';
import { EMPTY_ROUTE, wayOfDraft, withStop, withStopMoved } from '../../src/school/plan/route-draft.ts';
import { rowProblems, serviceTime, shifted, withPasted } from '../../src/school/plan/service-times.ts';

describe('days of service', () => {
  const calendar = {
    weekdays: [1, 2, 3, 4, 5],
    startsOn: '2026-05-01',
    endsOn: '2026-06-30',
    added: ['2026-05-09'],
    removed: ['2026-05-04'],
  };
  test('follow the weekdays, less and plus the exceptions', () => {
    expect(weekdayOf('2026-05-04')).toBe(1);
    const on = ['2026-05-05', '2026-05-04', '2026-05-09', '2026-05-10', '2026-04-30'];
    expect(on.map((day) => serviceOn(calendar, day))).toEqual(['usual', 'removed', 'added', 'none', 'none']);
  });
  test('a day that is turned over twice is as before', () => {
    for (const day of ['2026-05-05', '2026-05-04', '2026-05-09', '2026-05-10'])
      expect(withDayTurned(withDayTurned(calendar, day), day)).toEqual(calendar);
    expect(withDayTurned(calendar, '2026-05-05').removed).toEqual(['2026-05-04', '2026-05-05']);
  });
  test('a month is whole weeks from Monday on, over the change of the year too', () => {
    expect(weeksOf('2026-02')).toHaveLength(5);
    expect(weeksOf('2027-02').flat()).toHaveLength(28);
    expect(weeksOf('2026-12').at(-1)?.[6]).toBe('2027-01-03');
    expect(monthAfter('2026-12', 1)).toBe('2027-01');
  });
});

describe('times of a schedule', () => {
  test.each([
    ['7:45', '07:45'],
    ['0745', '07:45'],
    ['7.45 pm', '19:45'],
    ['12:05 am', '00:05'],
    ['25:10:30', '25:10:30'],
    ['07:45:00', '07:45'],
    ['24h05', '24:05'],
    ['7:65', undefined],
    ['61:00', undefined],
    ['soon', undefined],
  ])('%s is %s', (text, time) => expect(serviceTime(text)).toBe(time));

  const rows = ['07:00', '07:10', '07:20'].map((arrival) => ({ arrival, departure: '' }));
  test('a column, or two, is pasted from a row on; what does not fit is left out', () => {
    expect(
      withPasted(rows, 1, '7:30\t7:32\r\n\t\n8:00\n').map((row) => `${row.arrival} ${row.departure}`),
    ).toEqual(['07:00 ', '07:30 07:32', '07:20 ']);
  });
  test('what goes backwards is marked at its row', () => {
    const back = [...rows, { arrival: '06:00', departure: '' }, { arrival: '24:10', departure: '24:05' }];
    expect(rowProblems(back).map((problem) => problem?.slice(0, 5) ?? null)).toEqual([
      null,
      null,
      null,
      'comes',
      'leave',
    ]);
  });
  test('all are moved together', () => {
    expect(shifted([{ arrival: '23:58', departure: 'x' }], 5)).toEqual([
      { arrival: '24:03', departure: 'x' },
    ]);
  });
});

describe('a route under work', () => {
  test('serves a stop twice, but not twice in a row; its stops change places', () => {
    const route = ['a', 'b', 'b', 'a'].reduce(withStop, EMPTY_ROUTE);
    expect(route.stops.map(({ stopId }) => stopId)).toEqual(['a', 'b', 'a']);
    expect(withStopMoved(route, 0, 1).stops.map(({ stopId }) => stopId)).toEqual(['b', 'a', 'a']);
    expect(withStopMoved(route, 0, -1)).toBe(route);
    const known = new Map(
      ['a', 'b', 'c'].map((stopId) => [
        stopId,
        { stopId, name: stopId, latitude: 1, longitude: 2, radiusM: 50, updatedAt: '' },
      ]),
    );
    const { way, stopIds } = wayOfDraft(route, known);
    expect(stopIds).toEqual(['c', 'a', 'b', 'a']);
    expect(way.stops.map(({ mark }) => mark)).toEqual(['', '1', '2', '3']);
    expect(way.line).toHaveLength(3);
  });
  test('ids are made of names', () => {
    expect(newId('Óg Höhe / 7')).toMatch(/^og-hohe-7-[0-9a-f]{6}$/);
    expect(newId('学校')).toMatch(/^new-/);
  });
});
