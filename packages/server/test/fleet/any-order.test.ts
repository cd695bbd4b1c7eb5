import type { Fix } from '@waycast/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { austinDay, limerickRide, missing } from './real-rides.ts';
import { DATABASES, newTenant, openRig, type Rig } from './settling-rig.ts';

/** Calls of `record`, and whether what they store is settled before the next one comes. */
type Arrival = { readonly fixes: readonly Fix[]; readonly settle: boolean }[];

/** The fixes in any order and grouping, some of them more than once. */
function arrivalsOf(fixes: readonly Fix[], groups: number): fc.Arbitrary<Arrival> {
  const repeated = fc.subarray([...fixes], { maxLength: Math.ceil(fixes.length / 10) });
  const inDisorder = fc.oneof(
    fc.constant([...fixes]),
    fc.constant([...fixes].reverse()),
    fc.shuffledSubarray([...fixes], { minLength: fixes.length, maxLength: fixes.length }),
    // Parts of the way as a phone sends them after a dead spot: each in order, the parts in any.
    fc
      .shuffledSubarray(partsOf(fixes, groups), { minLength: groups, maxLength: groups })
      .map((parts) => parts.flat()),
  );
  return fc
    .tuple(inDisorder, repeated, fc.array(fc.boolean(), { minLength: groups, maxLength: groups }))
    .map(([some, again, settle]) =>
      partsOf([...some, ...again], groups).map((part, index) => ({
        fixes: part,
        settle: settle[index] ?? false,
      })),
    );
}

function partsOf(fixes: readonly Fix[], count: number): Fix[][] {
  const size = Math.ceil(fixes.length / count);
  return Array.from({ length: count }, (_, index) => fixes.slice(index * size, (index + 1) * size));
}

async function arrive(rig: Rig, tenant: string, arrival: Arrival, now?: () => number): Promise<void> {
  // What one server has in memory the other has not.
  const servers = [rig.server(now), rig.server(now)];
  for (const [index, { fixes, settle }] of arrival.entries()) {
    const server = servers[index % 2];
    await server?.record(tenant, fixes);
    if (settle) await server?.settler.idle();
  }
  for (const { settler } of servers) await settler.idle();
  // Each vehicle once more, as the sweep of marks does in time.
  const vehicles = new Set(arrival.flatMap(({ fixes }) => fixes.map(({ vehicleId }) => vehicleId)));
  const [server] = servers;
  server?.settler.demand([...vehicles].map((vehicleId) => ({ tenant, vehicleId, lateFrom: 1 })));
  await server?.settler.idle();
  for (const { stop } of servers) await stop();
}

describe.each(DATABASES)(`fixes in any order: $name${missing}`, ({ name, open }) => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await openRig(await open());
  });
  afterAll(() => rig?.database.close());

  async function expectSame(fixes: readonly Fix[], groups: number, runs: number, now?: () => number) {
    const inOrder = newTenant();
    await arrive(rig, inOrder, [{ fixes, settle: true }], now);
    const expected = await rig.rowsOf(inOrder);
    expect(expected.location_events).toHaveLength(fixes.length);
    const property = fc.asyncProperty(arrivalsOf(fixes, groups), async (arrival) => {
      const tenant = newTenant();
      await arrive(rig, tenant, arrival, now);
      expect(await rig.rowsOf(tenant)).toEqual(expected);
    });
    await fc.assert(property, { numRuns: runs, endOnFailure: true });
    return inOrder;
  }

  it.skipIf(missing !== '')('end in the same rows while the ride goes on', { timeout: 180_000 }, async () => {
    const fixes = limerickRide().filter((_, index) => index % 8 === 0);
    const end = fixes.at(-1)?.time ?? 0;
    await expectSame(fixes, 6, 6, () => end + 1000);
  });

  // The same statements over the same rows, which take the embedded database many times as long.
  if (name === 'embedded') return;

  it.skipIf(missing !== '')(
    'end in the same rows: a ride, every fourth fix of it',
    { timeout: 180_000 },
    async () => {
      const fixes = limerickRide().filter((_, index) => index % 4 === 0);
      const tenant = await expectSame(fixes, 8, 12);
      const metres = await rig.archive.odometerM({ tenant, vehicleId: 'bus-304' });
      expect(metres).toBeGreaterThan(13_897 * 0.97);
      expect(metres).toBeLessThan(14_190);
    },
  );

  it.skipIf(missing !== '')('end in the same rows: a day of a fleet', { timeout: 180_000 }, async () => {
    const vehicles = [...austinDay().values()].filter((_, index) => index % 32 === 0);
    await expectSame(
      vehicles.flat().sort((a, b) => a.time - b.time),
      10,
      4,
    );
  });
});
