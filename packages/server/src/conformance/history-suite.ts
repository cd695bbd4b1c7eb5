import { type Fix, WaycastError } from '@waycast/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { History, TenantFix } from '../ports/history.ts';
import { lastRules } from './history-last-rules.ts';
import { all, anyFix, fixAt, newTenant, of, rangeOf, T0 } from './history-samples.ts';

/** An implementation under test, shared by all tests of the suite: each uses a tenant of its own. */
export interface HistorySubject {
  history(): History;
  /** Closes and opens it again on the same data, as a restart of the server does. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

/** The promises of the port `History`, H1 to H7, bound to an implementation. */
export function historySuite(name: string, open: () => Promise<HistorySubject>): void {
  describe(`history: ${name}`, () => {
    let subject: HistorySubject;
    const history = () => subject.history();
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.close());

    it('H1 keeps what was recorded across a restart', async () => {
      const tenant = newTenant();
      await history().record(of(tenant, [fixAt(T0), fixAt(T0 + 1)]));
      await subject.reopen();
      expect(await all(history(), tenant)).toEqual([fixAt(T0), fixAt(T0 + 1)]);
    });

    it('H1 gives back every field as it was, and only those that were known', async () => {
      await fc.assert(
        fc.asyncProperty(anyFix(), async (fix) => {
          const tenant = newTenant();
          await history().record(of(tenant, [fix]));
          expect(await all(history(), tenant)).toEqual([fix]);
        }),
        { numRuns: 60 },
      );
    });

    it('H1 records nothing when given nothing', async () => {
      await expect(history().record([])).resolves.toBeUndefined();
    });

    it('H2 keeps the first of several fixes of one moment, within a call and across', async () => {
      const tenant = newTenant();
      const [first, second] = [fixAt(T0, { latitude: 1 }), fixAt(T0, { latitude: 2 })];
      await history().record(of(tenant, [first, second, fixAt(T0 + 5), second]));
      await history().record(of(tenant, [second]));
      expect(await all(history(), tenant)).toEqual([first, fixAt(T0 + 5)]);
    });

    it('H2 H3 ends in the same rows whatever the order, repetition and grouping of the calls', async () => {
      const fixes = Array.from({ length: 12 }, (_, index) => fixAt(T0 + index * 1000, { speed: index }));
      const calls = fc.array(fc.shuffledSubarray(fixes, { minLength: 1 }), { minLength: 1, maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(calls, async (groups) => {
          const tenant = newTenant();
          await Promise.all([...groups, fixes].map((group) => history().record(of(tenant, group))));
          expect(await all(history(), tenant)).toEqual(fixes);
        }),
        { numRuns: 40 },
      );
    });

    it('H3 reads by ascending time, both ends of the range included', async () => {
      const tenant = newTenant();
      const fixes = [0, 1, 2, 3, 4].map((second) => fixAt(T0 + second * 1000));
      await history().record(
        of(
          tenant,
          [4, 1, 3, 0, 2].flatMap((index) => fixes[index] ?? []),
        ),
      );
      const range = { tenant, vehicleId: 'bus-1', from: T0 + 1000, to: T0 + 3000 };
      expect(await history().page(range, 10)).toEqual(fixes.slice(1, 4));
      expect(await history().page({ ...range, from: T0 + 1001, to: T0 + 2999 }, 10)).toEqual(
        fixes.slice(2, 3),
      );
      expect(await history().page({ ...range, from: T0 + 9000, to: T0 }, 10)).toEqual([]);
    });

    it('H3 pages without a gap or a repeat by asking from the last time + 1', async () => {
      const tenant = newTenant();
      const fixes = Array.from({ length: 25 }, (_, index) => fixAt(T0 + index));
      await history().record(of(tenant, fixes));
      const range = rangeOf(tenant);
      const pages = [await history().page(range, 10)];
      for (let last = pages[0]?.at(-1); last !== undefined; last = pages.at(-1)?.at(-1)) {
        pages.push(await history().page({ ...range, from: last.time + 1 }, 10));
      }
      expect(pages.map((page) => page.length)).toEqual([10, 10, 5, 0]);
      expect(pages.flat()).toEqual(fixes);
    });

    it('H3 streams a long range in bounded chunks, and stops when the reader does', async () => {
      const tenant = newTenant();
      const fixes = Array.from({ length: 4500 }, (_, index) => fixAt(T0 + index));
      await history().record(of(tenant, fixes));
      const chunks: Fix[][] = [];
      for await (const chunk of history().stream(rangeOf(tenant))) chunks.push(chunk);
      expect(chunks.flat()).toEqual(fixes);
      expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThanOrEqual(2000);
      let read = 0;
      for await (const chunk of history().stream(rangeOf(tenant))) {
        read += chunk.length;
        break;
      }
      expect(read).toBeLessThan(fixes.length);
    });

    it('H4 commits many calls made at once, each resolved', async () => {
      const tenant = newTenant();
      const fixes = Array.from({ length: 300 }, (_, index) => fixAt(T0 + index));
      await Promise.all(fixes.map((fix) => history().record(of(tenant, [fix]))));
      expect(await all(history(), tenant)).toEqual(fixes);
    });

    it('H4 rejects at once beyond the bound, with a delay, and keeps what it accepted', async () => {
      const tenant = newTenant();
      const outcomes = await Promise.allSettled(
        Array.from({ length: 120 }, (_, call) => {
          // The same moment again and again: a full queue for little work.
          const fix = fixAt(T0 + call);
          return history().record(
            of(
              tenant,
              Array.from({ length: 1000 }, () => fix),
            ),
          );
        }),
      );
      const rejected = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
      expect(rejected.length).toBeGreaterThan(0);
      for (const error of rejected) {
        expect(error).toBeInstanceOf(WaycastError);
        expect(error).toMatchObject({ code: 'unavailable', retryAfterMs: expect.any(Number) });
      }
      expect(await all(history(), tenant)).toHaveLength(outcomes.length - rejected.length);
      await history().record(of(tenant, [fixAt(T0 + 1_000_000)]));
    });

    it('H5 keeps tenants apart that use the same vehicle id', async () => {
      const [one, other] = [newTenant(), newTenant()];
      await history().record([
        ...of(one, [fixAt(T0, { speed: 1 })]),
        ...of(other, [fixAt(T0, { speed: 2 })]),
      ]);
      await history().record(of(other, [fixAt(T0 + 1)]));
      expect(await all(history(), one)).toEqual([fixAt(T0, { speed: 1 })]);
      expect(await history().last(one, 'bus-1')).toEqual(fixAt(T0, { speed: 1 }));
      expect(await history().last(other, 'bus-1')).toEqual(fixAt(T0 + 1));
    });

    it('H5 takes every id literally', async () => {
      const tenant = newTenant();
      const ids = ['NULL', 'null', 'a.b', '_', '~', '@', '-', 'A', 'a'];
      await history().record(
        of(
          tenant,
          ids.map((vehicleId, index) => fixAt(T0 + index, { vehicleId })),
        ),
      );
      for (const [index, vehicleId] of ids.entries()) {
        expect(await history().last(tenant, vehicleId)).toEqual(fixAt(T0 + index, { vehicleId }));
      }
      expect(await history().last(tenant, 'NUL')).toBeUndefined();
    });

    lastRules(history);

    it('H7 tells listeners of every fix once it can be read, repeats included, until they leave', async () => {
      const tenant = newTenant();
      const told: TenantFix[] = [];
      const leave = history().onStored((fixes) => told.push(...fixes.filter((fix) => fix.tenant === tenant)));
      const [first, second] = of(tenant, [fixAt(T0), fixAt(T0 + 1)]);
      if (first === undefined || second === undefined) throw new Error('two fixes were made');
      await Promise.all([history().record([first]), history().record([second])]);
      expect(told).toEqual([first, second]);
      expect(await all(history(), tenant)).toHaveLength(2);
      await history().record([first]);
      expect(told).toEqual([first, second, first]);
      leave();
      await history().record([second]);
      expect(told).toHaveLength(3);
    });

    it('answers a ping', async () => {
      await expect(history().ping()).resolves.toBeUndefined();
    });
  });
}
