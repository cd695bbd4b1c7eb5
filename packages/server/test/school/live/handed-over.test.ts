import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../../../../test/fixtures/until.ts';
import { scoreEtas } from '../../../src/modules/school/live/eta-scores.ts';
import { takenOver } from '../../../src/modules/school/trips/trip-times.ts';
import { type LiveRig, openLiveRig, storedTrip } from './live-rig.ts';
import { drive, outFrom, planOf, START } from './road.ts';

let rig: LiveRig;
beforeAll(async () => {
  rig = await openLiveRig();
});
afterAll(() => rig?.close());

const tripOf = (tenant: string) => rig.store.trips.get(tenant, 'out');
const visitsOf = async (tenant: string) => (await rig.store.tripVisits.of(tenant, ['out'])).get('out') ?? [];

describe('another vehicle takes a trip over on its way', () => {
  it('each stop is served once, by the vehicle that was there', { timeout: 60_000 }, async () => {
    const { store, settler } = rig;
    const tenant = 'substitution';
    await store.trips.create([storedTrip(tenant, 'out', planOf())]);
    const way = [
      [-60, 0],
      ...outFrom(0).filter(([, metres]) => metres < 2000),
      [200, 1500],
      [900, 1500],
    ] as const;
    await rig.record(tenant, drive(way));
    await settler.idle();
    await until('the trip runs', async () => (await tripOf(tenant))?.status === 'IN_PROGRESS');
    // Told late: fixes after it have been judged.
    const at = START + 600_000;
    await store.trips.change(tenant, 'out', (trip) => ({
      vehicleId: 'bus-2',
      vehicles: takenOver(trip, 'bus-2', at),
    }));
    await settler.idle();
    const helping = [
      [610, 1100, 700],
      [800, 1400],
      ...outFrom(660).filter(([second]) => second > 880),
      [1240, 4800],
    ] as const;
    await rig.record(tenant, drive(helping, 5, 'bus-2'));
    await settler.idle();
    await until('the trip is over', async () => (await tripOf(tenant))?.status === 'COMPLETED');
    const served = (await visitsOf(tenant)).map(({ sequence, vehicleId, skipped }) => [
      sequence,
      vehicleId,
      skipped,
    ]);
    expect(served).toEqual([
      [1, 'bus-1', false],
      [2, 'bus-1', false],
      [3, 'bus-2', false],
      [4, 'bus-2', false],
      [5, 'bus-2', false],
    ]);
  });
});

describe('what was predicted', () => {
  it('is scored by the benchmark: early at most half a minute, late at most a minute and a half', async () => {
    const { store } = rig;
    const tenant = 'scored';
    await store.trips.create([storedTrip(tenant, 'out', planOf())]);
    const arrivedAt = START + 120_000;
    const visit = {
      tenant,
      tripId: 'out',
      sequence: 2,
      stopId: 'stop-1000',
      vehicleId: 'bus-1',
      scheduledAt: null,
    };
    const found = {
      departedAt: null,
      distanceM: 1,
      inferred: false,
      skipped: false,
      late: false,
      evidence: {},
    };
    await store.tripVisits.write([{ ...visit, ...found, arrivedAt }]);
    const state = { delayS: null, offRouteSince: null, alerts: [], location: null };
    // Seconds that the vehicle comes after the prediction, made one to four seconds apart, two minutes ahead.
    const misses = [-31, -30, 90, 91];
    await store.tripPredictions.write(
      misses.map((missS, index) => {
        const predictedAt = arrivedAt - missS * 1000;
        const stop = {
          sequence: 2,
          predictedAt,
          p10: arrivedAt - index,
          p50: arrivedAt,
          p90: arrivedAt + 1 - index,
        };
        return { tenant, tripId: 'out', madeAt: START + index * 1000, stops: [stop], state };
      }),
    );
    const day = new Date(START).toISOString().slice(0, 10);
    const { overall, routes } = await scoreEtas(store.tripPredictions, tenant, { from: day, to: day });
    expect(overall).toMatchObject({ predictions: 4, percent: 50, coverage: 50 });
    expect(overall.buckets[0]).toEqual({ horizon: '0-3', predictions: 4, accurate: 2, percent: 50 });
    expect(routes).toEqual([{ routeId: 'out', date: day, ...overall }]);
  });
});

describe('an approach', () => {
  it('is decided once, and told by somebody else when whoever decided it died over it', async () => {
    const { tripVisits } = rig.store;
    const approach = {
      ...{ tenant: 'approach', tripId: 'out', sequence: 3, stopId: 'stop-2000', vehicleId: 'bus-1' },
      ...{
        scheduledAt: null,
        at: START,
        distanceM: 300,
        late: false,
        inferred: false,
        because: { rule: 'distance' },
      },
    };
    const decided = await Promise.all([1, 2, 3].map(() => tripVisits.approach(approach)));
    expect(decided.filter(Boolean)).toHaveLength(1);
    expect(await tripVisits.untoldApproaches(10)).toEqual([]);
    await tripVisits.approachTold(approach);
    expect(await tripVisits.approach(approach)).toBe(false);
  });
});
