import type { Fix } from '@waycast/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newTenant, of } from './history-samples.ts';
import { HOUR_MS, hoursOf } from './hourly-oracle.ts';
import {
  bucketsOf,
  DAY_MS,
  expectAggregates,
  fixReceivedNow,
  type KeepingSubject,
  NOW,
} from './keeping-subject.ts';

/** A vehicle's ride over some hours: legs short and long, standing and driving, some with a speed. */
function anyRide(): fc.Arbitrary<Fix[]> {
  const step = fc.record({
    afterS: fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 1, max: 600 }) },
      { weight: 1, arbitrary: fc.integer({ min: 3000, max: 8000 }) },
    ),
    north: fc.oneof(fc.constant(0), fc.double({ min: -0.01, max: 0.01, noNaN: true }), fc.constant(2)),
    east: fc.double({ min: -0.01, max: 0.01, noNaN: true }),
    speed: fc.option(fc.double({ min: 0, max: 40, noNaN: true }), { nil: undefined }),
    future: fc.oneof(
      { weight: 9, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constant<true>(true) },
    ),
  });
  return fc.array(step, { minLength: 1, maxLength: 40 }).map((steps) => {
    let [time, latitude, longitude] = [NOW - 20 * HOUR_MS, 52, -8];
    return steps.map(({ afterS, north, east, speed, future }) => {
      time += afterS * 1000;
      latitude = Math.min(80, latitude + north);
      longitude += east;
      return fixReceivedNow(time, {
        latitude,
        longitude,
        ...(speed === undefined ? {} : { speed }),
        ...(future === undefined ? {} : { future }),
      });
    });
  });
}

/** The promises A1 to A3 of the port `Aggregates`. A4 is in the suite of keeping. */
export function aggregatesSuite(name: string, open: () => Promise<KeepingSubject>): void {
  describe(`aggregates: ${name}`, () => {
    let subject: KeepingSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.close());

    async function stored(tenant: string, fixes: readonly Fix[]): Promise<void> {
      await subject.history.record(of(tenant, fixes));
      await subject.keep(NOW);
    }

    it('A2 counts what was stored, in any order of arrival, with repetitions, looked at in between', async () => {
      const arrivals = anyRide().chain((ride) =>
        fc.record({
          ride: fc.constant(ride),
          parts: fc.array(fc.shuffledSubarray(ride, { minLength: 1 }), { minLength: 1, maxLength: 3 }),
        }),
      );
      await fc.assert(
        fc.asyncProperty(arrivals, async ({ ride, parts }) => {
          const tenant = newTenant();
          for (const part of parts) await stored(tenant, part);
          await stored(tenant, ride);
          expectAggregates(await bucketsOf(subject, tenant), hoursOf(ride));
        }),
        { numRuns: 10 },
      );
    });

    it('A2 a late fix corrects its hour, and the way into the next one', async () => {
      const tenant = newTenant();
      const hour = NOW - 10 * HOUR_MS;
      const early = [
        fixReceivedNow(hour, { latitude: 52 }),
        fixReceivedNow(hour + HOUR_MS + 60_000, { latitude: 52.02 }),
      ];
      await stored(tenant, early);
      expectAggregates(await bucketsOf(subject, tenant), hoursOf(early));
      const late = fixReceivedNow(hour + HOUR_MS - 60_000, { latitude: 52.01, longitude: -8.7 });
      await stored(tenant, [late]);
      const hours = await bucketsOf(subject, tenant);
      expectAggregates(hours, hoursOf([...early, late]));
      expect(hours[1]?.distanceM).toBeGreaterThan(0);
    });

    it('A2 takes places that differ by next to nothing', async () => {
      const tenant = newTenant();
      const near = [0, 1e-310, 1e-200, 1e-11].map((latitude, index) =>
        fixReceivedNow(NOW - HOUR_MS + index * 1000, { latitude, longitude: latitude }),
      );
      await stored(tenant, near);
      expect(await bucketsOf(subject, tenant)).toMatchObject([{ fixes: 4, distanceM: 0 }]);
    });

    it('A1 A3 begins days and months at midnight of the time zone, over both changes of the clock', async () => {
      const tenant = newTenant();
      const every = (from: string, hours: number) =>
        Array.from({ length: hours }, (_, index) => fixReceivedNow(Date.parse(from) + index * HOUR_MS + 1));
      // Clocks in Dublin go forward on 29 March and back on 25 October.
      await stored(tenant, [...every('2026-03-28T00:00:00Z', 72), ...every('2026-10-24T00:00:00Z', 96)]);
      const days = await bucketsOf(subject, tenant, 'day', 'Europe/Dublin');
      const shown = days.map(({ start, end, fixes }) => [
        new Date(start).toISOString().slice(0, 13),
        (end - start) / HOUR_MS,
        fixes,
      ]);
      expect(shown).toEqual([
        ['2026-03-28T00', 24, 24],
        ['2026-03-29T00', 23, 23],
        ['2026-03-29T23', 24, 24],
        ['2026-03-30T23', 24, 1],
        ['2026-10-23T23', 24, 23],
        ['2026-10-24T23', 25, 25],
        ['2026-10-26T00', 24, 24],
        ['2026-10-27T00', 24, 24],
      ]);
      const months = await bucketsOf(subject, tenant, 'month', 'Europe/Dublin');
      expect(
        months.map(({ start, end, fixes }) => [
          new Date(start).toISOString(),
          (end - start) / HOUR_MS,
          fixes,
        ]),
      ).toEqual([
        ['2026-03-01T00:00:00.000Z', 31 * 24 - 1, 72],
        ['2026-09-30T23:00:00.000Z', 31 * 24 + 1, 96],
      ]);
      const hours = await bucketsOf(subject, tenant, 'hour', 'Europe/Dublin');
      expect(hours).toHaveLength(168);
      expect(new Set(hours.map(({ start, end }) => end - start))).toEqual(new Set([HOUR_MS]));
    });

    it('A3 gives an hour to the day in which it begins, where midnight is not at a full hour', async () => {
      const tenant = newTenant();
      await stored(tenant, [
        fixReceivedNow(Date.parse('2026-05-03T18:45:00Z')),
        fixReceivedNow(Date.parse('2026-05-03T19:00:00Z')),
      ]);
      const days = await bucketsOf(subject, tenant, 'day', 'Asia/Kolkata');
      expect(days.map(({ start, fixes }) => [new Date(start).toISOString(), fixes])).toEqual([
        ['2026-05-02T18:30:00.000Z', 1],
        ['2026-05-03T18:30:00.000Z', 1],
      ]);
    });

    it('A1 gives whole buckets that the range touches, up to the limit, and adds them up', async () => {
      const tenant = newTenant();
      const ride = Array.from({ length: 30 }, (_, index) =>
        fixReceivedNow(NOW - 30 * HOUR_MS + index * HOUR_MS + 5000, {
          latitude: 52 + index / 1000,
          speed: index,
        }),
      );
      await stored(tenant, ride);
      const from = NOW - 20 * HOUR_MS + 60_000;
      const asked = {
        tenant,
        vehicleId: 'bus-1',
        from,
        to: from + 2 * HOUR_MS,
        bucket: 'hour',
        timeZone: 'UTC',
      } as const;
      const hours = await subject.aggregates.read({ ...asked, limit: 10 });
      expectAggregates(hours, hoursOf(ride).slice(10, 13));
      expect(await subject.aggregates.read({ ...asked, limit: 2 })).toEqual(hours.slice(0, 2));
      const days = await subject.aggregates.read({
        ...asked,
        from: NOW - 30 * HOUR_MS,
        to: NOW,
        bucket: 'day',
        limit: 10,
      });
      const of = (field: 'fixes' | 'distanceM') => days.reduce((sum, day) => sum + day[field], 0);
      expect(of('fixes')).toBe(30);
      expect(of('distanceM')).toBeCloseTo(
        hoursOf(ride).reduce((sum, hour) => sum + hour.distanceM, 0),
        3,
      );
      expect(days[0]?.first.time).toBe(ride[0]?.time);
      expect(days.at(-1)).toMatchObject({ maxSpeed: 29, last: { latitude: 52.029 } });
      expect(days.every(({ end, start }) => end - start === DAY_MS)).toBe(true);
    });

    it('H5 tells nothing of another tenant with the same vehicle id', async () => {
      const [one, other] = [newTenant(), newTenant()];
      await stored(one, [fixReceivedNow(NOW - HOUR_MS)]);
      expect(await bucketsOf(subject, one)).toHaveLength(1);
      expect(await bucketsOf(subject, other)).toEqual([]);
    });

    it('refuses a time zone that does not exist, and says what it takes', async () => {
      await stored('zones', [fixReceivedNow(NOW - HOUR_MS)]);
      const refused = bucketsOf(subject, 'zones', 'day', 'Europe/Atlantis');
      await expect(refused).rejects.toMatchObject({
        code: 'invalid',
        message: expect.stringContaining('Europe/Dublin'),
      });
    });
  });
}
