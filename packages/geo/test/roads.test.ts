import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ConformalPlane,
  createRandom,
  cutRoads,
  DistanceHeap,
  type DrivableRoad,
  DriveGraph,
  destination,
  distanceM,
  lineLengthM,
  reportDrive,
  StrokeGrid,
  simulateDrive,
} from '../src/index.ts';

describe('a conformal plane', () => {
  it('has the distances and directions of near places, wherever they are', () => {
    const latitudes = fc.double({ min: -80, max: 80, noNaN: true });
    const longitudes = fc.double({ min: -180, max: 180, noNaN: true });
    const bearings = fc.double({ min: 0, max: 360, noNaN: true });
    fc.assert(
      fc.property(latitudes, longitudes, longitudes, bearings, (latitude, longitude, origin, bearing) => {
        const plane = new ConformalPlane(origin);
        const from = { latitude, longitude };
        const to = destination(from, bearing, 50);
        const [east, north] = [
          plane.x(to.longitude) - plane.x(longitude),
          plane.y(to.latitude) - plane.y(latitude),
        ];
        // The plane ends half a world away from its middle.
        fc.pre(Math.abs(east) < 1e6);
        expect(Math.hypot(east, north) * plane.scaleAt(from)).toBeCloseTo(50, 1);
        const turn = Math.abs((Math.atan2(east, north) * 180) / Math.PI - bearing) % 360;
        expect(Math.min(turn, 360 - turn)).toBeLessThan(0.1);
      }),
    );
  });
});

describe('a stroke grid', () => {
  it('finds every stroke within the radius, each once', () => {
    const number = fc.double({ min: -300, max: 300, noNaN: true });
    const stroke = fc.tuple(number, number, number, number);
    fc.assert(
      fc.property(fc.array(stroke, { maxLength: 40 }), number, number, (strokes, x, y) => {
        const column = (at: 0 | 1 | 2 | 3) => Float64Array.from(strokes, (one) => one[at]);
        const grid = new StrokeGrid({ x1: column(0), y1: column(1), x2: column(2), y2: column(3) }, 50);
        const found: number[] = [];
        const count = grid.around(x, y, 60, found);
        const here = found.slice(0, count);
        expect(new Set(here).size).toBe(count);
        for (const [index, [x1, y1, x2, y2]] of strokes.entries()) {
          // Enough of them lie so near that it is their middle or an end.
          const places = [
            [x1, y1],
            [x2, y2],
            [(x1 + x2) / 2, (y1 + y2) / 2],
          ] as const;
          if (places.some(([px, py]) => Math.hypot(px - x, py - y) <= 60)) expect(here).toContain(index);
        }
      }),
    );
  });
});

describe('a distance heap', () => {
  it('gives back what was pushed, nearest first, and is empty then', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true })), (distances) => {
        const heap = new DistanceHeap<number>();
        for (const [index, distance] of distances.entries()) heap.push(distance, index);
        const popped = distances.map(() => {
          const nearest = heap.nearest;
          expect(distances[heap.pop() ?? -1]).toBe(nearest);
          return nearest;
        });
        expect(popped).toEqual(distances.toSorted((a, b) => a - b));
        expect([heap.size, heap.pop(), heap.nearest]).toEqual([0, undefined, Number.POSITIVE_INFINITY]);
      }),
    );
  });
});

const at = (east: number, north: number) => [43 + north / 100_000, 7 + east / 100_000] as const;
const ROADS: DrivableRoad[] = [
  { segmentId: 'long', line: [at(0, 0), at(300, 0), at(900, 0)], oneWay: true },
  { segmentId: 'up', line: [at(300, 0), at(300, 700)], oneWay: false },
  { segmentId: 'alone', line: [at(0, 900), at(100, 900)], oneWay: false },
];

describe('roads in pieces', () => {
  const pieces = cutRoads(ROADS, 200);
  const lengthOf = ({ line }: DrivableRoad) =>
    lineLengthM(line.map(([latitude, longitude]) => ({ latitude, longitude })));

  it('are cut where they meet and to equal pieces, none too long, and none of them is lost', () => {
    expect(pieces.map(({ segmentId }) => segmentId)).toEqual([
      ...['long~1', 'long~2', 'long~3', 'long~4', 'long~5'],
      ...['up~1', 'up~2', 'up~3', 'up~4'],
      'alone',
    ]);
    expect(Math.max(...pieces.map(lengthOf))).toBeLessThanOrEqual(200.01);
    const metres = (roads: readonly DrivableRoad[]) => roads.reduce((sum, one) => sum + lengthOf(one), 0);
    expect(metres(pieces)).toBeCloseTo(metres(ROADS), 1);
  });

  it('have the ends of neighbours in common', () => {
    for (const [index, piece] of pieces.slice(0, 4).entries())
      expect(piece.line.at(-1)).toEqual(pieces[index + 1]?.line[0]);
  });
});

describe('a simulated drive', () => {
  const graph = new DriveGraph(cutRoads(ROADS, 200));
  const drives = Array.from({ length: 20 }, (_, seed) => simulateDrive(graph, createRandom(seed)));

  it('goes by road, second by second, no faster than cars do and never against the one way', () => {
    for (const drive of drives)
      for (const [index, moment] of drive.entries()) {
        const before = drive[index - 1];
        if (before === undefined) continue;
        expect(moment.second).toBe(before.second + 1);
        expect(distanceM(before, moment)).toBeLessThan(16);
        expect(moment.drivenM).toBeGreaterThanOrEqual(before.drivenM);
        if (before.segmentId === moment.segmentId && moment.segmentId.startsWith('long'))
          expect(moment.alongM).toBeGreaterThanOrEqual(before.alongM);
      }
  });

  it('is reported with errors of the size that was asked for', () => {
    const random = createRandom(1);
    const errors = { everyS: 5, sigmaM: 10, lastsS: 20, headings: false };
    const reports = drives.flatMap((drive) => reportDrive(drive, errors, random));
    const squares = reports.reduce((sum, report) => sum + distanceM(report, report.moment) ** 2, 0);
    expect(Math.sqrt(squares / reports.length / 2)).toBeGreaterThan(8);
    expect(Math.sqrt(squares / reports.length / 2)).toBeLessThan(12);
    expect(reports.every(({ moment, heading }) => moment.second % 5 === 0 && heading === null)).toBe(true);
  });

  it('cannot be had where no two places are far enough apart', () => {
    const short = new DriveGraph([ROADS[2] ?? { segmentId: '', line: [], oneWay: false }]);
    expect(() => simulateDrive(short, createRandom(1))).toThrow(RangeError);
  });
});
