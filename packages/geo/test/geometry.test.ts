import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bearingDegrees,
  bearingDifference,
  boundsOf,
  boxContains,
  destination,
  distanceM,
  interpolateBearing,
  type LatLng,
  lineLengthM,
  pointAlong,
  simplifyLine,
} from '../src/index.ts';

const anywhere = fc.record({
  latitude: fc.double({ min: -85, max: 85, noNaN: true }),
  longitude: fc.double({ min: -180, max: 179.999, noNaN: true }),
});
const limerick = { latitude: 52.6638, longitude: -8.6267 };
const austin = { latitude: 30.2672, longitude: -97.7431 };

describe('distance and bearing', () => {
  test('Paris to London, one degree of latitude, nothing', () => {
    const paris = { latitude: 48.8566, longitude: 2.3522 };
    expect(distanceM(paris, { latitude: 51.5074, longitude: -0.1278 }) / 1000).toBeCloseTo(343.56, 1);
    expect(distanceM({ latitude: 10, longitude: 5 }, { latitude: 11, longitude: 5 })).toBeCloseTo(
      111_195.08,
      1,
    );
    expect(distanceM(limerick, limerick)).toBe(0);
  });

  test('cardinal directions', () => {
    const at = (latitude: number, longitude: number): LatLng => ({ latitude, longitude });
    expect(bearingDegrees(at(0, 0), at(1, 0))).toBeCloseTo(0);
    expect(bearingDegrees(at(0, 0), at(0, 1))).toBeCloseTo(90);
    expect(bearingDegrees(at(1, 0), at(0, 0))).toBeCloseTo(180);
    expect(bearingDegrees(at(0, 179.5), at(0, -179.5))).toBeCloseTo(90);
  });

  test('a destination lies at its distance and bearing', () => {
    fc.assert(
      fc.property(
        anywhere,
        fc.double({ min: 0, max: 359.9, noNaN: true }),
        fc.double({ min: 10, max: 500_000, noNaN: true }),
        (start, bearing, distance) => {
          const end = destination(start, bearing, distance);
          expect(Math.abs(distanceM(start, end) - distance)).toBeLessThan(0.5);
          expect(bearingDifference(bearingDegrees(start, end), bearing)).toBeLessThan(0.1);
          expect(end.longitude).toBeGreaterThanOrEqual(-180);
          expect(end.longitude).toBeLessThan(180);
        },
      ),
    );
  });

  test('bearings turn the shorter way', () => {
    expect(interpolateBearing(350, 10, 0.5)).toBeCloseTo(0);
    expect(interpolateBearing(10, 350, 0.25)).toBeCloseTo(5);
    expect(bearingDifference(350, 10)).toBe(20);
  });
});

describe('boxes', () => {
  test('contain their edges', () => {
    expect(boxContains([-9, 52, -8, 53], limerick)).toBe(true);
    expect(boxContains([-9, 52, -8, 53], { latitude: 53, longitude: -9 })).toBe(true);
    expect(boxContains([-9, 52, -8, 53], austin)).toBe(false);
  });

  test('cross the 180° meridian when west exceeds east', () => {
    expect(boxContains([170, -20, -170, 0], { latitude: -17, longitude: 178 })).toBe(true);
    expect(boxContains([170, -20, -170, 0], { latitude: -17, longitude: -178 })).toBe(true);
    expect(boxContains([170, -20, -170, 0], { latitude: -17, longitude: 0 })).toBe(false);
  });

  test('around positions are the narrower ones', () => {
    expect(boundsOf([])).toBeUndefined();
    expect(
      boundsOf([
        { latitude: 1, longitude: 179 },
        { latitude: -1, longitude: -179 },
      ]),
    ).toEqual([179, -1, -179, 1]);
  });

  test('hold every position they were made of', () => {
    fc.assert(
      fc.property(fc.array(anywhere, { minLength: 1, maxLength: 40 }), (positions) => {
        const box = boundsOf(positions);
        expect(box !== undefined && positions.every((position) => boxContains(box, position))).toBe(true);
      }),
    );
  });
});

describe('lines', () => {
  const line = [
    limerick,
    destination(limerick, 90, 1000),
    destination(destination(limerick, 90, 1000), 0, 500),
  ];

  test('have a length and points along it', () => {
    expect(lineLengthM(line)).toBeCloseTo(1500, 1);
    expect(pointAlong([], 5)).toBeUndefined();
    const near = pointAlong(line, 1250);
    expect(near && distanceM(near, limerick)).toBeCloseTo(Math.hypot(1000, 250), 0);
    expect(near?.bearing).toBeCloseTo(0, 1);
    expect(pointAlong(line, -5)).toMatchObject(limerick);
    expect(pointAlong(line, 9999)).toMatchObject({ latitude: line[2]?.latitude });
  });

  test('simplified lines stay within their tolerance and keep their ends', () => {
    const step = fc.record({
      bearing: fc.double({ min: 0, max: 359, noNaN: true }),
      m: fc.double({ min: 1, max: 300, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 3, maxLength: 40 }), (walk) => {
        const track: LatLng[] = [limerick];
        for (const { bearing, m } of walk) track.push(destination(track.at(-1) ?? limerick, bearing, m));
        const simple = simplifyLine(track, 25);
        expect(simple[0]).toBe(track[0]);
        expect(simple.at(-1)).toBe(track.at(-1));
        const dense = Array.from(
          { length: 2000 },
          (_, i) => pointAlong(simple, (lineLengthM(simple) * i) / 1999) ?? limerick,
        );
        for (const dropped of track) {
          expect(Math.min(...dense.map((point) => distanceM(point, dropped)))).toBeLessThan(25 + 8);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('a straight line of many points becomes its ends', () => {
    const straight = Array.from({ length: 5000 }, (_, i) => ({ latitude: 10, longitude: i / 1e5 }));
    expect(simplifyLine(straight, 1)).toHaveLength(2);
  });
});
