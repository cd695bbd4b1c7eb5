import type { Fix } from '@waycast/contract';
import { expect, it } from 'vitest';
import type { History, TenantFix } from '../ports/history.ts';
import { fixAt, newTenant, of, T0 } from './history-samples.ts';

/** H6: the newest fixes. */
export function lastRules(history: () => History): void {
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
          return of(tenant, [newest, fixAt(T0, { vehicleId }), fixAt(T0 + 9e6, { vehicleId, future: true })]);
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
}
