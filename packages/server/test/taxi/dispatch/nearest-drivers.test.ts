import { createRandom, distanceM, type LatLng } from '@waycast/geo';
import { describe, expect, test } from 'vitest';
import { NearestDrivers } from '../../../src/modules/taxi/dispatch/nearest-drivers.ts';

/** What the index has to answer, by looking at everybody. */
function byLooking(places: ReadonlyMap<string, LatLng>, center: LatLng, count: number, radiusM: number) {
  return [...places]
    .map(([id, place]) => ({ id, distanceM: distanceM(center, place) }))
    .filter((one) => one.distanceM <= radiusM)
    .sort((a, b) => a.distanceM - b.distanceM)
    .slice(0, count);
}

const REGIONS = [
  { name: 'a town', middle: { latitude: 52.5, longitude: 13.4 }, spread: 0.2 },
  { name: 'both sides of the 180° meridian', middle: { latitude: -17, longitude: 179.99 }, spread: 0.5 },
  { name: 'a country', middle: { latitude: 0, longitude: 0 }, spread: 12 },
  { name: 'the far north', middle: { latitude: 89.5, longitude: 20 }, spread: 0.5 },
];

describe.each(REGIONS)('nearest drivers in $name', ({ middle, spread }) => {
  const { next: random } = createRandom(7);
  const around = (): LatLng => {
    const longitude = middle.longitude + (random() - 0.5) * 2 * spread;
    return {
      latitude: Math.min(90, middle.latitude + (random() - 0.5) * 2 * spread),
      longitude: longitude >= 180 ? longitude - 360 : longitude,
    };
  };

  test('are those that looking at everybody finds, while they move, come and go', () => {
    const index = new NearestDrivers();
    const places = new Map<string, LatLng>();
    for (let step = 0; step < 1500; step += 1) {
      const id = `d-${Math.floor(random() * 400)}`;
      if (random() < 0.1) {
        index.delete(id);
        places.delete(id);
      } else {
        const place = around();
        index.put(id, place);
        places.set(id, place);
      }
      if (step % 50 !== 0) continue;
      const [center, radiusM] = [around(), 1000 * 4 ** (step % 7)];
      const found = index.around(center, 10, radiusM, () => true);
      const expected = byLooking(places, center, 10, radiusM);
      expect(found.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
      for (const [at, { distanceM }] of found.entries())
        expect(distanceM).toBeCloseTo(expected[at]?.distanceM ?? Number.NaN, 3);
    }
    expect(index.size).toBe(places.size);
  });
});

test('those that do not fit are passed over, and an empty index finds nobody', () => {
  const index = new NearestDrivers();
  const here = { latitude: 48, longitude: 11 };
  expect(index.around(here, 3, 100_000, () => true)).toEqual([]);
  index.put('near', here);
  index.put('far', { latitude: 48.01, longitude: 11 });
  expect(index.around(here, 3, 5000, (id) => id !== 'near').map(({ id }) => id)).toEqual(['far']);
  index.delete('far');
  index.delete('near');
  expect(index.size).toBe(0);
});

test('a corner of the world has its square', () => {
  const index = new NearestDrivers();
  for (const latitude of [-90, 90])
    for (const longitude of [-180, 180]) index.put(`${latitude} ${longitude}`, { latitude, longitude });
  expect(index.around({ latitude: 90, longitude: 0 }, 9, 1000, () => true)).toHaveLength(2);
});
