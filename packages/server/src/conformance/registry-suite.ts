import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Registry, VehicleFields } from '../ports/registry.ts';
import { entering } from './registry-entering-rules.ts';

/** An implementation under test, shared by all tests of the suite: each uses a tenant of its own. */
export interface RegistrySubject {
  readonly registry: Registry;
  close(): Promise<void>;
}

const MANY = { max: 1000 };
const BUS: VehicleFields = {
  name: 'Überlandbus 7',
  plate: '161-L-1234',
  kind: 'bus',
  groups: [],
  speedLimitMps: 22.25,
  attributes: { seats: 34, ramp: true, depot: 'North "1"', ratio: 0.1 },
  archivedAt: null,
};

/** What the port `Registry` promises. */
export function registrySuite(name: string, open: () => Promise<RegistrySubject>): void {
  describe(`registry: ${name}`, () => {
    let subject: RegistrySubject;
    beforeAll(async () => {
      subject = await open();
    });
    afterAll(() => subject?.close());
    const vehicles = () => subject.registry.vehicles;
    const put = (tenant: string, id: string, fields: Partial<VehicleFields> = {}) =>
      vehicles().write(tenant, [id], () => ({ ...BUS, ...fields }), MANY);
    const idsOf = async (tenant: string, query: Parameters<Registry['vehicles']['page']>[1]) =>
      (await vehicles().page(tenant, query, 100)).map(({ id }) => id);

    it('R1 keeps every field as it was written, and tells what became of it', async () => {
      const tenant = newTenant();
      expect(await put(tenant, 'bus-7')).toEqual({ kind: 'written', verdicts: ['created'] });
      expect(await vehicles().get(tenant, 'bus-7')).toMatchObject({
        id: 'bus-7',
        fields: BUS,
        firstSeenAt: null,
      });
      expect(await put(tenant, 'bus-7')).toEqual({ kind: 'written', verdicts: ['unchanged'] });
      const archivedAt = Date.parse('2026-05-04T07:45:50.123Z');
      expect(await put(tenant, 'bus-7', { archivedAt, attributes: {} })).toEqual({
        kind: 'written',
        verdicts: ['changed'],
      });
      expect((await vehicles().get(tenant, 'bus-7'))?.fields).toEqual({ ...BUS, archivedAt, attributes: {} });
      const driver = { name: 'Máire', phone: '+353 61', vehicleId: 'bus-7' };
      await subject.registry.drivers.write(tenant, ['d'], () => driver, MANY);
      expect(await subject.registry.drivers.get(tenant, 'd')).toMatchObject({ fields: driver });
    });

    it('R1 lists in order of ids, a page at a time', async () => {
      const tenant = newTenant();
      for (const id of ['b', 'a', 'B', 'c', '-']) await put(tenant, id);
      expect(await idsOf(tenant, {})).toEqual(['-', 'B', 'a', 'b', 'c']);
      expect((await vehicles().page(tenant, { after: 'B' }, 2)).map(({ id }) => id)).toEqual(['a', 'b']);
      expect(await vehicles().count(tenant, {})).toBe(5);
    });

    it('R1 searches in id, name and plate, whatever the case and the accents', async () => {
      const tenant = newTenant();
      await put(tenant, 'bus-7');
      await put(tenant, 'Van-1', { name: '100% %_', plate: null, kind: 'van' });
      for (const [words, found] of [
        [['uber'], ['bus-7']],
        [['BUS', '1234'], ['bus-7']],
        [['bus', 'van'], []],
        [['van-1'], ['Van-1']],
        [['%_'], ['Van-1']],
        [['_7'], []],
      ] as const)
        expect([words, await idsOf(tenant, { words })]).toEqual([words, found]);
      expect(await vehicles().count(tenant, { words: ['bus'] })).toBe(1);
    });

    it('R1 tells vehicles of a group and archived ones', async () => {
      const tenant = newTenant();
      await subject.registry.groups.write(tenant, ['north', 'south'], (id) => ({ name: id }), MANY);
      await put(tenant, 'a', { groups: ['north'] });
      await put(tenant, 'b', { groups: ['north', 'south'], archivedAt: 1 });
      await put(tenant, 'c');
      expect(await idsOf(tenant, { group: 'north' })).toEqual(['a', 'b']);
      expect(await idsOf(tenant, { archived: false })).toEqual(['a', 'c']);
      expect(await idsOf(tenant, { archived: true, group: 'south' })).toEqual(['b']);
    });

    it('R2 writes all or nothing, and nothing in a dry run', async () => {
      const tenant = newTenant();
      await put(tenant, 'a');
      const write = (dryRun: boolean, groups: readonly string[]) =>
        vehicles().write(tenant, ['a', 'b', 'c'], (id) => ({ ...BUS, groups: id === 'c' ? groups : [] }), {
          ...MANY,
          dryRun,
        });
      expect(await write(false, ['nowhere'])).toEqual({
        kind: 'groups missing',
        missing: [{ index: 2, group: 'nowhere' }],
      });
      expect(await write(true, [])).toEqual({
        kind: 'written',
        verdicts: ['unchanged', 'created', 'created'],
      });
      const failing = vehicles().write(
        tenant,
        ['x', 'y'],
        (id) => {
          if (id === 'y') throw new Error('no');
          return BUS;
        },
        MANY,
      );
      await expect(failing).rejects.toThrow('no');
      expect(await idsOf(tenant, {})).toEqual(['a']);
    });

    it('R2 lets writes of a tenant come one after another', async () => {
      const tenant = newTenant();
      const ids = Array.from({ length: 30 }, (_, n) => `v-${n}`);
      const count = (fields: VehicleFields | undefined) => Number(fields?.attributes['times'] ?? 0);
      const write = (order: readonly string[]) =>
        vehicles().write(
          tenant,
          order,
          (_id, before) => ({ ...BUS, attributes: { times: count(before) + 1 } }),
          MANY,
        );
      await Promise.all([write(ids), write(ids.toReversed()), write(ids), write(ids.toReversed())]);
      const all = await vehicles().page(tenant, {}, 100);
      expect(all.map(({ fields }) => count(fields))).toEqual(ids.map(() => 4));
    });

    it('R3 creates no more than there may be, whoever creates at the same time', async () => {
      const tenant = newTenant();
      const write = (...ids: string[]) => vehicles().write(tenant, ids, () => BUS, { max: 3 });
      expect(await write('a', 'b')).toMatchObject({ kind: 'written' });
      expect(await write('c', 'd')).toEqual({ kind: 'full', count: 2, created: 2 });
      const outcomes = await Promise.all(['c', 'd', 'e'].map((id) => write(id)));
      expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['full', 'full', 'written']);
      expect(await write('a', 'b')).toEqual({ kind: 'written', verdicts: ['unchanged', 'unchanged'] });
    });

    it('R4 takes a removed group from its vehicles', async () => {
      const tenant = newTenant();
      await subject.registry.groups.write(tenant, ['north', 'south'], () => ({ name: null }), MANY);
      await put(tenant, 'a', { groups: ['north', 'south'] });
      expect(await subject.registry.groups.remove(tenant, 'north')).toBe(true);
      expect((await vehicles().get(tenant, 'a'))?.fields.groups).toEqual(['south']);
      expect(await subject.registry.groups.remove(tenant, 'north')).toBe(false);
    });

    it('R5 keeps tenants apart', async () => {
      const [one, other] = [newTenant(), newTenant()];
      await put(one, 'a');
      await subject.registry.groups.write(one, ['north'], () => ({ name: null }), MANY);
      expect(await vehicles().get(other, 'a')).toBeUndefined();
      expect(await idsOf(other, {})).toEqual([]);
      expect(await vehicles().count(other, {})).toBe(0);
      expect(await vehicles().remove(other, 'a')).toBe(false);
      expect(await put(other, 'a', { groups: ['north'] })).toMatchObject({ kind: 'groups missing' });
      expect((await subject.registry.labels(other)).size).toBe(0);
      expect(await idsOf(one, {})).toEqual(['a']);
    });

    it('labels vehicles that have a name or a group', async () => {
      const tenant = newTenant();
      await put(tenant, 'a');
      await put(tenant, 'b', { name: null });
      const labels = new Map([['a', { name: BUS.name, groups: [] }]]);
      expect(await subject.registry.labels(tenant)).toEqual(labels);
    });

    entering(() => subject.registry, newTenant);
  });
}

function newTenant(): string {
  return `t-${randomUUID()}`;
}
