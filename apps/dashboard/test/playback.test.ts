import { destination, distanceM, type LatLng } from '@waycast/geo';
import { describe, expect, it } from 'vitest';
import { ignoredAt, ignoredEvent, ignoredRuns } from '../src/playback/ignored-runs.ts';
import { lengthM, momentsOf, placeAt } from '../src/playback/ride.ts';
import { stretchesOf } from '../src/playback/ride-layers.ts';
import { toleranceOf } from '../src/playback/use-ride.ts';
import { boundsOfDay, dayAfter, dayOf, isDay } from '../src/words/day.ts';

const HOME: LatLng = { latitude: 52.66, longitude: -8.62 };
const MINUTE = 60_000;

/** Ten minutes east at 10 m/s, half an hour's halt, ten minutes of silence, and on from 5 km further. */
const AWAY = destination(HOME, 90, 6000);
const FAR = destination(AWAY, 90, 5000);
const RIDE = momentsOf({
  vehicleId: 'van-1',
  fixes: 4,
  toleranceM: 5,
  silences: [1, 2],
  times: [0, 10 * MINUTE, 40 * MINUTE, 50 * MINUTE],
  latitudes: [HOME, AWAY, AWAY, FAR].map(({ latitude }) => latitude),
  longitudes: [HOME, AWAY, AWAY, FAR].map(({ longitude }) => longitude),
  speeds: [10, 0, 0, 10],
  ignored: [],
});

describe('a ride', () => {
  it('has a place at any moment: on its way, standing, silent', () => {
    const [at = HOME, standing, silent] = [5, 25, 45].map((minute) => placeAt(RIDE, minute * MINUTE));
    expect(distanceM(at, HOME)).toBeCloseTo(3000, -1);
    expect(at).toMatchObject({ silent: false, heading: expect.closeTo(90, 0), speed: expect.closeTo(10, 1) });
    expect(standing).toMatchObject({ heading: null, silent: false });
    expect(silent).toMatchObject({ latitude: AWAY.latitude, silent: true });
    expect(placeAt(RIDE, -1)).toBeUndefined();
    expect(placeAt([], 5)).toBeUndefined();
  });

  it('is as long as what was really travelled', () => {
    expect(lengthM(RIDE)).toBeCloseTo(6000, -1);
  });

  it('is drawn in stretches of one class of speed, broken by silences', () => {
    expect(stretchesOf(RIDE).map(({ class: speed, coordinates }) => [speed, coordinates.length])).toEqual([
      [2, 2],
      [0, 2],
    ]);
  });

  it('is asked for no finer than a pixel shows, in few steps', () => {
    expect([3, 10, 14, 19].map((zoom) => toleranceOf(zoom, 52))).toEqual([1024, 16, 1, 1]);
  });
});

describe('fixes that are not believed', () => {
  const fixes = [0, 30, 200, 201].map((second) => ({ ...HOME, time: second * 1000 }));
  const runs = ignoredRuns(fixes);

  it('are one event where they follow each other within a minute', () => {
    expect(runs.map(({ from, to, fixes: own }) => [from, to, own.length])).toEqual([
      [0, 30_000, 2],
      [200_000, 201_000, 2],
    ]);
    expect(runs.map((run) => ignoredEvent(run).words)).toEqual(Array(2).fill('2 positions not believed'));
    expect(ignoredRuns([])).toEqual([]);
  });

  it('are found at a moment and shortly before and after', () => {
    const found = [-16_000, -15_000, 45_000, 46_000, 190_000].map((time) => ignoredAt(runs, time, 15_000));
    expect(found).toEqual([undefined, runs[0], runs[0], undefined, runs[1]]);
  });
});

describe('days', () => {
  it('last 23 and 25 hours when clocks change', () => {
    const hours = (day: string, zone: string): number => {
      const { from, to } = boundsOfDay(day, zone);
      return (to + 1 - from) / 3_600_000;
    };
    expect(hours('2026-03-29', 'Europe/Dublin')).toBe(23);
    expect(hours('2026-10-25', 'Europe/Dublin')).toBe(25);
    expect(hours('2026-03-08', 'America/Chicago')).toBe(23);
    expect(hours('2026-05-04', 'Asia/Kathmandu')).toBe(24);
    // Clocks go from 24:00 to 01:00: a day without midnight.
    expect(hours('2026-04-24', 'Africa/Cairo')).toBe(23);
  });

  it('begin and end at local midnight', () => {
    const { from, to } = boundsOfDay('2026-05-04', 'America/Chicago');
    expect(new Date(from).toISOString()).toBe('2026-05-04T05:00:00.000Z');
    expect([dayOf(from, 'America/Chicago'), dayOf(to, 'America/Chicago')]).toEqual([
      '2026-05-04',
      '2026-05-04',
    ]);
    expect(dayAfter('2026-02-28', 1)).toBe('2026-03-01');
    const days = ['2026-05-04', '1970-01-01', '9999-12-30'];
    expect(days.filter(isDay)).toEqual(days);
    // While a year is typed, a field has days of the first centuries.
    const others = ['2026-02-31', '2026-5-4', 5, '0002-05-04', '0202-05-04', '1969-12-31', '9999-12-31'];
    expect(others.filter(isDay)).toEqual([]);
  });

  it('have bounds even where there was no such day, or hardly any', () => {
    // Samoa went from the 29th to the 31st.
    const { from, to } = boundsOfDay('2011-12-30', 'Pacific/Apia');
    expect(new Date(from).toISOString()).toBe('2011-12-30T10:00:00.000Z');
    expect(to).toBe(from);
    for (const day of ['1970-01-01', '9999-12-30'])
      for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago'])
        expect(dayOf(boundsOfDay(day, zone).from, zone)).toBe(day);
  });
});
