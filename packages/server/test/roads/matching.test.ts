import { describe, expect, it } from 'vitest';
import { RoadMatcher } from '../../src/modules/roads/matching/road-matcher.ts';
import { fix, road, straight } from './map.ts';

const idsOf = (matcher: RoadMatcher, points: Parameters<RoadMatcher['matchTrace']>[0]) =>
  matcher.matchTrace(points).map(({ segmentId }) => segmentId);

const counts = (ids: readonly (string | null)[]) =>
  Object.fromEntries([...Map.groupBy(ids, String)].map(([id, all]) => [id, all.length]));

describe('a point', () => {
  const matcher = new RoadMatcher([
    road('east', [
      [0, 0],
      [80, 0],
      [200, 0],
    ]),
  ]);

  it('belongs to the place on the road that is nearest', () => {
    const [match] = matcher.matchTrace([fix(0, [150, 12])]);
    expect(match?.segmentId).toBe('east');
    expect(match?.alongM).toBeCloseTo(150, 1);
    expect(match?.distanceM).toBeCloseTo(12, 1);
  });

  it('beyond the end of a road belongs to its end', () => {
    const [match] = matcher.matchTrace([fix(0, [212, 5])]);
    expect(match?.alongM).toBeCloseTo(200, 1);
    expect(match?.distanceM).toBeCloseTo(13, 1);
  });

  it.each([
    ['far from every road', fix(0, [100, 90])],
    ['that may be anywhere', fix(0, [100, 0], { accuracy: 500 })],
  ])('%s belongs nowhere', (_, point) => {
    expect(matcher.matchTrace([point])).toEqual([{ segmentId: null, alongM: null, distanceM: null }]);
  });

  it('belongs nowhere without roads, or where lines are of one place', () => {
    expect(idsOf(new RoadMatcher([]), [fix(0, [0, 0])])).toEqual([null]);
    const lines = [
      road('dot', [
        [0, 0],
        [0, 0],
      ]),
      road('none', []),
      road('one', [[0, 0]]),
    ];
    expect(idsOf(new RoadMatcher(lines), [fix(0, [0, 0])])).toEqual([null]);
  });

  it('is matched on either side of the 180° meridian', () => {
    const origin = { latitude: -17, longitude: 179.9995 };
    const across = new RoadMatcher([
      road(
        'across',
        [
          [-200, 0],
          [200, 0],
        ],
        { origin },
      ),
    ]);
    const matches = across.matchTrace([fix(0, [-150, 3], { origin }), fix(30, [150, 3], { origin })]);
    expect(matches.map(({ alongM }) => Math.round(alongM ?? 0))).toEqual([50, 350]);
  });
});

describe('a drive', () => {
  it('stays on its road where another comes nearer', () => {
    const matcher = new RoadMatcher([
      road('west', [
        [0, 0],
        [200, 0],
      ]),
      road('east', [
        [200, 0],
        [400, 0],
      ]),
      road('beside', [
        [150, 18],
        [250, 18],
      ]),
    ]);
    const points = straight([0, 0], [400, 0]).map((point, at) =>
      at > 17 && at < 23 ? fix(at, [at * 10, 12]) : point,
    );
    expect(counts(idsOf(matcher, points))).toEqual({ west: expect.any(Number), east: expect.any(Number) });
  });

  it('goes over from road to road where they have a vertex in common, also within both', () => {
    const matcher = new RoadMatcher([
      road('east', [
        [-200, 0],
        [0, 0],
        [200, 0],
      ]),
      road('north', [
        [0, -200],
        [0, 0],
        [0, 200],
      ]),
    ]);
    const points = [...straight([-180, 4], [-10, 4]), ...straight([4, 10], [4, 180], { startS: 19 })];
    const ids = idsOf(matcher, points);
    expect(new Set(ids.slice(0, 15))).toEqual(new Set(['east']));
    expect(new Set(ids.slice(-15))).toEqual(new Set(['north']));
  });

  it('does not go over to a road that it only crosses above', () => {
    const matcher = new RoadMatcher([
      road('east', [
        [-200, 0],
        [200, 0],
      ]),
      road('bridge', [
        [-40, -140],
        [40, 140],
      ]),
    ]);
    expect(counts(idsOf(matcher, straight([-150, 5], [150, -5])))).toEqual({ east: 31 });
  });

  it('is on the road of its direction where two lie side by side', () => {
    const matcher = new RoadMatcher([
      road(
        'out',
        [
          [0, 0],
          [300, 0],
        ],
        { oneWay: true },
      ),
      road(
        'back',
        [
          [300, 9],
          [0, 9],
        ],
        { oneWay: true },
      ),
    ]);
    const out = straight([10, 5], [290, 5], { told: { speed: 10, heading: 90 } });
    expect(counts(idsOf(matcher, out))).toEqual({ out: 29 });
    // Without headings, by how it moves.
    expect(counts(idsOf(matcher, straight([290, 4], [10, 4])))).toEqual({ back: 29 });
  });

  it('may be against the one way where there is no other road', () => {
    const matcher = new RoadMatcher([
      road(
        'up',
        [
          [0, 0],
          [0, 300],
        ],
        { oneWay: true },
      ),
    ]);
    const matches = matcher.matchTrace(straight([3, 290], [3, 10], { told: { speed: 10, heading: 180 } }));
    expect(matches.map(({ segmentId }) => segmentId)).toEqual(Array.from({ length: 29 }, () => 'up'));
    expect(matches[0]?.alongM).toBeGreaterThan(matches[28]?.alongM ?? Number.POSITIVE_INFINITY);
  });

  it('turns round on its road rather than on one beside it', () => {
    const matcher = new RoadMatcher([
      road('there', [
        [0, 0],
        [300, 0],
      ]),
      road('near', [
        [0, 25],
        [300, 25],
      ]),
    ]);
    const points = [...straight([20, 4], [200, 4]), ...straight([200, 6], [20, 6], { startS: 24 })];
    expect(counts(idsOf(matcher, points))).toEqual({ there: points.length });
  });

  it('through a hairpin within one piece goes round the bend', () => {
    const matcher = new RoadMatcher([
      road('hairpin', [
        [0, 0],
        [90, 0],
        [95, 7],
        [90, 14],
        [0, 14],
      ]),
    ]);
    const there = straight([5, 5], [85, 5], { everyS: 1, mps: 5 });
    const back = straight([85, 10], [5, 10], { everyS: 1, mps: 5, startS: 21 });
    const along = matcher.matchTrace([...there, ...back]).map(({ alongM }) => alongM ?? -1);
    expect(Math.max(...along.slice(0, 14))).toBeLessThan(90);
    expect(Math.min(...along.slice(-14))).toBeGreaterThan(110);
  });
});

describe('a trace with flaws', () => {
  const matcher = new RoadMatcher([
    road('east', [
      [0, 0],
      [200, 0],
    ]),
    road('on', [
      [200, 0],
      [400, 0],
    ]),
    road('far', [
      [0, 3000],
      [400, 3000],
    ]),
  ]);
  const points = straight([15, 3], [395, 3]);
  const matches = matcher.matchTrace(points);

  it('is matched the same in any order, each answer at its point', () => {
    const order = points.map((_, at) => (at * 7) % points.length);
    const shuffled = matcher.matchTrace(order.map((at) => points[at] ?? fix(0, [0, 0])));
    expect(shuffled).toEqual(order.map((at) => matches[at]));
  });

  it('counts one of several points of a moment', () => {
    const twice = matcher.matchTrace([...points, fix(5, [60, 40])]);
    expect(twice).toEqual([...matches, { segmentId: null, alongM: null, distanceM: null }]);
  });

  it('leaves out a point that jumps away, and goes on behind it as if it were not there', () => {
    const jumped = points.map((point, at) => (at === 20 ? fix(20, [200, 3000]) : point));
    const without = points.filter((_, at) => at !== 20);
    const ids = idsOf(matcher, jumped);
    expect(ids[20]).toBeNull();
    expect(ids.filter((_, at) => at !== 20)).toEqual(idsOf(matcher, without));
  });

  it('begins anew behind a gap, or a leap that no drive explains', () => {
    const later = straight([10, 3003], [200, 3003], { startS: 400 });
    expect(counts(idsOf(matcher, [...points, ...later]))).toEqual({ east: 19, on: 20, far: 20 });
    const leap = straight([10, 3003], [200, 3003], { startS: 39 });
    expect(counts(idsOf(matcher, [...points, ...leap]))).toEqual({ east: 19, on: 20, far: 20 });
  });

  it('stays where it is while it stands, whatever its fixes do', () => {
    const standing = Array.from({ length: 300 }, (_, second) =>
      fix(second, [100 + 9 * Math.sin(second * 1.7), 9 * Math.cos(second * 2.3)], { speed: 0, heading: 77 }),
    );
    const found = matcher.matchTrace(standing);
    expect(counts(found.map(({ segmentId }) => segmentId))).toEqual({ east: 300 });
    for (const { alongM } of found) expect(Math.abs((alongM ?? 0) - 100)).toBeLessThan(6);
  });
});
