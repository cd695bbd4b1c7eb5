import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../../../../test/fixtures/until.ts';
import { type Follower, type LiveServer, openLiveServer, planTrip } from './live-server.ts';
import { drive, MINUTE_MS, outFrom } from './road.ts';

/** Long enough ago for the ride to be over, and not so long that it is late for everybody. */
const START = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 30 * MINUTE_MS;

interface TripAnswer {
  readonly status: string;
  readonly startedBy: string | null;
  readonly endedBy: string | null;
  readonly startedAt: string | null;
  readonly delayS: number | null;
  readonly stops: readonly Record<string, unknown>[];
}

let server: LiveServer;
beforeAll(async () => {
  server = await openLiveServer({ dataDir: 'memory' });
});
afterAll(() => server?.close());

const tripOf = (id: string) => server.ask<TripAnswer>('GET', `/api/school/trips/${id}`);

describe('a ride of five stops, from its fixes alone', () => {
  let follower: Follower;
  const ride = drive([[-120, 0], ...outFrom(0), [600, 4800], [1800, 4800]], 5, 'bus-1', START);
  beforeAll(async () => {
    await planTrip(server, 'morning', { start: START, approachM: 400 });
    follower = await server.follow('bus-1');
    const middle = ride.findIndex(({ time }) => time >= START + 300_000);
    await server.post(ride.slice(0, middle));
    await until('the trip runs', async () => (await tripOf('morning')).status === 'IN_PROGRESS');
    await until(
      'the third stop was left',
      async () => (await tripOf('morning')).stops[2]?.departedAt !== null,
    );
  });
  afterAll(() => follower?.close());

  it('begins the trip, and predicts the stops that remain from the time of its fixes', async () => {
    expect(await tripOf('morning')).toMatchObject({ startedBy: 'automatic', endedBy: null });
    const { madeAt, etas } = await server.ask<{ madeAt: string; etas: Record<string, string>[] }>(
      'GET',
      '/api/school/trips/morning/etas',
    );
    expect(Date.parse(madeAt)).toBe(START + 295_000);
    expect(etas.map(({ stopSequence }) => stopSequence)).toEqual([4, 5]);
    for (const { p10, eta, p50, p90 } of etas)
      expect([p10, eta, p50, p90].toSorted()).toEqual([p10, eta, p50, p90]);
    expect(Math.abs(Date.parse(etas[0]?.eta ?? '') - (START + 355_000))).toBeLessThan(90_000);
  });

  it('stores each visit, ends the trip, and tells followers each once, in order, with offsets', async () => {
    await server.post(ride);
    await until('the trip is over', async () => (await tripOf('morning')).status === 'COMPLETED');
    const { stops, endedBy } = await tripOf('morning');
    expect(endedBy).toBe('automatic');
    expect(
      stops.map(({ arrivedAt, departedAt }) => [arrivedAt, departedAt].every((at) => typeof at === 'string')),
    ).toEqual(Array(5).fill(true));
    await until(
      'all of it is told',
      async () => follower.told.filter(({ action }) => action === 'DEPARTED').length === 5,
    );
    const told = follower.told.map(({ action, stopSequence }) => `${stopSequence} ${action}`);
    for (const action of ['APPROACHING', 'ARRIVED', 'DEPARTED'])
      expect(told.filter((one) => one.endsWith(action)).sort()).toEqual(
        [1, 2, 3, 4, 5].map((n) => `${n} ${action}`),
      );
    const offsets = follower.told.map(({ offset }) => offset);
    expect(offsets).toEqual(offsets.map((_, index) => (offsets[0] ?? 0) + index));
    expect(follower.told[0]).toMatchObject({
      tripId: 'morning',
      stopName: 'Stop at 0 m',
      visit: 'morning~1',
    });
  });

  it('scores what was predicted by what came of it', async () => {
    const day = new Date(START).toISOString().slice(0, 10);
    const scoreNow = () =>
      server.ask<{ overall: { predictions: number }; routes: unknown[] }>(
        'GET',
        `/api/school/eta-accuracy?from=${day}&to=${day}`,
      );
    // Predictions are written aside.
    await until('predictions are scored', async () => (await scoreNow()).overall.predictions > 0);
    const score = await scoreNow();
    expect(score.routes).toEqual([expect.objectContaining({ routeId: 'out', date: day })]);
  });
});
