import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BoxGrid,
  boxContains,
  createFence,
  destination,
  distanceM,
  type FenceShape,
  type LatLng,
  shapeProblem,
  tidyShape,
} from '../src/index.ts';
import { places, shapes, ways } from './fence-arbitraries.ts';
import { slowDistanceM } from './slow-fence.ts';

const NEAR_M = 400_000;

describe('fences', () => {
  it('tell the same distance as a slow reference, at poles and the 180th meridian too', () => {
    fc.assert(
      fc.property(shapes, ways, (shape, { bearing, sizes }) => {
        const fence = createFence(shape);
        const position = destination(fence.center, bearing, sizes * extentM(shape, fence.center));
        const slow = slowDistanceM(shape, position);
        fc.pre(Math.abs(slow) < NEAR_M);
        // The reference's chords: a few metres at the far end of a large shape.
        expect(Math.abs(fence.distanceM(position) - slow)).toBeLessThan(0.05 + 2e-4 * Math.abs(slow));
      }),
      { numRuns: 400 },
    );
  });

  it('lie in their box, with all that is inside', () => {
    fc.assert(
      fc.property(shapes, ways, (shape, { bearing, sizes }) => {
        const fence = createFence(shape);
        const position = destination(fence.center, bearing, sizes * extentM(shape, fence.center));
        if (fence.distanceM(position) < -0.01) expect(boxContains(fence.box, position)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('are not inside anywhere far away, on the other side of the earth either', () => {
    fc.assert(
      fc.property(shapes, places, (shape, position) => {
        const fence = createFence(shape);
        fc.pre(distanceM(fence.center, position) > 2_000_000);
        expect(fence.distanceM(position)).toBeGreaterThan(0);
      }),
    );
  });

  it('are passed where a fine-toothed walk along the way finds them', () => {
    fc.assert(
      fc.property(shapes, ways, ways, (shape, one, other) => {
        const fence = createFence(shape);
        const size = Math.min(extentM(shape, fence.center), 3000);
        const from = destination(fence.center, one.bearing, one.sizes * size);
        const to = destination(fence.center, other.bearing, other.sizes * size);
        fc.pre(distanceM(from, to) > 2);
        const passages = fence.passages(from, to);
        const fractions = passages.flatMap((passage) => [passage.from, passage.to]);
        expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
        const length = distanceM(from, to);
        for (let step = 0; step <= 200; step++) {
          const at = step / 200;
          const distance = fence.distanceM(between(from, to, at));
          const claimed = passages.some((passage) => at >= passage.from && at <= passage.to);
          // Nearer to the border than the ways differ, either answer is right.
          if (Math.abs(distance) > 2 + length * 1e-3) expect(claimed).toBe(distance < 0);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('know a circle around the pole, a polygon around it and one across the 180th meridian', () => {
    const polar = createFence({ type: 'circle', center: { latitude: 90, longitude: 0 }, radiusM: 5000 });
    expect(polar.distanceM({ latitude: 89.98, longitude: 123 })).toBeLessThan(0);
    expect(polar.box).toEqual([-180, expect.closeTo(89.955, 3), 180, 90]);
    const cap = createFence({
      type: 'polygon',
      outer: [0, 120, 240].map((longitude) => ({
        latitude: 89,
        longitude: longitude > 180 ? longitude - 360 : longitude,
      })),
    });
    expect(cap.distanceM({ latitude: 90, longitude: 0 })).toBeLessThan(-50_000);
    expect(cap.box).toEqual([-180, expect.closeTo(89, 6), 180, 90]);
    const fiji = createFence({
      type: 'polygon',
      outer: [
        { latitude: -17, longitude: 179 },
        { latitude: -17, longitude: -179 },
        { latitude: -18, longitude: -179 },
        { latitude: -18, longitude: 179 },
      ],
    });
    expect(fiji.distanceM({ latitude: -17.5, longitude: 180 })).toBeLessThan(-50_000);
    expect(fiji.distanceM({ latitude: -17.5, longitude: 0 })).toBeGreaterThan(1e6);
    expect(fiji.box[0]).toBeCloseTo(179, 9);
    expect(fiji.box[2]).toBeCloseTo(-179, 9);
  });

  it('keep a hole outside', () => {
    const square = (half: number): LatLng[] =>
      [45, 135, 225, 315].map((bearing) => destination({ latitude: 52, longitude: -8 }, bearing, half));
    const fence = createFence({ type: 'polygon', outer: square(1000), holes: [square(200)] });
    expect(fence.distanceM({ latitude: 52, longitude: -8 })).toBeCloseTo(141.4, 0);
    expect(fence.distanceM(destination({ latitude: 52, longitude: -8 }, 90, 400))).toBeLessThan(0);
  });
});

describe('a shape is refused with its reason', () => {
  const at = (latitude: number, longitude: number): LatLng => ({ latitude, longitude });
  const refused: readonly [string, FenceShape, RegExp][] = [
    [
      'a small circle',
      { type: 'circle', center: at(1, 1), radiusM: 3 },
      /radiusM takes 10 to 500000 metres; it is 3/,
    ],
    ['no radius', { type: 'circle', center: at(1, 1), radiusM: Number.NaN }, /radiusM takes/],
    [
      'a corridor of one point',
      { type: 'corridor', line: [at(1, 1), at(1, 1)], widthM: 50 },
      /2 different points; this has 1/,
    ],
    [
      'a long corridor',
      { type: 'corridor', line: [at(0, 0), at(0, 40)], widthM: 50 },
      /up to 2000 km; this has 4448 km/,
    ],
    [
      'two corners',
      { type: 'polygon', outer: [at(0, 0), at(0, 1), at(0, 0)] },
      /at least 3 different points; this has 2/,
    ],
    [
      'a bow tie',
      { type: 'polygon', outer: [at(0, 0), at(0.1, 0.1), at(0.1, 0), at(0, 0.1)] },
      /crosses or touches itself: side 1 meets side 3/,
    ],
    [
      'a ring that touches itself',
      {
        type: 'polygon',
        outer: [at(0, 0), at(0, 0.2), at(0.1, 0.1), at(0.2, 0.2), at(0.2, 0), at(0.1, 0.1)],
      },
      /touches itself/,
    ],
    [
      'a hole outside',
      {
        type: 'polygon',
        outer: [at(0, 0), at(0, 0.1), at(0.1, 0)],
        holes: [[at(1, 1), at(1, 1.1), at(1.1, 1)]],
      },
      /hole 1 lies outside/,
    ],
    [
      'a hole across the border',
      {
        type: 'polygon',
        outer: [at(0, 0), at(0, 0.1), at(0.1, 0)],
        holes: [[at(0.01, 0.01), at(0.01, 0.2), at(0.02, 0.01)]],
      },
      /the outer ring and hole 1 cross/,
    ],
    [
      'a country',
      { type: 'polygon', outer: [at(0, 0), at(0, 30), at(30, 0)] },
      /up to 1000 km from its middle/,
    ],
    [
      'no area',
      { type: 'polygon', outer: [at(0, 0), at(0, 0.00005), at(0.00005, 0)] },
      /300 m² or more; this has 15 m²/,
    ],
    [
      'many points',
      {
        type: 'polygon',
        outer: Array.from({ length: 1001 }, (_, i) => destination(at(5, 5), i * 0.35, 5000)),
      },
      /up to 1000 points; this has 1001/,
    ],
  ];
  it.each(refused)('%s', (_name, shape, reason) => {
    expect(shapeProblem(tidyShape(shape))).toMatch(reason);
  });

  it('unless there is none', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        expect(shapeProblem(tidyShape(shape))).toBeUndefined();
      }),
    );
  });
});

describe('BoxGrid.touching', () => {
  it('finds the boxes of the fences around a position, as asking each does', () => {
    fc.assert(
      fc.property(fc.array(shapes, { maxLength: 12 }), ways, (all, { bearing, sizes }) => {
        const grid = new BoxGrid<number>();
        const fences = all.map(createFence);
        for (const [index, { box }] of fences.entries()) grid.add(box, index);
        for (const fence of fences) {
          const position = destination(fence.center, bearing, sizes * fence.sizeM);
          const { latitude, longitude } = position;
          const expected = fences.flatMap(({ box }, i) => (boxContains(box, position) ? [i] : []));
          const found = grid.touching([longitude, latitude, longitude, latitude]);
          expect(found.sort((a, b) => a - b)).toEqual(expected);
        }
      }),
    );
  });
});

/** How far the shape goes from its middle, about. */
function extentM(shape: FenceShape, center: LatLng): number {
  if (shape.type === 'circle') return shape.radiusM / 2;
  const points = shape.type === 'polygon' ? shape.outer : shape.line;
  return Math.max(...points.map((point) => distanceM(center, point))) / 2;
}

function between(from: LatLng, to: LatLng, fraction: number): LatLng {
  const length = distanceM(from, to);
  const angle = length / 6_371_008.8;
  if (angle < 1e-9) return from;
  const [a, b] = [
    Math.sin((1 - fraction) * angle) / Math.sin(angle),
    Math.sin(fraction * angle) / Math.sin(angle),
  ];
  const part = ({ latitude, longitude }: LatLng) => {
    const [phi, lambda] = [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180];
    return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)] as const;
  };
  const [p, q] = [part(from), part(to)];
  const [x, y, z] = [p[0] * a + q[0] * b, p[1] * a + q[1] * b, p[2] * a + q[2] * b];
  return {
    latitude: (Math.atan2(z, Math.hypot(x, y)) * 180) / Math.PI,
    longitude: (Math.atan2(y, x) * 180) / Math.PI,
  };
}
