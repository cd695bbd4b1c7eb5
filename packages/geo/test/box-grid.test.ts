import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BoundingBox, BoxGrid, boxContains, type LatLng } from '../src/index.ts';

/** Edges and corners of the world and of cells come up as often as anything between. */
const latitudes = fc.oneof(
  fc.constantFrom(-90, 90, 0, -45, 45),
  fc.double({ min: -90, max: 90, noNaN: true }),
);
const longitudes = fc.oneof(
  fc.constantFrom(-180, 180, 0, -90, 90, 179.9999, -179.9999),
  fc.double({ min: -180, max: 180, noNaN: true }),
);
const positions: fc.Arbitrary<LatLng> = fc.record({ latitude: latitudes, longitude: longitudes });

/** Of any size, also none, across the 180° meridian and up to the poles. */
const boxes: fc.Arbitrary<BoundingBox> = fc.oneof(
  fc
    .tuple(longitudes, latitudes, longitudes, latitudes)
    .map(([west, a, east, b]): BoundingBox => [west, Math.min(a, b), east, Math.max(a, b)]),
  fc
    .tuple(longitudes, latitudes, fc.double({ min: 0, max: 2, noNaN: true }))
    .map(([west, south, side]): BoundingBox => {
      const east = west + side;
      return [west, south, east > 180 ? east - 360 : east, Math.min(south + side, 90)];
    }),
);

test('finds the very boxes that hold a position, whatever came and went', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ box: boxes, stays: fc.boolean() }), { maxLength: 40 }),
      fc.array(positions, { minLength: 1, maxLength: 20 }),
      (entries, elsewhere) => {
        const grid = new BoxGrid<number>();
        for (const [index, { box }] of entries.entries()) grid.add(box, index);
        for (const [index, { box, stays }] of entries.entries()) {
          if (!stays) expect(grid.delete(box, index)).toBe(true);
        }
        const corners = entries.flatMap(({ box: [west, south, east, north] }) => [
          { latitude: south, longitude: west },
          { latitude: north, longitude: east },
        ]);
        for (const position of [...elsewhere, ...corners]) {
          const expected = entries.flatMap(({ box, stays }, index) =>
            stays && boxContains(box, position) ? [index] : [],
          );
          expect(grid.at(position).sort((a, b) => a - b)).toEqual(expected);
        }
        expect(grid.size).toBe(entries.filter(({ stays }) => stays).length);
      },
    ),
  );
});

test('a box across the 180th meridian, at a pole, around the world, and without any extent', () => {
  const grid = new BoxGrid<string>();
  grid.add([179, 52, -179, 53], 'across');
  grid.add([-180, 89, 180, 90], 'pole');
  grid.add([-180, -90, 180, 90], 'world');
  grid.add([10, 10, 10, 10], 'point');
  const at = (latitude: number, longitude: number): string[] => grid.at({ latitude, longitude }).sort();
  expect(at(52.5, 179.5)).toEqual(['across', 'world']);
  expect(at(52.5, -180)).toEqual(['across', 'world']);
  expect(at(52.5, 178.9)).toEqual(['world']);
  expect(at(90, 0)).toEqual(['pole', 'world']);
  expect(at(90, 180)).toEqual(['pole', 'world']);
  expect(at(10, 10)).toEqual(['point', 'world']);
});

test('equal boxes are told apart by their value, and what is not in it is not deleted', () => {
  const grid = new BoxGrid<string>();
  const box: BoundingBox = [-9, 52, -8, 53];
  grid.add(box, 'one');
  grid.add(box, 'other');
  expect(grid.delete(box, 'third')).toBe(false);
  expect(grid.delete(box, 'one')).toBe(true);
  expect(grid.delete(box, 'one')).toBe(false);
  expect(grid.at({ latitude: 52, longitude: -9 })).toEqual(['other']);
  expect(grid.size).toBe(1);
});
