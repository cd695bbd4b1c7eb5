import { expect, it } from 'vitest';
import type { Registry } from '../ports/registry.ts';

const NOBODY = { name: null, phone: null, vehicleId: null };

/** What the port `Registry` promises of those that are entered by being heard of. */
export function entering(registry: () => Registry, newTenant: () => string): void {
  it('R1 enters who is heard of, once, and notes it of those who were described before', async () => {
    const tenant = newTenant();
    const { drivers } = registry();
    await drivers.write(tenant, ['ann'], () => ({ ...NOBODY, name: 'Ann' }), { max: 10 });
    expect(await drivers.enter(tenant, ['ann', 'bob'], 10)).toMatchObject({ refused: [] });
    const first = await drivers.page(tenant, {}, 10);
    expect(first).toMatchObject([
      { id: 'ann', fields: { name: 'Ann' }, firstSeenAt: expect.any(Number) },
      { id: 'bob', fields: NOBODY, firstSeenAt: expect.any(Number) },
    ]);
    expect(await drivers.enter(tenant, ['bob', 'ann'], 10)).toMatchObject({ refused: [] });
    expect(await drivers.page(tenant, {}, 10)).toEqual(first);
    expect((await drivers.page(tenant, { words: ['BOB'] }, 10)).map(({ id }) => id)).toEqual(['bob']);
  });

  it('R3 leaves out who is beyond the bound, whoever enters at the same time', async () => {
    const tenant = newTenant();
    const { vehicles } = registry();
    const ids = Array.from({ length: 40 }, (_, n) => `v-${n}`);
    const entered = await Promise.all(ids.map((id) => vehicles.enter(tenant, [id], 25)));
    expect(entered.flatMap(({ refused }) => refused)).toHaveLength(15);
    expect(await vehicles.count(tenant, {})).toBe(25);
    const again = await vehicles.enter(tenant, ids, 25);
    expect([again.refused.length, again.count]).toEqual([15, 25]);
    expect((await vehicles.enter(tenant, ids, 0)).refused).toHaveLength(15);
  });

  it('R2 forgets who is removed, until heard of again', async () => {
    const tenant = newTenant();
    const { vehicles } = registry();
    await vehicles.enter(tenant, ['a'], 10);
    expect(await vehicles.remove(tenant, 'a')).toBe(true);
    expect(await vehicles.get(tenant, 'a')).toBeUndefined();
    await vehicles.enter(tenant, ['a'], 10);
    expect(await vehicles.get(tenant, 'a')).toMatchObject({ id: 'a' });
  });
}
