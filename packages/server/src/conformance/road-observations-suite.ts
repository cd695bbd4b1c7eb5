import { describe, expect, it } from 'vitest';
import type { TakenTrace } from '../ports/road-observations.ts';
import { AT, newTenant, type RoadsSubject, sampleObservation, sampleSegment } from './road-samples.ts';

/** What the port `RoadObservations` promises. */
export function roadObservationsSuite(name: string, open: () => RoadsSubject): void {
  describe(`road observations: ${name}`, () => {
    const take = async (tenant: string): Promise<TakenTrace> => {
      // What was stored is due at once when everything is to be matched again.
      await open().observations.unsettle(tenant);
      const taken = (await open().observations.take(1000)).filter((trace) => trace.tenant === tenant);
      expect(taken).toHaveLength(1);
      return taken[0] as TakenTrace;
    };
    const settle = (taken: TakenTrace, segmentId: string, seconds: readonly number[], upTo = taken.to) =>
      open().observations.settle(
        taken,
        seconds.map((second) => ({ time: AT + second * 1000, segmentId, alongM: second })),
        [segmentId],
        upTo,
      );

    it('B1 stores one of each tenant, device and time, and says which are new', async () => {
      const { observations } = open();
      const tenant = newTenant();
      const first = [sampleObservation(tenant, 0), sampleObservation(tenant, 1, { roughness: null })];
      expect(await observations.store(first)).toEqual([true, true]);
      const again = [
        sampleObservation(tenant, 1, { roughness: 9 }),
        sampleObservation(tenant, 2),
        sampleObservation(tenant, 2, { roughness: 9 }),
      ];
      expect(await observations.store(again)).toEqual([false, true, false]);
      const other = newTenant();
      expect(await observations.store([sampleObservation(other, 0)])).toEqual([true]);
      const trace = await observations.trace(tenant, 'phone-1', AT, AT + 9000, 99);
      expect(trace.map(({ time, roughness }) => [time - AT, roughness])).toEqual([
        [0, 1.5],
        [1000, null],
        [2000, 1.5],
      ]);
      expect(trace[0]).toEqual({ ...first[0], segmentId: null, alongM: null });
      expect(await observations.trace(tenant, 'phone-1', AT + 1000, AT + 2000, 1)).toHaveLength(1);
    });

    it('B1 of callers who store the same at once, one has stored it', async () => {
      const { observations } = open();
      const tenant = newTenant();
      const batch = Array.from({ length: 50 }, (_, second) => sampleObservation(tenant, second));
      const answers = await Promise.all(
        [batch, [...batch].reverse(), batch].map((one) => observations.store(one)),
      );
      expect(answers.flat().filter((isNew) => isNew)).toHaveLength(50);
    });

    it('B2 is to be matched until it is settled, from the oldest on', async () => {
      const { observations } = open();
      const tenant = newTenant();
      await observations.store([5, 3, 4].map((second) => sampleObservation(tenant, second)));
      const taken = await take(tenant);
      expect([taken.from - AT, taken.to - AT]).toEqual([3000, 5000]);
      expect(await settle(taken, 'a', [3, 4], AT + 4000)).toBe(true);
      const rest = await take(tenant);
      expect(rest.to - AT).toBe(5000);
      expect(await settle(rest, 'a', [5])).toBe(true);
      const trace = await observations.trace(tenant, 'phone-1', 0, AT * 2, 99);
      expect(trace.map(({ segmentId, alongM }) => [segmentId, alongM])).toEqual([
        ['a', 3],
        ['a', 4],
        ['a', 5],
      ]);
      await done(tenant, 'a');
      expect(await observations.waiting(tenant)).toBe(0);
    });

    it('B2 what comes while it is matched is to be matched afterwards', async () => {
      const { observations } = open();
      const tenant = newTenant();
      await observations.store([sampleObservation(tenant, 3)]);
      const taken = await take(tenant);
      await observations.store([sampleObservation(tenant, 1)]);
      expect(await settle(taken, 'a', [3])).toBe(true);
      await done(tenant, 'a');
      expect(await observations.waiting(tenant)).toBe(1);
      const late = await take(tenant);
      expect(late.from - AT).toBe(1000);
      await settle(late, 'a', [1, 3]);
    });

    it('B3 nobody else gets what was taken, and whoever was too slow changes nothing', async () => {
      const { observations } = open();
      const tenant = newTenant();
      await observations.store([sampleObservation(tenant, 0)]);
      const slow = await take(tenant);
      expect((await observations.take(1000)).filter((trace) => trace.tenant === tenant)).toEqual([]);
      const quick = await take(tenant);
      expect(await settle(slow, 'wrong', [0])).toBe(false);
      expect(await settle(quick, 'right', [0])).toBe(true);
      expect(await settle(quick, 'right', [0])).toBe(true);
      const [only] = await observations.trace(tenant, 'phone-1', 0, AT * 2, 99);
      expect(only?.segmentId).toBe('right');
      await done(tenant, 'right');
      expect(await observations.waiting(tenant)).toBe(0);
    });

    it('B4 names what is to be estimated again, with what says something of it, newest first', async () => {
      const { observations } = open();
      const tenant = newTenant();
      const rough = [0, 1, 2].map((second) => sampleObservation(tenant, second, { roughness: second }));
      await observations.store([...rough, sampleObservation(tenant, 3, { roughness: null })]);
      await settle(await take(tenant), 'a', [0, 1, 2, 3]);
      const found = await observations.ofSegment(tenant, 'a', 2);
      expect(found).toEqual([
        { deviceId: 'phone-1', time: AT + 2000, speed: 11, roughness: 2 },
        { deviceId: 'phone-1', time: AT + 1000, speed: 11, roughness: 1 },
      ]);
      const stale = (await observations.takeStale(1000)).filter((one) => one.tenant === tenant);
      expect(stale).toEqual([{ tenant, segmentId: 'a', lease: 1, changes: 1 }]);
      expect((await observations.takeStale(1000)).filter((one) => one.tenant === tenant)).toEqual([]);
      expect(await observations.waiting(tenant)).toBe(1);
    });

    it('B4 with new roads everything is matched and estimated again', async () => {
      const { observations, roadSegments } = open();
      const tenant = newTenant();
      await observations.store([sampleObservation(tenant, 0), sampleObservation(tenant, 1)]);
      const before = await take(tenant);
      await settle(before, 'a', [0, 1]);
      await done(tenant, 'a');
      await roadSegments.replace(tenant, [sampleSegment(tenant, 'b')]);
      expect(await observations.waiting(tenant)).toBe(2);
      const taken = (await observations.take(1000)).filter((trace) => trace.tenant === tenant);
      expect(taken.map(({ from, to }) => [from - AT, to - AT])).toEqual([[0, 1000]]);
      expect(await observations.unsettle(tenant)).toBe(2);
      expect(await settle(taken[0] as TakenTrace, 'b', [0, 1])).toBe(false);
    });

    /** Takes what is stale and makes nothing of it. */
    async function done(tenant: string, segmentId: string): Promise<void> {
      const { observations, roadSegments } = open();
      const stale = (await observations.takeStale(1000)).filter((one) => one.tenant === tenant);
      expect(stale.map((one) => one.segmentId)).toEqual([segmentId]);
      await roadSegments.estimate(
        tenant,
        stale.map((one) => ({ ...one, estimate: null, cell: null })),
      );
    }
  });
}
