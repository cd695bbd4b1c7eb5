import { describe, expect, it } from 'vitest';
import type { MadeEstimate } from '../ports/road-segments.ts';
import {
  AT,
  newTenant,
  type RoadsSubject,
  sampleEstimate,
  sampleObservation,
  sampleSegment,
} from './road-samples.ts';

const ANY = { minConfidence: 0, now: AT };
const HOUR = 3_600_000;

/** What the port `RoadSegments` promises. */
export function roadSegmentsSuite(name: string, open: () => RoadsSubject): void {
  describe(`road segments: ${name}`, () => {
    /** Has the segments stale, and estimates them. */
    async function estimated(
      tenant: string,
      made: readonly Pick<MadeEstimate, 'segmentId' | 'estimate' | 'cell'>[],
    ) {
      const { observations, roadSegments } = open();
      await observations.store([sampleObservation(tenant, 0)]);
      await observations.unsettle(tenant);
      const [trace] = (await observations.take(1000)).filter((taken) => taken.tenant === tenant);
      if (trace === undefined) throw new Error('nothing to be matched');
      const ids = made.map(({ segmentId }) => segmentId);
      await observations.settle(trace, [], ids, trace.to);
      const stale = (await observations.takeStale(1000)).filter((one) => one.tenant === tenant);
      return roadSegments.estimate(
        tenant,
        made.map((one) => ({
          lease: -1,
          changes: 0,
          ...stale.find(({ segmentId }) => segmentId === one.segmentId),
          ...one,
        })),
      );
    }

    it('G1 puts all in place of all, and reads what it stored', async () => {
      const { roadSegments } = open();
      const tenant = newTenant();
      const a = sampleSegment(tenant, 'a', { name: null, roadClass: null });
      const b = sampleSegment(tenant, 'b~2', { oneWay: true });
      expect(await roadSegments.version(tenant)).toBe(0);
      expect(await roadSegments.replace(tenant, [b, a])).toBe(0);
      expect(await roadSegments.all(tenant)).toEqual([a, b]);
      expect(await roadSegments.get(tenant, 'b~2')).toEqual({ ...b, kind: 'segment', estimate: null });
      const changed = { ...a, lengthM: 12 };
      expect(await roadSegments.replace(tenant, [changed])).toBe(2);
      expect(await roadSegments.all(tenant)).toEqual([changed]);
      expect(await roadSegments.version(tenant)).toBe(2);
      expect(await roadSegments.get(tenant, 'b~2')).toBeUndefined();
    });

    it('G1 of two who replace at once, one comes after the other', async () => {
      const { roadSegments } = open();
      const tenant = newTenant();
      const sets = [0, 1, 2].map((n) =>
        Array.from({ length: 20 }, (_, at) => sampleSegment(tenant, `s${at}`, { name: `set ${n}` })),
      );
      await Promise.all(sets.map((segments) => roadSegments.replace(tenant, segments)));
      const names = new Set((await roadSegments.all(tenant)).map((segment) => segment.name));
      expect(names.size).toBe(1);
      expect(await roadSegments.version(tenant)).toBe(3);
    });

    it('G2 writes what is known of segments and cells, and says which qualities changed', async () => {
      const { roadSegments } = open();
      const tenant = newTenant();
      await roadSegments.replace(tenant, [sampleSegment(tenant, 'a')]);
      const cell = sampleSegment(tenant, 'cell~spv2bcde', { name: null, roadClass: null, lengthM: 0 });
      const made = [
        { segmentId: 'a', estimate: sampleEstimate('a'), cell: null },
        { segmentId: cell.segmentId, estimate: sampleEstimate(cell.segmentId, { quality: 'BAD' }), cell },
        { segmentId: 'gone', estimate: sampleEstimate('gone'), cell: null },
      ];
      expect(await estimated(tenant, made)).toEqual([
        { segmentId: 'a', quality: 'FAIR', region: 'spv2bc' },
        { segmentId: cell.segmentId, quality: 'BAD', region: 'spv2bc' },
      ]);
      expect(await roadSegments.get(tenant, 'a')).toEqual({
        ...sampleSegment(tenant, 'a'),
        kind: 'segment',
        estimate: sampleEstimate('a'),
      });
      expect(await roadSegments.get(tenant, cell.segmentId)).toMatchObject({
        kind: 'cell',
        estimate: { quality: 'BAD' },
      });
      expect(await roadSegments.all(tenant)).toHaveLength(1);
      expect(await estimated(tenant, made.slice(0, 1))).toEqual([]);
      const none = made.slice(0, 2).map((one) => ({ ...one, estimate: null }));
      expect((await estimated(tenant, none)).map(({ quality }) => quality)).toEqual([null, null]);
      expect(await roadSegments.get(tenant, cell.segmentId)).toBeUndefined();
      expect((await roadSegments.get(tenant, 'a'))?.estimate).toBeNull();
    });

    it('G2 writes nothing of what another has taken since; with new roads, what is known stays', async () => {
      const { observations, roadSegments } = open();
      const tenant = newTenant();
      await roadSegments.replace(tenant, [sampleSegment(tenant, 'a')]);
      await estimated(tenant, [{ segmentId: 'a', estimate: sampleEstimate('a'), cell: null }]);
      const late = {
        segmentId: 'a',
        lease: 1,
        changes: 1,
        cell: null,
        estimate: sampleEstimate('a', { quality: 'BAD' }),
      };
      expect(await roadSegments.estimate(tenant, [late])).toEqual([]);
      await roadSegments.replace(tenant, [sampleSegment(tenant, 'a', { name: 'New name' })]);
      expect(await roadSegments.get(tenant, 'a')).toMatchObject({
        name: 'New name',
        estimate: { quality: 'FAIR' },
      });
      expect(await observations.waiting(tenant)).toBeGreaterThan(0);
    });

    it('G3 finds what touches a box, also across the 180° meridian, of one tenant', async () => {
      const { roadSegments } = open();
      const [tenant, other] = [newTenant(), newTenant()];
      const at = (id: string, latitude: number, longitude: number) =>
        sampleSegment(tenant, id, {
          line: [
            [latitude, longitude],
            [latitude + 0.001, longitude],
          ],
        });
      await roadSegments.replace(tenant, [
        at('a', 10, 20),
        at('b', 10, 20.1),
        at('east', 10, 179.9),
        at('west', 10, -179.9),
      ]);
      await roadSegments.replace(other, [{ ...at('theirs', 10, 20), tenant: other }]);
      const ids = async (box: readonly [number, number, number, number], limit = 9) =>
        (await roadSegments.inBox(tenant, box, ANY, limit)).map(({ segmentId }) => segmentId);
      expect(await ids([19.95, 9.95, 20.05, 10.05])).toEqual(['a']);
      expect(await ids([19.95, 10.0005, 20.2, 10.0006])).toEqual(['a', 'b']);
      expect(await ids([19, 9, 21, 11], 1)).toEqual(['a']);
      expect((await ids([179, 9, -179, 11])).sort()).toEqual(['east', 'west']);
      expect(await ids([0, 0, 1, 1])).toEqual([]);
      expect(await roadSegments.inBox(tenant, [19, 9, 21, 11], { minConfidence: 0.1, now: AT }, 9)).toEqual(
        [],
      );
    });

    it('G3 adds up spans', async () => {
      const { observations, roadSegments } = open();
      const tenant = newTenant();
      await roadSegments.replace(tenant, [sampleSegment(tenant, 'a')]);
      const seen = [
        sampleObservation(tenant, 0, { roughness: 1, speed: 10 }),
        sampleObservation(tenant, 1, { roughness: 3, speed: null, deviceId: 'phone-2' }),
        sampleObservation(tenant, 3600, { roughness: null, speed: 8 }),
      ];
      await observations.store(seen);
      await observations.unsettle(tenant);
      for (const taken of (await observations.take(1000)).filter((one) => one.tenant === tenant)) {
        const own = seen.filter(({ deviceId }) => deviceId === taken.deviceId);
        const matches = own.map(({ time }) => ({ time, segmentId: 'a', alongM: null }));
        await observations.settle(taken, matches, ['a'], taken.to);
      }
      const edges = [AT, AT + HOUR, AT + 2 * HOUR, AT + 3 * HOUR];
      expect(await roadSegments.analytics(tenant, 'a', edges)).toEqual([
        { from: AT, observations: 2, devices: 2, roughness: 2, speed: 10 },
        { from: AT + HOUR, observations: 1, devices: 1, roughness: null, speed: 8 },
      ]);
      expect(await roadSegments.analytics(tenant, 'a', [AT + 1, AT + HOUR])).toHaveLength(1);
      expect(await roadSegments.analytics(tenant, 'b', edges)).toEqual([]);
    });
  });
}
