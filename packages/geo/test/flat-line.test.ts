import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceM, FlatLine, FlatPlane, type LatLng } from '../src/index.ts';

const ORIGIN: LatLng = { latitude: 52.66, longitude: -8.63 };

const place = (origin: LatLng, withinM: number) =>
  fc
    .tuple(
      fc.double({ min: -withinM, max: withinM, noNaN: true }),
      fc.double({ min: -withinM, max: withinM, noNaN: true }),
    )
    .map(([east, north]) => new FlatPlane(origin).at(east, north));

describe('a flat plane', () => {
  it('gives back each place, across the antimeridian too', () => {
    const origins = fc.constantFrom(
      ORIGIN,
      { latitude: -17, longitude: 179.99 },
      { latitude: 0, longitude: -179.999 },
    );
    fc.assert(
      fc.property(
        origins.chain((origin) => fc.tuple(fc.constant(origin), place(origin, 20_000))),
        ([origin, there]) => {
          const plane = new FlatPlane(origin);
          const again = plane.at(plane.east(there.longitude), plane.north(there.latitude));
          expect(distanceM(there, again)).toBeLessThan(0.001);
          expect(Math.abs(there.longitude)).toBeLessThanOrEqual(180);
        },
      ),
    );
  });

  it('has distances that are right to some metres in a kilometre within 50 km', () => {
    const plane = new FlatPlane(ORIGIN);
    fc.assert(
      fc.property(place(ORIGIN, 35_000), (there) => {
        const flat = Math.hypot(plane.east(there.longitude), plane.north(there.latitude));
        const round = distanceM(ORIGIN, there);
        expect(Math.abs(flat - round)).toBeLessThanOrEqual(0.005 * round + 0.001);
      }),
    );
  });
});

/** Of corners in metres east and north of the origin. */
function lineOf(corners: readonly (readonly [number, number])[]): FlatLine {
  const plane = new FlatPlane(ORIGIN);
  return new FlatLine(corners.map(([east, north]) => plane.at(east, north)));
}

const inMetres = (line: FlatLine, east: number, north: number) => {
  const { latitude, longitude } = new FlatPlane(ORIGIN).at(east, north);
  return [line.plane.east(longitude), line.plane.north(latitude)] as const;
};

describe('a flat line', () => {
  const corner = fc.tuple(fc.integer({ min: -900, max: 900 }), fc.integer({ min: -900, max: 900 }));
  const lines = fc.array(corner, { minLength: 1, maxLength: 9 });

  it('finds the nearest place as a search over all of it does', () => {
    fc.assert(
      fc.property(lines, corner, (corners, [east, north]) => {
        const line = lineOf(corners);
        const [x, y] = inMetres(line, east, north);
        const { alongM, offM } = line.nearest(x, y);
        const [atX, atY] = line.at(alongM);
        expect(Math.hypot(x - atX, y - atY)).toBeCloseTo(offM, 3);
        expect(line.offM(alongM, x, y)).toBeCloseTo(offM, 3);
        for (let step = 0; step <= 200; step++) {
          const [otherX, otherY] = line.at((step / 200) * line.lengthM);
          expect(Math.hypot(x - otherX, y - otherY)).toBeGreaterThanOrEqual(offM - 0.001);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('stays on the stretch that it is asked for', () => {
    fc.assert(
      fc.property(
        lines,
        corner,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (corners, [east, north], share) => {
          const line = lineOf(corners);
          const [x, y] = inMetres(line, east, north);
          const [from, to] = [share * 0.7 * line.lengthM, (0.3 + share * 0.7) * line.lengthM];
          const { alongM } = line.nearest(x, y, from, to);
          expect(alongM).toBeGreaterThanOrEqual(from - 0.001);
          expect(alongM).toBeLessThanOrEqual(to + 0.001);
        },
      ),
      { numRuns: 60 },
    );
  });

  const outAndBack = lineOf([
    [0, 0],
    [1000, 0],
    [0, 0],
  ]);

  it('passes a place twice that it goes out and comes back by, and the turn once', () => {
    const at = (east: number, north = 10) => outAndBack.passes(...inMetres(outAndBack, east, north), 30);
    expect(at(300).map(({ alongM }) => Math.round(alongM))).toEqual([300, 1700]);
    expect(at(1000).map(({ alongM }) => Math.round(alongM))).toEqual([1000]);
    expect(at(300, 31)).toEqual([]);
  });

  it('takes the pass that is expected where it comes by twice', () => {
    const [x, y] = inMetres(outAndBack, 300, 5);
    const expected = (alongM: number) => ({ alongM, sdM: 100, offSdM: 10 });
    expect(Math.round(outAndBack.nearest(x, y, 0, 2000, expected(400)).alongM)).toBe(300);
    expect(Math.round(outAndBack.nearest(x, y, 0, 2000, expected(1600)).alongM)).toBe(1700);
  });

  it('runs as its vertices do, and a line of one place nowhere', () => {
    const [east, north] = outAndBack.directionAt(1500);
    expect([Math.round(east), Math.round(north) + 0]).toEqual([-1, 0]);
    const single = lineOf([[5, 5]]);
    expect([single.lengthM, single.directionAt(0), single.nearest(3, 4)]).toEqual([
      0,
      [0, 0],
      { alongM: 0, offM: 5 },
    ]);
    expect(() => new FlatLine([])).toThrow(RangeError);
  });
});
