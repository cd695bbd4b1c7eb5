import type { Fix } from '@waycast/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { all, fixAt, newTenant, of } from './history-samples.ts';
import { HOUR_MS, hoursOf } from './hourly-oracle.ts';
import { bucketsOf, DAY_MS, expectAggregates, type KeepingSubject, NOW } from './keeping-subject.ts';

const MINUTE_MS = 60_000;
const EVERY_FIVE = { saveIntervalMs: 5 * MINUTE_MS };

/** A fix a minute, always driving north. */
function minutes(from: number, count: number, fields: Partial<Fix> = {}): Fix[] {
  return Array.from({ length: count }, (_, index) =>
    fixAt(from + index * MINUTE_MS, {
      latitude: 52 + index / 1000,
      speed: index % 7,
      receivedAt: from,
      ...fields,
    }),
  );
}

/** What is kept and what goes, and that it stays counted (A4 of the port `Aggregates`). */
export function keepingSuite(name: string, open: () => Promise<KeepingSubject>): void {
  describe(`keeping: ${name}`, () => {
    let subject: KeepingSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.close());

    const timesOf = async (tenant: string) => (await all(subject.history, tenant)).map(({ time }) => time);
    const store = (tenant: string, fixes: readonly Fix[]) => subject.history.record(of(tenant, fixes));

    describe('thinning', () => {
      it('keeps the first fix of each interval and what is cited, of what is older than a day', async () => {
        const tenant = newTenant();
        const old = minutes(NOW - 27 * HOUR_MS + MINUTE_MS, 59);
        const young = minutes(NOW - 24 * HOUR_MS, 30);
        await store(tenant, [...old, ...young]);
        const cited = old[7]?.time ?? 0;
        await subject.cite(tenant, cited);
        await subject.keep(NOW);
        expect(await timesOf(tenant)).toHaveLength(89);
        await subject.keep(NOW, EVERY_FIVE);
        const first = (time: number, index: number) =>
          index === 0 || time % (5 * MINUTE_MS) === 0 || time === cited;
        expect(await timesOf(tenant)).toEqual([
          ...old.map(({ time }) => time).filter(first),
          ...young.map(({ time }) => time),
        ]);
        expectAggregates(await bucketsOf(subject, tenant), hoursOf([...old, ...young]));
      });

      it('counts over the end of an hour when the interval is longer', async () => {
        const tenant = newTenant();
        const begin = Math.floor((NOW - 60 * HOUR_MS) / (6 * HOUR_MS)) * 6 * HOUR_MS;
        const fixes = minutes(begin + 50 * MINUTE_MS, 12 * 60);
        await store(tenant, fixes);
        await subject.keep(NOW, { saveIntervalMs: 6 * HOUR_MS });
        expect(await timesOf(tenant)).toEqual([fixes[0]?.time, begin + 6 * HOUR_MS, begin + 12 * HOUR_MS]);
        expectAggregates(await bucketsOf(subject, tenant), hoursOf(fixes));
      });

      it('waits for what is not counted yet', async () => {
        const tenant = newTenant();
        const fixes = minutes(NOW - 40 * HOUR_MS, 20);
        await store(tenant, fixes);
        await subject.keep(NOW);
        await store(tenant, minutes(NOW - 40 * HOUR_MS + 20 * MINUTE_MS, 20));
        await subject.keep(NOW, { ...EVERY_FIVE, marksAreYoung: true });
        expect(await timesOf(tenant)).toHaveLength(40);
        await subject.keep(NOW, EVERY_FIVE);
        expect(await timesOf(tenant)).toHaveLength(8);
        expect(await bucketsOf(subject, tenant)).toMatchObject([{ fixes: 40 }]);
      });

      it('A4 adds late fixes to what was counted, and thins them in turn', async () => {
        const tenant = newTenant();
        const hour = NOW - 50 * HOUR_MS;
        const fixes = minutes(hour, 60);
        await store(tenant, fixes);
        await subject.keep(NOW, EVERY_FIVE);
        const [before] = await bucketsOf(subject, tenant);
        const late = [
          fixAt(hour + 30_000, { speed: 50, receivedAt: NOW, latitude: 52.2 }),
          fixAt(hour + HOUR_MS - 1, { latitude: 53, receivedAt: NOW }),
        ];
        await store(tenant, late);
        await subject.keep(NOW, EVERY_FIVE);
        await subject.keep(NOW, EVERY_FIVE);
        const [after] = await bucketsOf(subject, tenant);
        expect(after).toMatchObject({
          fixes: 62,
          maxSpeed: 50,
          distanceM: before?.distanceM,
          movingS: before?.movingS,
          first: { time: hour },
          last: { time: hour + HOUR_MS - 1, latitude: 53 },
        });
        expect(after?.avgSpeed).toBeCloseTo((60 * (before?.avgSpeed ?? 0) + 50) / 61, 9);
        expect(await timesOf(tenant)).toHaveLength(12);
      });

      it('the next hour goes on from where the vehicle was, though that fix is gone', async () => {
        const tenant = newTenant();
        const hour = NOW - 50 * HOUR_MS;
        const fixes = minutes(hour, 60);
        await store(tenant, fixes);
        await subject.keep(NOW, EVERY_FIVE);
        const next = minutes(hour + HOUR_MS, 3, { latitude: 52.061 });
        await store(tenant, next);
        await subject.keep(NOW);
        expectAggregates((await bucketsOf(subject, tenant)).slice(1), hoursOf([...fixes, ...next]).slice(1));
      });
    });

    describe('retention', () => {
      it('A4 removes what was received too long ago, and goes on counting', async () => {
        const tenant = newTenant();
        const old = minutes(NOW - 60 * DAY_MS, 30);
        const young = minutes(NOW - 3 * DAY_MS, 30);
        await store(tenant, [...old, ...young]);
        await subject.keep(NOW);
        expect(await timesOf(tenant)).toEqual(young.map(({ time }) => time));
        expectAggregates(await bucketsOf(subject, tenant), hoursOf([...old, ...young]));
        const late = fixAt(NOW - 60 * DAY_MS + 1, { receivedAt: NOW, speed: 90 });
        await store(tenant, [late]);
        await subject.keep(NOW);
        expect(await timesOf(tenant)).toEqual([late.time, ...young.map(({ time }) => time)]);
        const hours = hoursOf([...old, ...young]);
        const [first, ...rest] = await bucketsOf(subject, tenant);
        expect(first).toMatchObject({ fixes: 31, maxSpeed: 90 });
        expectAggregates(rest, hours.slice(1));
      });

      it('keeps imported history for as long as what was received today', async () => {
        const tenant = newTenant();
        const imported = minutes(NOW - 400 * DAY_MS, 20, { receivedAt: NOW });
        await store(tenant, imported);
        await subject.keep(NOW);
        expect(await timesOf(tenant)).toHaveLength(20);
        await subject.keep(NOW + 29 * DAY_MS);
        expect(await timesOf(tenant)).toHaveLength(20);
        await subject.keep(NOW + 31 * DAY_MS);
        expect(await timesOf(tenant)).toEqual([]);
        expect(await bucketsOf(subject, tenant)).toMatchObject([{ fixes: 20 }]);
        // Whatever went as a whole, there is still a place for what is imported.
        const again = Array.from({ length: 80 }, (_, day) => fixAt(NOW - day * DAY_MS, { receivedAt: NOW }));
        await store(tenant, again);
        expect(await timesOf(tenant)).toHaveLength(80);
      });

      it('tells apart what lies together: the late ones stay, and each is counted once', async () => {
        const [tenant, other] = [newTenant(), newTenant()];
        const old = minutes(NOW - 45 * DAY_MS, 30);
        const late = minutes(NOW - 45 * DAY_MS + 30_000, 10, { receivedAt: NOW - DAY_MS });
        await store(tenant, old);
        await store(other, late);
        await store(tenant, late);
        await subject.keep(NOW);
        expect(await timesOf(tenant)).toEqual(late.map(({ time }) => time));
        expect(await timesOf(other)).toEqual(late.map(({ time }) => time));
        const counted = hoursOf([...old, ...late]);
        expectAggregates(await bucketsOf(subject, tenant), counted);
        const later = fixAt(NOW - 45 * DAY_MS + 50 * MINUTE_MS, { receivedAt: NOW });
        await store(tenant, [later]);
        await subject.keep(NOW);
        expect(await bucketsOf(subject, tenant)).toMatchObject([{ fixes: 41 }]);
        await subject.keep(NOW + 40 * DAY_MS);
        expect(await timesOf(tenant)).toEqual([]);
        expect(await bucketsOf(subject, tenant)).toMatchObject([{ fixes: 41 }]);
      });

      it('removes aggregates for which nothing was received for so long', async () => {
        const tenant = newTenant();
        await store(tenant, minutes(NOW - 100 * DAY_MS, 5));
        await store(tenant, minutes(NOW - 99 * DAY_MS, 5, { receivedAt: NOW }));
        await subject.keep(NOW, { aggregateRetentionDays: 101 });
        expect(await bucketsOf(subject, tenant)).toHaveLength(2);
        await subject.keep(NOW, { aggregateRetentionDays: 99 });
        expect(await bucketsOf(subject, tenant)).toMatchObject([{ start: NOW - 99 * DAY_MS }]);
      });
    });

    it('counts what was written past the server', async () => {
      const tenant = newTenant();
      const fixes = minutes(NOW - 30 * HOUR_MS, 90);
      await subject.writeUnmarked(tenant, fixes);
      await subject.keep(NOW);
      await subject.keep(NOW);
      expectAggregates(await bucketsOf(subject, tenant), hoursOf(fixes));
    });
  });
}
