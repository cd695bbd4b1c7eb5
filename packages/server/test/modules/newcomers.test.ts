import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase } from '../../../../test/fixtures/database.ts';
import { openPostgres, type PostgresStore } from '../../src/adapters/postgres/open-postgres.ts';
import { SUITE_LIMITS } from '../../src/conformance/tenants-suite.ts';
import { createNewcomers } from '../../src/modules/registry/newcomers.ts';
import { systemClock } from '../../src/ports/clock.ts';
import type { SeenEntries, VehicleFields } from '../../src/ports/registry.ts';
import { quiet } from '../adapters/postgres/stores.ts';
import { createManualClock } from '../manual-clock.ts';

const WORDS = {
  one: 'vehicle',
  many: 'vehicles',
  limit: 'maxVehicles',
  option: 'MAX_VEHICLES_PER_TENANT',
} as const;

let store: PostgresStore;
beforeAll(async () => {
  store = await openPostgres({ url: await freshDatabase(), log: quiet, clock: systemClock });
  await store.migrate();
});
afterAll(() => store?.close());

/** Newcomers over the real table; `enter` may be delayed or made to fail, and each of its calls is kept. */
function opened(
  maxVehicles: number,
  before: () => Promise<void> = async () => undefined,
  away: () => boolean = () => false,
) {
  const calls: (readonly string[])[] = [];
  const { vehicles } = store.registry;
  const entries: SeenEntries<VehicleFields> = {
    page: (...input) => vehicles.page(...input),
    count: (...input) => vehicles.count(...input),
    get: (...input) => vehicles.get(...input),
    write: (...input) => vehicles.write(...input),
    remove: (...input) => vehicles.remove(...input),
    async enter(tenant, ids, max) {
      calls.push(ids);
      await before();
      return vehicles.enter(tenant, ids, max);
    },
  };
  const clock = createManualClock();
  const tenants = store.tenants({ ...SUITE_LIMITS, maxVehicles });
  const newcomers = createNewcomers({ entries, words: WORDS, tenants, clock, log: quiet, away });
  return {
    calls,
    clock,
    newcomers,
    admit: (tenant: string, id: string) => newcomers.admit(tenant, id, clock.now()),
  };
}

describe('newcomers', () => {
  it('are entered together, and then known without a question', async () => {
    const { calls, admit } = opened(1000);
    const ids = Array.from({ length: 300 }, (_, n) => `v-${n}`);
    await Promise.all([...ids, ...ids].map((id) => admit('crowd', id)));
    expect(calls).toEqual([ids]);
    expect(ids.map((id) => admit('crowd', id))).toEqual(ids.map(() => undefined));
    expect(await store.registry.vehicles.count('crowd', {})).toBe(300);
    await admit('another', 'v-0');
    expect(await store.registry.vehicles.count('another', {})).toBe(1);
  });

  it('are refused beyond the limit, for ten seconds without another question', async () => {
    const { calls, clock, admit, newcomers } = opened(1);
    await admit('full', 'a');
    for (let times = 0; times < 3; times++)
      await expect(admit('full', 'b')).rejects.toMatchObject({ code: 'conflict' });
    expect(calls).toEqual([['a'], ['b']]);
    expect(admit('full', 'a')).toBeUndefined();
    await store.registry.vehicles.remove('full', 'a');
    newcomers.forget('full', 'a');
    clock.advance(10_000);
    await admit('full', 'b');
    await expect(admit('full', 'a')).rejects.toMatchObject({ code: 'conflict' });
  });

  it('are entered again when they were removed long ago, while nobody waits', async () => {
    const { calls, clock, admit } = opened(10);
    await admit('removed', 'a');
    await store.registry.vehicles.remove('removed', 'a');
    clock.advance(3_600_001);
    expect(admit('removed', 'a')).toBeUndefined();
    await expect.poll(() => store.registry.vehicles.count('removed', {})).toBe(1);
    expect(calls).toHaveLength(2);
  });

  it('are let through without a question while the database is known to be away, and entered afterwards', async () => {
    let isAway = true;
    const { calls, admit } = opened(10, undefined, () => isAway);
    expect(admit('outage', 'a')).toBeUndefined();
    expect(calls).toEqual([]);
    isAway = false;
    await admit('outage', 'a');
    expect(calls).toEqual([['a']]);
    expect(await store.registry.vehicles.count('outage', {})).toBe(1);
  });

  it('are let through while the registry fails or does not answer, and asked for again', async () => {
    let failing = true;
    const failed = opened(10, async () => {
      if (failing) throw new Error('planted');
    });
    await failed.admit('away', 'a');
    failing = false;
    await failed.admit('away', 'a');
    expect(failed.calls).toHaveLength(2);
    expect(failed.admit('away', 'a')).toBeUndefined();

    const { promise: answer, resolve } = Promise.withResolvers<void>();
    const slow = opened(10, () => answer);
    const admitted = slow.admit('slow', 'a');
    slow.clock.advance(2000);
    await admitted;
    resolve();
    await expect.poll(() => slow.admit('slow', 'a')).toBeUndefined();
  });
});
