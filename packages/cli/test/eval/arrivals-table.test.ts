import type { Fix } from '@waycast/contract';
import { createRandom } from '@waycast/geo';
import { findArrivals, type TripToFind } from '@waycast/server/evaluate-arrivals';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { partLate, sampled, shuffled, withNoise, withOutliers } from '../../src/eval/disturb.ts';
import { readLine, readStops } from '../../src/eval/read-plan.ts';
import { readRide } from '../../src/eval/read-ride.ts';
import { scoreOf, truthsOf } from '../../src/eval/score.ts';
import type { Told } from '../../src/eval/told.ts';
import { missing, RIDE, ROUTE, STOPS } from './limerick.ts';

const NOISES = [0, 5, 10, 20, 30];
const SAMPLES = [1, 5, 10, 20, 30];
/** How fixes are delivered: each alone or some together, in which order, how often. */
const ORDERS: Record<string, (fixes: readonly Fix[], seed: number) => Fix[][]> = {
  'in order': (fixes) => chunks(fixes, 7),
  shuffled: (fixes, seed) => shuffled(fixes, 300, createRandom(seed)),
  doubled: (fixes) => chunks(fixes, 25).flatMap((chunk) => [chunk, chunk]),
  // A part of the way that a phone was in a dead spot for comes when the rest is long there.
  'two hours late': (fixes) => [
    fixes.filter((_, i) => !isLate(i, fixes)),
    fixes.filter((_, i) => isLate(i, fixes)),
  ],
};
const CASES = NOISES.flatMap((noise) =>
  SAMPLES.flatMap((sample) => Object.keys(ORDERS).map((order) => ({ noise, sample, order }))),
);
/** Every combination runs by `eval arrivals`; here as many as take a few seconds, others with each day. */
const RUN = sampleOf(CASES, 14, 304);

describe.skipIf(missing !== '')(`36 stops of a real ride${missing}`, async () => {
  const trip = missing === '' ? await planned() : { stops: [], line: null };
  const ride = missing === '' ? await readRide(RIDE) : [];
  const truths = truthsOf(ride, trip.stops);

  it.each(RUN)(
    'are each told once: $noise m of noise, every $sample s, $order',
    ({ noise, sample, order }) => {
      const seed = noise * 100 + sample;
      const fixes = sampled(withNoise(ride, noise, createRandom(seed)), sample);
      // Servers are killed at random moments.
      const random = createRandom(seed);
      const isKilled = () => random.next() < 0.03;
      const { visits } = findArrivals(trip, ORDERS[order]?.(fixes, seed) ?? [], isKilled);
      const disturbance = { fixes, sigmaM: noise, sampleS: sample };
      for (const action of ['ARRIVED', 'DEPARTED'] as const) {
        const told = visits.map(({ sequence, arrivedAt, departedAt }): Told => {
          return { sequence, action, at: (action === 'ARRIVED' ? arrivedAt : departedAt) ?? 0 };
        });
        const score = scoreOf(told, truths, action, disturbance);
        expect(score).toMatchObject({ told: 36, missing: 0, surplus: 0 });
        // Errors as large as the circles leave some times to chance.
        expect(score.right).toBeGreaterThanOrEqual(noise > 10 ? 30 : noise === 0 ? 36 : 34);
      }
    },
  );

  it.each([
    { radius: 25, noise: 20, drift: 60, sample: 10, outliers: 0 },
    { radius: 50, noise: 30, drift: 60, sample: 5, outliers: 0 },
    { radius: 50, noise: 5, drift: 0, sample: 20, outliers: 0.01 },
    { radius: 100, noise: 10, drift: 300, sample: 30, outliers: 0.01 },
  ])(
    'are told once with $radius m circles, errors of $noise m that last $drift s, every $sample s',
    async (one) => {
      const random = createRandom(one.radius);
      const inexact = sampled(withNoise(ride, one.noise, random, one.drift), one.sample);
      const fixes = withOutliers(inexact, one.outliers, random);
      const stops = await readStops(STOPS, one.radius);
      const { visits } = findArrivals({ ...trip, stops }, partLate(fixes, random));
      expect(visits.map(({ sequence }) => sequence)).toEqual(stops.map(({ sequence }) => sequence));
      expect(visits.every(({ departedAt }) => departedAt !== null)).toBe(true);
    },
  );

  it('give the same visits in any order, with any fixes twice', () => {
    const fixes = sampled(withNoise(ride, 20, createRandom(5)), 30);
    const inOrder = findArrivals(trip, chunks(fixes, fixes.length)).visits;
    const inAnyOrder = fc
      .tuple(
        fc.shuffledSubarray(fixes, { minLength: fixes.length }),
        fc.subarray(fixes),
        fc.integer({ min: 20, max: 80 }),
      )
      .map(([all, again, size]) => chunks([...all, ...again], size));
    const property = fc.property(inAnyOrder, (deliveries) => {
      const visits = findArrivals(trip, deliveries).visits.map(({ late: _, ...visit }) => visit);
      expect(visits).toEqual(inOrder.map(({ late: _, ...visit }) => visit));
    });
    fc.assert(property, { numRuns: 8, endOnFailure: true });
  });

  it('say what came late', () => {
    const fixes = sampled(ride, 10);
    const [early, rest] = [fixes.slice(0, 100), fixes.slice(100)];
    const { visits } = findArrivals(trip, [rest, early]);
    expect(visits.at(0)?.late).toBe(true);
    expect(visits.at(-1)?.late).toBe(false);
    expect(findArrivals(trip, [early, rest]).visits.filter(({ late }) => late)).toEqual([]);
  });
});

async function planned(): Promise<TripToFind> {
  return { stops: await readStops(STOPS, 50), line: await readLine(ROUTE) };
}

function isLate(index: number, all: readonly Fix[]): boolean {
  return index > all.length / 3 && index < all.length / 2;
}

function chunks(fixes: readonly Fix[], size: number): Fix[][] {
  return Array.from({ length: Math.ceil(fixes.length / size) }, (_, i) =>
    fixes.slice(i * size, (i + 1) * size),
  );
}

function sampleOf<T>(all: readonly T[], count: number, seed: number): T[] {
  const random = createRandom(seed);
  return all
    .map((one) => ({ one, at: random.next() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, count)
    .map(({ one }) => one);
}
