import fc from 'fast-check';
import { expect, test } from 'vitest';
import { boxContains, decodeGeohash, encodeGeohash, geohashNeighbours, isGeohash } from '../src/index.ts';

test('known cells', () => {
  expect(encodeGeohash({ latitude: 57.64911, longitude: 10.40744 }, 11)).toBe('u4pruydqqvj');
  expect(encodeGeohash({ latitude: 52.6638, longitude: -8.6267 })).toHaveLength(6);
  expect(decodeGeohash('ezs42').map((n) => Number(n.toFixed(3)))).toEqual([-5.625, 42.583, -5.581, 42.627]);
});

test('a cell holds what was encoded', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -90, max: 90, noNaN: true }),
      fc.double({ min: -180, max: 180, maxExcluded: true, noNaN: true }),
      fc.integer({ min: 1, max: 12 }),
      (latitude, longitude, length) => {
        const hash = encodeGeohash({ latitude, longitude }, length);
        expect(isGeohash(hash, length)).toBe(true);
        expect(boxContains(decodeGeohash(hash), { latitude, longitude })).toBe(true);
      },
    ),
  );
});

test('neighbours are mutual, distinct, and wrap around the world', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -80, max: 80, noNaN: true }),
      fc.double({ min: -180, max: 180, maxExcluded: true, noNaN: true }),
      (latitude, longitude) => {
        const hash = encodeGeohash({ latitude, longitude });
        const around = geohashNeighbours(hash);
        expect(new Set(around).size).toBe(8);
        for (const other of around) expect(geohashNeighbours(other)).toContain(hash);
      },
    ),
  );
  const east = encodeGeohash({ latitude: 0.1, longitude: 179.999 });
  expect(geohashNeighbours(east)).toContain(encodeGeohash({ latitude: 0.1, longitude: -179.999 }));
  expect(geohashNeighbours(encodeGeohash({ latitude: 89.999, longitude: 0 }))).toHaveLength(5);
});

test('refuses what is no geohash', () => {
  expect(() => decodeGeohash('ailo')).toThrow(/is no geohash/);
  expect(isGeohash('GCPVJ0')).toBe(false);
  expect(isGeohash('gcpvj')).toBe(false);
});
