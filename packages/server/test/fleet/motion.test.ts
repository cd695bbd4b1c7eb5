import type { Fix } from '@waycast/contract';
import { describe, expect, it } from 'vitest';
import { austinDay, limerickRide, missing } from './real-rides.ts';
import { at, findingsIn, metresIn, ofKind, T0 } from './run-of.ts';

const MINUTE = 60;

function drive(from: number, to: number, every: number, start: number, mps = 10): Fix[] {
  const fixes: Fix[] = [];
  for (let second = from; second <= to; second += every)
    fixes.push(at(second, start + (second - from) * mps));
  return fixes;
}

/** Stands with noise that comes again the same. */
function stand(from: number, to: number, every: number, east: number, noiseM = 0): Fix[] {
  const fixes: Fix[] = [];
  for (let second = from; second <= to; second += every) {
    const angle = second * 2.4;
    fixes.push(at(second, east + noiseM * Math.cos(angle), noiseM * Math.sin(angle * 1.7)));
  }
  return fixes;
}

/** 20 min of driving, 15 min at one place, 10 min of driving; at 10 m/s. */
function day(every: number, noiseM = 0): Fix[] {
  return [
    ...drive(0, 20 * MINUTE - every, every, 0),
    ...stand(20 * MINUTE, 35 * MINUTE, every, 12_000, noiseM),
    ...drive(35 * MINUTE + every, 45 * MINUTE, every, 12_000 + every * 10),
  ];
}

const secondOf = (time: number | null) => (time === null ? null : (time - T0) / 1000);

describe('motion', () => {
  it.each([1, 5, 10, 30, 60])(
    'finds trips and stops, and where they begin, with a fix every %i s',
    (every) => {
      const found = findingsIn(day(every, 5), { silent: true });
      const trips = ofKind(found, 'trip').map(({ startsAt, endsAt }) => [
        secondOf(startsAt),
        secondOf(endsAt),
      ]);
      const stops = ofKind(found, 'stop').map(({ startsAt, endsAt }) => [
        secondOf(startsAt),
        secondOf(endsAt),
      ]);
      const near = (second: number) =>
        expect.toSatisfy((is: number) => Math.abs(is - second) <= Math.max(20, every * 2));
      expect(trips).toEqual([
        [near(0), near(20 * MINUTE)],
        [near(35 * MINUTE), 45 * MINUTE],
      ]);
      expect(stops).toEqual([[near(20 * MINUTE), near(35 * MINUTE)]]);
      expect(trips[0]?.[1]).toBe(stops[0]?.[0]);
      expect(metresIn(found)).toBeGreaterThan(17_700);
      expect(metresIn(found)).toBeLessThan(18_100);
    },
  );

  it('counts no drift of a vehicle that stands for a night', () => {
    const found = findingsIn(stand(0, 8 * 3600, 10, 0, 25), { silent: true });
    expect(ofKind(found, 'trip')).toEqual([]);
    expect(ofKind(found, 'stop')).toHaveLength(1);
    expect(metresIn(found)).toBe(0);
  });

  it('takes no short halt for a stop', () => {
    const fixes = [...drive(0, 600, 5, 0), ...stand(605, 725, 5, 6000, 3), ...drive(730, 1330, 5, 6000)];
    const found = findingsIn(fixes, { silent: true });
    expect(ofKind(found, 'stop')).toEqual([]);
    expect(ofKind(found, 'trip')).toHaveLength(1);
  });

  it('counts the way through a jam, which is one stop', () => {
    const fixes = [...drive(0, 600, 5, 0), ...drive(605, 1805, 5, 6000, 0.5), ...drive(1810, 2410, 5, 6600)];
    const found = findingsIn(fixes, { silent: true });
    expect(ofKind(found, 'trip')).toHaveLength(2);
    expect(ofKind(found, 'stop')).toHaveLength(1);
    expect(metresIn(found)).toBeGreaterThan(12_400);
    expect(metresIn(found)).toBeLessThan(12_700);
  });

  it('ends a trip at the last fix before a silence, and stands through one that ends where it began', () => {
    const fixes = [
      ...drive(0, 600, 5, 0),
      ...stand(605, 660, 5, 6000),
      ...drive(8 * 3600, 8 * 3600 + 600, 5, 6000),
    ];
    const found = findingsIn(fixes, { silent: true });
    expect(ofKind(found, 'trip')).toMatchObject([
      { endsAt: T0 + 660_000, data: { inferred: true } },
      { endsAt: T0 + (8 * 3600 + 600) * 1000 },
    ]);
    expect(ofKind(found, 'stop')).toMatchObject([{ startsAt: T0 + 660_000, data: { inferred: true } }]);
    expect(ofKind(found, 'gap')).toMatchObject([
      { startsAt: T0 + 660_000, endsAt: T0 + 8 * 3_600_000 },
      { endsAt: null },
    ]);
  });

  it('says of a vehicle that is next heard elsewhere that it left unseen, and drives nothing meanwhile', () => {
    const fixes = [...stand(0, 600, 10, 0), ...stand(7200, 7800, 10, 30_000)];
    const found = findingsIn(fixes);
    expect(ofKind(found, 'stop')).toMatchObject([
      { startsAt: T0, endsAt: T0 + 600_000, data: { inferred: true } },
      { startsAt: T0 + 7_200_000, endsAt: null },
    ]);
    expect(metresIn(found)).toBe(0);
  });

  it('finds idling where the engine is known to be on', () => {
    const on = { attributes: { ignition: true } };
    const fixes = stand(0, 1200, 10, 0).map((fix, index) =>
      index >= 10 && index < 70 ? { ...fix, ...on } : fix,
    );
    expect(ofKind(findingsIn(fixes), 'idling')).toMatchObject([
      { startsAt: T0 + 100_000, endsAt: T0 + 700_000 },
    ]);
    expect(ofKind(findingsIn(stand(0, 1200, 10, 0)), 'idling')).toEqual([]);
  });

  it('finds driving too fast once, with hysteresis, by the device or else by the way', () => {
    const speeds = [10, 14.5, 13.2, 14.2, 14.5, 15, 13, 14.1, 12, 10, 14.5, 10];
    const setting = { speedLimitMps: 13.9 };
    const fixes = speeds.map((speed, index) => at(index * 10, index * 120, 0, { speed }));
    expect(ofKind(findingsIn(fixes, { setting }), 'overspeed')).toMatchObject([
      { startsAt: T0 + 30_000, endsAt: T0 + 70_000, data: { limitMps: 13.9, maxMps: 15 } },
    ]);
    expect(ofKind(findingsIn(fixes), 'overspeed')).toEqual([]);
    const silent = drive(0, 300, 5, 0, 20);
    expect(ofKind(findingsIn(silent, { setting, silent: true }), 'overspeed')).toHaveLength(1);
  });

  it.skipIf(missing !== '')(
    `measures a real ride by its route, and takes its jams for stops${missing}`,
    () => {
      const found = findingsIn(limerickRide(), { silent: true });
      // The route's line is 13,897 m long; the ride's points joined, with all their noise, 14,190 m.
      expect(metresIn(found)).toBeGreaterThan(13_897 * 0.97);
      expect(metresIn(found)).toBeLessThan(14_190);
      expect(ofKind(found, 'ignored')).toEqual([]);
      const [first] = ofKind(found, 'stop');
      expect(first).toMatchObject({ key: '2019-02-18T07:45:50.000Z' });
      for (const trip of ofKind(found, 'trip')) expect(trip.endsAt).toBeGreaterThan(trip.startsAt);
      expect(ofKind(found, 'trip').at(-1)?.endsAt).toBe(Date.parse('2019-02-18T09:00:26.000Z'));
    },
  );

  it.skipIf(missing !== '')(`makes sense of a real day of a fleet${missing}`, () => {
    for (const [vehicle, fixes] of austinDay()) {
      const found = findingsIn(fixes, { silent: true });
      const parts = [...ofKind(found, 'trip'), ...ofKind(found, 'stop')].sort(
        (a, b) => a.startsAt - b.startsAt,
      );
      for (const [index, part] of parts.entries()) {
        const end = part.endsAt ?? Number.POSITIVE_INFINITY;
        expect(end, vehicle).toBeGreaterThan(part.startsAt);
        expect(parts[index + 1]?.startsAt ?? end, vehicle).toBeGreaterThanOrEqual(end);
      }
      // A city bus drives all day, but no further than at 15 m/s without a rest.
      const [from = 0, to = 0] = [fixes[0]?.time, fixes.at(-1)?.time];
      expect(metresIn(found), vehicle).toBeLessThan(((to - from) / 1000) * 15 + 1000);
    }
  });
});
