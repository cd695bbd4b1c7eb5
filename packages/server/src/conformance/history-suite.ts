import { randomUUID } from 'node:crypto';
import { type Fix, WaycastError } from '@waycast/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { History, HistoryRange, TenantFix } from '../ports/history.ts';

/** An implementation under test, shared by all tests of the suite: each uses a tenant of its own. */
export interface HistorySubject {
  history(): History;
  /** Closes and opens it again on the same data, as a restart of the server does. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

const T0 = Date.parse('2026-05-04T07:45:50.123Z');
const ALWAYS = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** The promises of the port `History`, H1 to H6, bound to an implementation. */
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

    it('H6 takes for last the newest by device time that is not of the future', async () => {
      const tenant = newTenant();
      expect(await history().last(tenant, 'bus-1')).toBeUndefined();
      await history().record(of(tenant, [fixAt(T0 + 9, { future: true })]));
      expect(await history().last(tenant, 'bus-1')).toBeUndefined();
      await history().record(of(tenant, [fixAt(T0 + 5)]));
      await history().record(of(tenant, [fixAt(T0 + 1)]));
      expect(await history().last(tenant, 'bus-1')).toEqual(fixAt(T0 + 5));
    });

    it('H6 finds the last of many vehicles at once, of several tenants, each once', async () => {
      const tenants = [newTenant(), newTenant()];
      const idOf = (number: number) => `v${number}`;
      await history().record(
        tenants.flatMap((tenant, shift) =>
          Array.from({ length: 1100 }, (_, number) => {
            const vehicleId = idOf(number + shift);
            const newest = fixAt(T0 + number + 1, { vehicleId, speed: shift });
            return of(tenant, [
              newest,
              fixAt(T0, { vehicleId }),
              fixAt(T0 + 9e6, { vehicleId, future: true }),
            ]);
          }).flat(),
        ),
      );
      await history().record(of(tenants[0] ?? '', [fixAt(T0, { vehicleId: 'ahead', future: true })]));
      const ids = ['ahead', 'never', ...Array.from({ length: 1101 }, (_, number) => idOf(number))];
      const asked = tenants.flatMap((tenant) => ids.map((vehicleId) => ({ tenant, vehicleId })));
      const found = await history().lastOf(asked);
      expect(
        found.map(({ tenant, fix }) => `${tenant}/${fix.vehicleId}/${fix.speed}/${fix.time}`).sort(),
      ).toEqual(
        tenants
          .flatMap((tenant, shift) =>
            Array.from({ length: 1100 }, (_, n) => `${tenant}/${idOf(n + shift)}/${shift}/${T0 + n + 1}`),
          )
          .sort(),
      );
      expect(await history().lastOf([])).toEqual([]);
    });

    it('H6 finds the last of every vehicle of one tenant', async () => {
      const [one, other] = [newTenant(), newTenant()];
      const ids = ['B', 'a', 'b', '~'];
      const fixes = ids.map((vehicleId) => fixAt(T0, { vehicleId }));
      await history().record([...of(one, fixes), ...of(other, [fixAt(T0, { vehicleId: 'c' })])]);
      const found: TenantFix[] = [];
      for await (const chunk of history().lastOfAll(one)) found.push(...chunk);
      expect(found.map(({ fix }) => fix.vehicleId).sort()).toEqual(ids);
      expect(new Set(found.map(({ tenant }) => tenant))).toEqual(new Set([one]));
      for await (const chunk of history().lastOfAll(newTenant())) expect(chunk).toEqual([]);
    });

    it('H6 finds the last of every vehicle of every tenant', async () => {
      const tenants = [newTenant(), newTenant()];
      const expected = new Map<string, Fix>();
      const fixes = tenants.flatMap((tenant) =>
        Array.from({ length: 1100 }, (_, number) => {
          const vehicleId = `v${number}`;
          const newest = fixAt(T0 + number + 1, { vehicleId });
          if (number !== 7) expected.set(`${tenant}/${vehicleId}`, newest);
          if (number === 7) return of(tenant, [fixAt(T0, { vehicleId, future: true })]);
          return of(tenant, [newest, fixAt(T0, { vehicleId }), fixAt(T0 + 9e6, { vehicleId, future: true })]);
        }).flat(),
      );
      await history().record(fixes);
      const found = new Map<string, Fix>();
      for await (const chunk of history().lastOfAll()) {
        for (const { tenant, fix } of chunk) {
          if (!tenants.includes(tenant)) continue;
          expect(found.has(`${tenant}/${fix.vehicleId}`)).toBe(false);
          found.set(`${tenant}/${fix.vehicleId}`, fix);
        }
      }
      expect(found).toEqual(expected);
    });

    it('answers a ping', async () => {
      await expect(history().ping()).resolves.toBeUndefined();
    });
  });
}

function newTenant(): string {
  return `t-${randomUUID()}`;
}

function fixAt(time: number, fields: Partial<Fix> = {}): Fix {
  return {
    vehicleId: 'bus-1',
    latitude: 52.66,
    longitude: -8.63,
    time,
    receivedAt: T0,
    accuracy: null,
    ...fields,
  };
}

function of(tenant: string, fixes: readonly Fix[]): TenantFix[] {
  return fixes.map((fix) => ({ tenant, fix }));
}

function rangeOf(tenant: string): HistoryRange {
  return { tenant, vehicleId: 'bus-1', ...ALWAYS };
}

function all(history: History, tenant: string): Promise<Fix[]> {
  return history.page(rangeOf(tenant), 10_000);
}

/** A fix with any of the optional fields, at any millisecond of 1970 to 2100. */
function anyFix(): fc.Arbitrary<Fix> {
  const time = fc.integer({ min: 0, max: Date.parse('2100-01-01T00:00:00Z') });
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true }).map((value) => value + 0);
  const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'));
  const required = {
    vehicleId: fc.constant('bus-1'),
    latitude: number(-90, 90),
    longitude: number(-180, 180),
    time,
    receivedAt: time,
    accuracy: fc.option(number(0, 1e6)),
  };
  const optional = {
    sentAt: time,
    speed: number(0, 1000),
    heading: number(0, 360),
    altitude: number(-12_000, 100_000),
    future: fc.constant<true>(true),
    attributes: fc.dictionary(
      text.filter((key) => key !== 'future'),
      fc.oneof(text, fc.boolean(), fc.integer(), fc.constant(null), fc.array(text, { maxLength: 3 })),
      { minKeys: 1, maxKeys: 5, noNullPrototype: true },
    ),
  };
  return fc
    .tuple(fc.record(required), fc.record(optional, { requiredKeys: [] }))
    .map(([a, b]) => ({ ...a, ...b }));
}
