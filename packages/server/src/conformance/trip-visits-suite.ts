import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Approach, FoundVisit, TripVisits } from '../ports/trip-visits.ts';
import { TRIP_START } from './trip-samples.ts';

const MINUTE = 60_000;

/** What the port `TripVisits` promises; each test uses a tenant of its own. */
export function tripVisitsSuite(name: string, visits: () => TripVisits): void {
  describe(`trip visits: ${name}`, () => {
    const stored = async (tenant: string) => (await visits().of(tenant, ['t'])).get('t') ?? [];

    it('V1 keeps one row a visit, whoever writes it and however often, and gives rows by sequence', async () => {
      const tenant = randomUUID();
      const both = [visitOf(tenant, 2), visitOf(tenant, 1)];
      await Promise.all([visits().write(both), visits().write(both), visits().write(both.toReversed())]);
      expect((await stored(tenant)).map(({ sequence, arrivedAt }) => [sequence, arrivedAt])).toEqual([
        [1, TRIP_START + MINUTE],
        [2, TRIP_START + 2 * MINUTE],
      ]);
      expect(await visits().write([{ ...visitOf(tenant, 1), departedAt: TRIP_START + 90_000 }])).toEqual([
        true,
      ]);
      expect(await stored(tenant)).toMatchObject([{ departedAt: TRIP_START + 90_000 }, { departedAt: null }]);
      expect(await stored(randomUUID())).toEqual([]);
    });

    it('V2 leaves a visit to the vehicle that has it, unless that one passed the stop by', async () => {
      const tenant = randomUUID();
      const other = { vehicleId: 'bus-8', arrivedAt: TRIP_START + 5 * MINUTE };
      await visits().write([visitOf(tenant, 1), { ...visitOf(tenant, 2), arrivedAt: null, skipped: true }]);
      const later = [1, 2].map((sequence) => ({ ...visitOf(tenant, sequence), ...other }));
      expect(await visits().write(later)).toEqual([false, true]);
      expect(await stored(tenant)).toMatchObject([
        { vehicleId: 'bus-7', skipped: false },
        { vehicleId: 'bus-8', skipped: false, arrivedAt: other.arrivedAt },
      ]);
      await visits().remove([visitOf(tenant, 1), visitOf(tenant, 2)]);
      expect(await stored(tenant)).toMatchObject([{ vehicleId: 'bus-8', sequence: 2 }]);
    });

    it('V3 decides for one caller that an approach is told, and after the arrival only for who tells it then', async () => {
      const tenant = randomUUID();
      const decided = await Promise.all([1, 2, 3].map(() => visits().approach(approachOf(tenant, 1))));
      expect(decided.filter(Boolean)).toHaveLength(1);
      await visits().write([visitOf(tenant, 2)]);
      expect(await visits().approach(approachOf(tenant, 2))).toBe(false);
      expect(await visits().approach(approachOf(tenant, 2), 'afterwards')).toBe(true);
      expect(await visits().approach(approachOf(tenant, 2), 'afterwards')).toBe(false);
      // A visit that is written again keeps what was told of its approach.
      await visits().write([visitOf(tenant, 1), visitOf(tenant, 2)]);
      expect((await stored(tenant)).map(({ approachedAt }) => approachedAt)).toEqual([
        TRIP_START,
        TRIP_START,
      ]);
    });

    it('V4 gives what is to be told to nobody else while whoever decided it has it in hand', async () => {
      const tenant = randomUUID();
      await visits().approach(approachOf(tenant, 1));
      const own = (await visits().untoldApproaches(100)).filter((approach) => approach.tenant === tenant);
      expect(own).toEqual([]);
    });

    it('V5 remembers what was told of a visit, also of one that is removed', async () => {
      const tenant = randomUUID();
      const told = { tenant, tripId: 't', sequence: 1, action: 'ARRIVED', vehicleId: 'bus 7' };
      await visits().write([visitOf(tenant, 1), visitOf(tenant, 2)]);
      await visits().markTold([told, { ...told, action: 'DEPARTED' }]);
      await visits().markTold([told]);
      await visits().remove([{ ...told, vehicleId: 'bus-7' }]);
      const marked = await visits().toldOf([visitOf(tenant, 1), visitOf(tenant, 2)]);
      expect(marked.toSorted((a, b) => (a.action < b.action ? -1 : 1))).toEqual([
        told,
        { ...told, action: 'DEPARTED' },
      ]);
      expect(await visits().toldOf([{ ...told, tenant: randomUUID() }])).toEqual([]);
    });

    it('lists arrivals in order, from any place on, and what was written since', async () => {
      const tenant = randomUUID();
      const before = (await visits().since(tenant, 0, 10)).updatedAt;
      await visits().write([3, 1, 2].map((sequence) => visitOf(tenant, sequence)));
      const start = { arrivedAt: 0, tripId: '', sequence: 0 };
      const [first, second] = await visits().arrived(tenant, start, 2);
      expect([first?.sequence, second?.sequence]).toEqual([1, 2]);
      const place = { arrivedAt: second?.arrivedAt ?? 0, tripId: 't', sequence: 2 };
      expect((await visits().arrived(tenant, place, 9)).map(({ sequence }) => sequence)).toEqual([3]);
      const since = await visits().since(tenant, before, 10);
      expect(since.visits).toHaveLength(3);
      expect((await visits().since(tenant, since.updatedAt + 1, 10)).visits).toEqual([]);
    });
  });
}

function visitOf(tenant: string, sequence: number): FoundVisit {
  return {
    ...{ tenant, tripId: 't', sequence, stopId: `stop-${sequence}`, vehicleId: 'bus-7', scheduledAt: null },
    ...{ arrivedAt: TRIP_START + sequence * MINUTE, departedAt: null, distanceM: 3 },
    ...{ inferred: false, skipped: false, late: false, evidence: {} },
  };
}

function approachOf(tenant: string, sequence: number): Approach {
  return { ...visitOf(tenant, sequence), at: TRIP_START, distanceM: 300, because: { rule: 'distance' } };
}
