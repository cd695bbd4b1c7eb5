import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../../../../../test/fixtures/until.ts';
import { type LiveRig, openLiveRig, storedTrip } from './live-rig.ts';
import { drive, outFrom, planOf } from './road.ts';

let rig: LiveRig;
beforeAll(async () => {
  rig = await openLiveRig();
});
afterAll(() => rig?.close());

const RIDE = drive([[-60, 0], ...outFrom(0), [600, 4800], [700, 4800]], 10);

async function rideOf(groups: readonly (typeof RIDE)[]): Promise<string> {
  const tenant = randomUUID();
  await rig.store.trips.create([storedTrip(tenant, 'out', planOf())]);
  for (const fixes of groups) {
    await rig.record(tenant, fixes);
    await rig.settler.idle();
  }
  // Once more, as the sweep of marks does in time.
  rig.settler.demand([{ tenant, vehicleId: 'bus-1', lateFrom: 1 }]);
  await rig.settler.idle();
  return tenant;
}

async function outcomeOf(tenant: string) {
  const visits = (await rig.store.tripVisits.of(tenant, ['out'])).get('out') ?? [];
  const trip = await rig.store.trips.get(tenant, 'out');
  return {
    trip: [trip?.status, trip?.startedAt, trip?.endedAt, trip?.startedBy],
    visits: visits.map(({ sequence, arrivedAt, departedAt, distanceM, inferred }) => ({
      ...{ sequence, arrivedAt, departedAt, distanceM, inferred },
    })),
  };
}

it('the same fixes make the same visits, shuffled, repeated and late', { timeout: 120_000 }, async () => {
  const inOrder = await rideOf([RIDE]);
  await until('the trip is over', async () => (await outcomeOf(inOrder)).trip[0] === 'COMPLETED');
  const expected = await outcomeOf(inOrder);
  expect(expected.visits).toHaveLength(5);
  const inDisorder = fc
    .tuple(fc.shuffledSubarray(RIDE, { minLength: RIDE.length }), fc.subarray(RIDE, { maxLength: 10 }))
    .map(([all, again]) => [...all, ...again])
    .chain((fixes) =>
      fc.integer({ min: 1, max: fixes.length - 1 }).map((at) => [fixes.slice(0, at), fixes.slice(at)]),
    );
  const property = fc.asyncProperty(inDisorder, async (groups) => {
    const tenant = await rideOf(groups);
    const isSame = async () => isDeepStrictEqual(await outcomeOf(tenant), expected);
    await until('it is told', isSame).catch(() => undefined);
    expect(await outcomeOf(tenant)).toEqual(expected);
  });
  await fc.assert(property, { numRuns: 4, endOnFailure: true });
});
