import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '../../../../../test/fixtures/database.ts';
import type { PostgresStore } from '../../../src/adapters/postgres/open-postgres.ts';
import { createGeofences } from '../../../src/modules/fleet/fences/manage-geofences.ts';
import { CHANGE_DELAY_MS, FenceCache } from '../../../src/modules/fleet/fences/vehicle-fences.ts';
import type { FenceIndex, Geofence } from '../../../src/ports/fences.ts';
import { openStore } from '../../adapters/postgres/stores.ts';
import { createManualClock } from '../../manual-clock.ts';
import { CENTER } from './fence-world.ts';

const BOX = [CENTER.longitude, CENTER.latitude, CENTER.longitude, CENTER.latitude] as const;

let store: PostgresStore;
beforeAll(async () => {
  store = await openStore({ url: await freshDatabase() });
});
afterAll(() => store.close());

/** One server of two over the same database. */
function server(clock = createManualClock()) {
  const asked = { revisions: 0, versions: 0 };
  const counted = {
    revision(tenant: string) {
      asked.revisions += 1;
      return store.fences.revision(tenant);
    },
    versions(tenant: string, since: number) {
      asked.versions += 1;
      return store.fences.versions(tenant, since);
    },
  };
  const cache = new FenceCache({ store: counted, clock });
  const geofences = createGeofences({
    store: store.fences,
    clock,
    mostOf: async () => 3,
    changed: (tenant) => cache.changed(tenant),
  });
  return { clock, cache, geofences, asked };
}

function fence(id: string, changes: Partial<Geofence> = {}): Geofence {
  const shape = { type: 'circle', center: CENTER, radiusM: 50 } as const;
  return { id, name: id, shape, dwellS: null, appliesTo: null, ...changes };
}

const NO_GROUPS: ReadonlySet<string> = new Set();
const idsOf = (index: FenceIndex, time: number): string[] => index.touching(BOX, time).map(({ id }) => id);

describe('fences at hand', () => {
  it('are there at once where they were changed, and from five seconds later on count', async () => {
    const { clock, cache, geofences } = server();
    const tenant = randomUUID();
    expect(idsOf(await cache.indexFor(tenant, 'bus-1', NO_GROUPS), clock.now())).toEqual([]);
    await geofences.create(tenant, fence('depot'));
    const index = await cache.indexFor(tenant, 'bus-1', NO_GROUPS);
    const counts = clock.now() + CHANGE_DELAY_MS;
    expect([counts - 1, counts].map((time) => idsOf(index, time))).toEqual([[], ['depot']]);
    expect(index.at('depot', counts)?.fence.distanceM(CENTER)).toBe(-50);
  });

  it('are known to every other server before they count', async () => {
    const clock = createManualClock();
    const [one, other] = [server(clock), server(clock)];
    const tenant = randomUUID();
    await one.geofences.create(tenant, fence('depot'));
    await other.cache.indexFor(tenant, 'bus-1', NO_GROUPS);
    await one.geofences.replace(tenant, [fence('depot', { dwellS: 60 })]);
    await one.geofences.remove(tenant, 'depot');
    clock.advance(CHANGE_DELAY_MS - 1);
    const before = await one.cache.indexFor(tenant, 'bus-1', NO_GROUPS);
    const elsewhere = await other.cache.indexFor(tenant, 'bus-1', NO_GROUPS);
    for (const time of [0, 1, 2, 3].map((i) => clock.now() + i))
      expect(idsOf(elsewhere, time)).toEqual(idsOf(before, time));
  });

  it('are asked about every two seconds at the most, and read only when they have changed', async () => {
    const { clock, cache, geofences, asked } = server();
    const tenant = randomUUID();
    await geofences.create(tenant, fence('depot'));
    await Promise.all(['bus-1', 'bus-2', 'bus-3'].map((id) => cache.indexFor(tenant, id, NO_GROUPS)));
    await cache.indexFor(tenant, 'bus-1', NO_GROUPS);
    expect(asked).toEqual({ revisions: 1, versions: 1 });
    clock.advance(2000);
    await cache.indexFor(tenant, 'bus-1', NO_GROUPS);
    expect(asked).toEqual({ revisions: 2, versions: 1 });
  });

  it('judge the past by what they were then', async () => {
    const { clock, cache, geofences } = server();
    const tenant = randomUUID();
    await geofences.create(tenant, fence('depot'));
    const created = clock.now() + CHANGE_DELAY_MS;
    clock.advance(60_000);
    const far = { type: 'circle', center: { latitude: 1, longitude: 1 }, radiusM: 50 } as const;
    await geofences.replace(tenant, [fence('depot', { shape: far })]);
    const moved = clock.now() + CHANGE_DELAY_MS;
    const index = await cache.indexFor(tenant, 'bus-1', NO_GROUPS);
    expect([created, moved - 1, moved].map((time) => idsOf(index, time))).toEqual([['depot'], ['depot'], []]);
  });

  it('forget what the store has forgotten, however often they change', async () => {
    const { clock, cache, geofences } = server();
    const tenant = randomUUID();
    const counted: number[] = [];
    for (let i = 0; i < 180; i += 1) {
      const dwellS = 60 + (i % 2);
      await geofences.replace(
        tenant,
        ['a', 'b', 'c'].map((id) => fence(id, { dwellS })),
      );
      counted.push(clock.now() + CHANGE_DELAY_MS);
      clock.advance(2000);
      await cache.indexFor(tenant, 'bus-1', NO_GROUPS);
    }
    const index = await cache.indexFor(tenant, 'bus-1', NO_GROUPS);
    const known = counted.filter((time) => index.at('a', time) !== undefined);
    // Of each fence the store keeps three versions that have ended.
    expect(known.length).toBeLessThan(30);
    expect(known.at(-1)).toBe(counted.at(-1));
  });

  it('are those of the vehicle and its groups', async () => {
    const { clock, cache, geofences } = server();
    const tenant = randomUUID();
    await geofences.create(tenant, fence('for-north', { appliesTo: { vehicles: [], groups: ['north'] } }));
    await geofences.create(tenant, fence('for-bus-2', { appliesTo: { vehicles: ['bus-2'], groups: [] } }));
    const counts = clock.now() + CHANGE_DELAY_MS;
    const north = new Set(['north']);
    expect(idsOf(await cache.indexFor(tenant, 'bus-1', north), counts)).toEqual(['for-north']);
    expect(idsOf(await cache.indexFor(tenant, 'bus-2', NO_GROUPS), counts)).toEqual(['for-bus-2']);
    expect(idsOf(await cache.indexFor(randomUUID(), 'bus-1', north), counts)).toEqual([]);
  });
});

describe('managing fences', () => {
  it('tidies shapes, and refuses what cannot be one', async () => {
    const { geofences } = server();
    const tenant = randomUUID();
    const corner = (latitude: number, longitude: number) => ({ latitude, longitude });
    const ring = [corner(0, 0), corner(0, 1), corner(0, 1), corner(1, 0), corner(0, 0)];
    const stored = await geofences.create(tenant, fence('area', { shape: { type: 'polygon', outer: ring } }));
    expect(stored.shape).toEqual({ type: 'polygon', outer: [ring[0], ring[1], ring[3]] });
    const bowTie = [corner(0, 0), corner(0.1, 0.1), corner(0.1, 0), corner(0, 0.1)];
    const crossed = fence('bow', { shape: { type: 'polygon', outer: bowTie } });
    await expect(geofences.create(tenant, crossed)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(/^shape: the outer ring crosses/),
    });
    await expect(geofences.replace(tenant, [fence('fine'), crossed])).rejects.toMatchObject({
      message: expect.stringMatching(/^fence bow: /),
    });
    expect(await geofences.get(tenant, 'fine')).toBeUndefined();
  });

  it('stops at the tenant’s limit', async () => {
    const { geofences } = server();
    const tenant = randomUUID();
    await geofences.replace(
      tenant,
      ['a', 'b', 'c'].map((id) => fence(id)),
    );
    await expect(geofences.create(tenant, fence('d'))).rejects.toMatchObject({
      code: 'conflict',
      message:
        'the tenant may have 3 fences and would have 4; remove some, or have its limit maxGeofences raised',
    });
    await geofences.replace(tenant, [fence('a', { dwellS: 60 })]);
  });
});
