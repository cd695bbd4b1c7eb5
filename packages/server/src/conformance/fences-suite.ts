import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FenceStore, Geofence, StoredGeofence } from '../ports/fences.ts';

/** An implementation under test, shared by all tests of the suite: each uses a tenant of its own. */
export interface FencesSubject {
  readonly fences: FenceStore;
  close(): Promise<void>;
}

const AT = Date.UTC(2026, 4, 4, 8);
const DAY = 24 * 3_600_000;

/** What the port `FenceStore` promises. */
export function fencesSuite(name: string, open: () => Promise<FencesSubject>): void {
  describe(`fences: ${name}`, () => {
    let subject: FencesSubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.close());

    const put = (
      tenant: string,
      fences: readonly Geofence[],
      at = AT,
      most = 100,
    ): Promise<StoredGeofence[]> => subject.fences.change(tenant, { fences, mode: 'replace', at, most });
    const create = (tenant: string, fences: readonly Geofence[], most = 100): Promise<StoredGeofence[]> =>
      subject.fences.change(tenant, { fences, mode: 'create', at: AT, most });
    const versionsOf = async (tenant: string, id: string, since = 0) =>
      (await subject.fences.versions(tenant, since)).versions
        .filter((version) => version.id === id)
        .map(({ changedAt, endedAt, name: title }) => [
          changedAt - AT,
          endedAt === null ? null : endedAt - AT,
          title,
        ])
        .sort(([a], [b]) => Number(a) - Number(b));

    it('F1 reads what it stored, of every shape and scope', async () => {
      const tenant = newTenant();
      const stored = (await create(tenant, ALL)).map(({ id }) => id);
      expect(stored).toEqual(ALL.map(({ id }) => id));
      for (const fence of ALL)
        expect(await subject.fences.get(tenant, fence.id)).toEqual({ ...fence, changedAt: AT });
      expect(await subject.fences.get(tenant, 'none')).toBeUndefined();
      const ids = ALL.map(({ id }) => id).sort();
      const listed = async (limit: number, after?: string) =>
        (await subject.fences.list(tenant, limit, after)).map(({ id }) => id);
      expect(await listed(10)).toEqual(ids);
      expect(await listed(2)).toEqual(ids.slice(0, 2));
      expect(await listed(2, ids[1])).toEqual(ids.slice(2));
    });

    it('F1 stores all or none: a taken id, too many fences, too many points', async () => {
      const tenant = newTenant();
      await create(tenant, [CIRCLE]);
      await expect(create(tenant, [POLYGON, CIRCLE])).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('a fence circle already'),
      });
      await expect(create(tenant, [POLYGON, CORRIDOR], 2)).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('may have 2 fences and would have 3'),
      });
      await expect(put(tenant, [line('long', 41)], AT, 2)).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining('may have 40 points together and would have 42'),
      });
      expect((await subject.fences.list(tenant, 10)).map(({ id }) => id)).toEqual(['circle']);
      expect(await versionsOf(tenant, 'long')).toEqual([]);
    });

    it('F2 keeps what a fence was like, and begins nothing new for a name or for the same again', async () => {
      const tenant = newTenant();
      await create(tenant, [CIRCLE]);
      await put(tenant, [CIRCLE], AT + 1000);
      await put(tenant, [{ ...CIRCLE, name: 'Renamed' }], AT + 2000);
      expect(await versionsOf(tenant, 'circle')).toEqual([[0, null, 'Renamed']]);
      const [wider] = await put(tenant, [{ ...CIRCLE, dwellS: 99 }], AT + 3000);
      expect(wider).toMatchObject({ changedAt: AT + 3000, dwellS: 99 });
      expect(await versionsOf(tenant, 'circle')).toEqual([
        [0, 3000, 'Renamed'],
        [3000, null, CIRCLE.name],
      ]);
    });

    it('F2 F3 ends a removed fence, which may come back after its end', async () => {
      const tenant = newTenant();
      await create(tenant, [CIRCLE]);
      expect(await subject.fences.remove(tenant, 'circle', AT + 1000)).toBe(true);
      expect(await subject.fences.remove(tenant, 'circle', AT + 1000)).toBe(false);
      expect(await subject.fences.get(tenant, 'circle')).toBeUndefined();
      await create(tenant, [CIRCLE]);
      expect(await versionsOf(tenant, 'circle')).toEqual([
        [0, 1000, CIRCLE.name],
        [1001, null, CIRCLE.name],
      ]);
    });

    it('F3 goes forward also when the clock of the changing server is behind', async () => {
      const tenant = newTenant();
      await create(tenant, [CIRCLE]);
      await put(tenant, [{ ...CIRCLE, dwellS: 30 }], AT - 5000);
      expect(await subject.fences.remove(tenant, 'circle', AT - 9000)).toBe(true);
      expect(await versionsOf(tenant, 'circle')).toEqual([
        [0, 1, CIRCLE.name],
        [1, 1, CIRCLE.name],
      ]);
    });

    it('F4 tells what has changed since a revision', async () => {
      const tenant = newTenant();
      expect(await subject.fences.revision(tenant)).toBe(0);
      expect(await subject.fences.versions(tenant, 0)).toEqual({ revision: 0, versions: [] });
      await create(tenant, ALL);
      const { revision, versions } = await subject.fences.versions(tenant, 0);
      expect([revision, versions.length]).toEqual([await subject.fences.revision(tenant), ALL.length]);
      await put(tenant, [{ ...CIRCLE, dwellS: 60 }], AT + 1000);
      expect(await versionsOf(tenant, 'circle', revision)).toEqual([
        [0, 1000, CIRCLE.name],
        [1000, null, CIRCLE.name],
      ]);
      expect(await versionsOf(tenant, 'polygon', revision)).toEqual([]);
    });

    it('F4 forgets what ended five weeks ago, and the oldest of too many', async () => {
      const tenant = newTenant();
      await create(tenant, [CIRCLE, POLYGON]);
      await put(tenant, [{ ...CIRCLE, dwellS: 60 }], AT + 1000);
      await put(tenant, [{ ...CIRCLE, dwellS: 70 }], AT + 36 * DAY);
      expect(await versionsOf(tenant, 'circle')).toHaveLength(2);
      expect(await versionsOf(tenant, 'polygon')).toHaveLength(1);
      for (let i = 1; i <= 12; i++)
        await put(tenant, [{ ...CIRCLE, dwellS: 100 + i }], AT + 36 * DAY + i * 1000, 3);
      expect(await versionsOf(tenant, 'circle')).toHaveLength(10);
    });

    it('F5 keeps tenants apart', async () => {
      const [one, other] = [newTenant(), newTenant()];
      await create(one, [CIRCLE]);
      expect(await subject.fences.get(other, 'circle')).toBeUndefined();
      expect(await subject.fences.list(other, 10)).toEqual([]);
      expect(await subject.fences.remove(other, 'circle', AT)).toBe(false);
      expect((await subject.fences.versions(other, 0)).versions).toEqual([]);
      await create(other, [{ ...CIRCLE, name: 'Theirs' }]);
      expect(await subject.fences.get(one, 'circle')).toMatchObject({ name: CIRCLE.name });
    });

    it('F1 F4 changes at the same time are done one after the other', async () => {
      const tenant = newTenant();
      await Promise.all(
        Array.from({ length: 8 }, (_, i) => put(tenant, [{ ...CIRCLE, dwellS: 10 + i }], AT + i)),
      );
      expect(await subject.fences.list(tenant, 10)).toHaveLength(1);
      const spans = await versionsOf(tenant, 'circle');
      for (const [i, [, endedAt]] of spans.entries()) expect(endedAt).toBe(spans[i + 1]?.[0] ?? null);
    });
  });
}

const CIRCLE: Geofence = {
  id: 'circle',
  name: 'Circle',
  shape: { type: 'circle', center: { latitude: 52.66, longitude: -8.63 }, radiusM: 50.5 },
  dwellS: null,
  appliesTo: null,
};
const POLYGON: Geofence = {
  id: 'polygon',
  name: 'Polygon "Ü"',
  shape: {
    type: 'polygon',
    outer: [place(0, 0), place(0, 1), place(1, 0)],
    holes: [[place(0.1, 0.1), place(0.1, 0.2), place(0.2, 0.1)]],
  },
  dwellS: 600,
  appliesTo: { vehicles: ['bus-1'], groups: ['north', 'south'] },
};
const CORRIDOR = line('corridor', 3);
const ALL = [CIRCLE, POLYGON, CORRIDOR];

function line(id: string, points: number): Geofence {
  const places = Array.from({ length: points }, (_, i) => place(0, i / 100));
  return {
    id,
    name: id,
    shape: { type: 'corridor', line: places, widthM: 60 },
    dwellS: null,
    appliesTo: null,
  };
}

function place(latitude: number, longitude: number) {
  return { latitude, longitude };
}

function newTenant(): string {
  return `t-${randomUUID()}`;
}
