import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Fix } from '@waycast/contract';
import { createRandom } from '@waycast/geo';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/ports/findings.ts';
import { findAll, indexOf, settled } from './fence-world.ts';
import {
  DATA,
  hysteresisArrivals,
  naiveArrivals,
  noisy,
  readRide,
  readStops,
  sampled,
  stopFences,
} from './limerick.ts';

const THERE = existsSync(join(DATA, 'limerick-304'));
const SEEDS = [1, 2, 3, 4, 5];

/** A real ride past 36 stops, each a circle of 50 m, with seeded errors of a receiver that tells its accuracy. */
describe.skipIf(!THERE)('the Limerick ride (needs TEST_DATA_DIR)', async () => {
  const stops = THERE ? await readStops() : [];
  const ride = THERE ? await readRide() : [];
  const index = indexOf(stopFences(stops));
  const visitsOf = (track: readonly Fix[]): Finding[] => settled(findAll(index, track));
  const stopsOf = (visits: readonly Finding[]): number =>
    new Set(visits.map(({ data }) => data['fenceId'])).size;

  it('once a second and clean: 36 visits in the order of the line', () => {
    expect(visitsOf(ride).map(({ data }) => data['fenceId'])).toEqual(stops.map(({ id }) => id));
    expect([naiveArrivals(ride, stops), hysteresisArrivals(ride, stops)]).toEqual([36, 36]);
  });

  it.each([10, 20])('every %i s and clean: 36 visits, where two fixes in a row miss many', (everyS) => {
    const track = sampled(ride, everyS);
    expect([visitsOf(track).length, stopsOf(visitsOf(track))]).toEqual([36, 36]);
    expect(hysteresisArrivals(track, stops)).toBeLessThan(32);
  });

  it('every 30 s: all but the last stop, where the ride ends before another fix', () => {
    const visits = visitsOf(sampled(ride, 30));
    expect(visits.map(({ data }) => data['fenceId'])).toEqual(stops.slice(0, 35).map(({ id }) => id));
  });

  it.each([
    [10, 1, 36, 36],
    [10, 10, 36, 36],
    [10, 20, 36, 36],
    [10, 30, 35, 35],
    [30, 1, 36, 39],
    [30, 10, 32, 42],
  ])('with %i m of noise, every %i s: from %i to %i visits', (sigmaM, everyS, least, most) => {
    for (const seed of SEEDS) {
      const visits = visitsOf(sampled(noisy(ride, sigmaM, seed), everyS));
      expect(visits.length).toBeGreaterThanOrEqual(least);
      expect(visits.length).toBeLessThanOrEqual(most);
      expect(stopsOf(visits)).toBeGreaterThanOrEqual(sigmaM === 10 ? least : 32);
    }
  });

  it('with 30 m of noise, once a second: a sixth of what the naive rule tells', () => {
    const track = noisy(ride, 30, 1);
    expect(naiveArrivals(track, stops)).toBeGreaterThan(6 * visitsOf(track).length - 36);
  });

  it('gives the same visits whatever was repeated or in whatever order it came', () => {
    const track = noisy(ride, 10, 1);
    const { next } = createRandom(5);
    const shuffled = [...track, ...track.filter(() => next() < 0.2)]
      .map((fix) => ({ fix, at: next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ fix }) => fix);
    const inOrder = [...new Map(shuffled.map((fix) => [fix.time, fix])).values()].sort(
      (a, b) => a.time - b.time,
    );
    expect(visitsOf(inOrder)).toEqual(visitsOf(track));
  });
});
