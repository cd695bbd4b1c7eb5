import fc from 'fast-check';
import { destination, type FenceShape, type LatLng } from '../src/index.ts';

/** Anywhere, with the poles, their surroundings and the 180° meridian as often as all the rest. */
export const places: fc.Arbitrary<LatLng> = fc.oneof(
  fc.record({
    latitude: fc.double({ min: -90, max: 90, noNaN: true }),
    longitude: fc.double({ min: -180, max: 180, noNaN: true }),
  }),
  fc.record({
    latitude: fc.constantFrom(90, -90, 89.999, -89.98, 89.5),
    longitude: fc.double({ min: -180, max: 180, noNaN: true }),
  }),
  fc.record({
    latitude: fc.double({ min: -85, max: 85, noNaN: true }),
    longitude: fc.constantFrom(180, -180, 179.9999, -179.998),
  }),
);

const share = fc.double({ min: 0.3, max: 1, noNaN: true });

/** A star around a middle: it never crosses itself, and its holes lie within. */
const stars = fc
  .record({
    middle: places,
    sizeM: fc.constantFrom(100, 2000, 60_000),
    arms: fc.array(share, { minLength: 4, maxLength: 9 }),
    hole: fc.boolean(),
    turn: fc.double({ min: 0, max: 359, noNaN: true }),
  })
  .map(({ middle, sizeM, arms, hole, turn }): FenceShape => {
    const ring = (scale: number): LatLng[] =>
      arms.map((arm, i) => destination(middle, (turn + (360 * i) / arms.length) % 360, sizeM * arm * scale));
    return { type: 'polygon', outer: ring(1), ...(hole ? { holes: [ring(0.2)] } : {}) };
  });

const circles = fc
  .record({ center: places, radiusM: fc.constantFrom(30, 500, 80_000) })
  .map((circle): FenceShape => ({ type: 'circle', ...circle }));

const corridors = fc
  .record({
    start: places,
    widthM: fc.constantFrom(40, 900),
    legs: fc.array(
      fc.record({ bearing: fc.integer({ min: 0, max: 359 }), lengthM: fc.integer({ min: 60, max: 8000 }) }),
      { minLength: 1, maxLength: 6 },
    ),
  })
  .map(({ start, widthM, legs }): FenceShape => {
    const line = [start];
    for (const { bearing, lengthM } of legs) line.push(destination(line.at(-1) ?? start, bearing, lengthM));
    return { type: 'corridor', line, widthM };
  });

export const shapes = fc.oneof(circles, stars, corridors);

/** A direction and how many sizes of a shape to go from its middle. */
export const ways = fc.record({
  bearing: fc.double({ min: 0, max: 359.9, noNaN: true }),
  sizes: fc.double({ min: 0, max: 4, noNaN: true }),
});
