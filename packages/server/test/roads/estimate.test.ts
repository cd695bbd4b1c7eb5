import { createRandom } from '@waycast/geo';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { estimateSegment } from '../../src/modules/roads/estimate/estimate-segment.ts';
import type { RoughnessObservation } from '../../src/modules/roads/estimate/passes.ts';
import { atReferenceSpeed, qualityOf, roughnessOf } from '../../src/modules/roads/estimate/roughness.ts';

const DAY_MS = 86_400_000;
const NOW = Date.UTC(2026, 5, 1);

/** Drives over a segment: how often each of so many devices passed, ten observations each time. */
interface World {
  readonly truth: number;
  readonly devices: number;
  readonly passes: number;
  readonly deviceSd: number;
  readonly days?: number;
  /** m/s² a day. */
  readonly slope?: number;
}

function observe(world: World, seed: number): RoughnessObservation[] {
  const random = createRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const { truth, devices, passes, deviceSd, days = 60, slope = 0 } = world;
  return Array.from({ length: devices }, (_, device) => {
    const mount = Math.exp(deviceSd * normal());
    return Array.from({ length: passes }, () => {
      const [age, lane] = [random.next() * days, Math.exp(0.15 * normal())];
      const speed = 4 + 16 * random.next();
      return Array.from({ length: 5 }, (_, second) => ({
        deviceId: `phone-${device}`,
        time: NOW - age * DAY_MS + second * 1000,
        speed,
        roughness: (truth - slope * age) * mount * lane * Math.sqrt(speed / 10) * Math.exp(0.25 * normal()),
      }));
    }).flat();
  }).flat();
}

describe('the roughness of samples', () => {
  it('is their root mean square about the mean, with gravity or without', () => {
    const shaking = [1, -1, 1, -1, 1, -1];
    expect(roughnessOf(shaking)).toBeCloseTo(1, 12);
    expect(roughnessOf(shaking.map((sample) => sample + 9.81))).toBeCloseTo(1, 12);
    expect(roughnessOf([9.81, 9.81, 9.81, 9.81])).toBeCloseTo(0, 12);
  });

  it('is not known of less than four samples, or of what is no number', () => {
    expect(roughnessOf([1, 2, 3])).toBeNull();
    expect(roughnessOf([1, 2, 3, Number.NaN])).toBeNull();
  });

  it('grows with the square root of speed, and tells nothing of a vehicle that stands', () => {
    expect(atReferenceSpeed(2, 40)).toBeCloseTo(1, 12);
    expect(atReferenceSpeed(2, 10)).toBe(2);
    expect(atReferenceSpeed(2, null)).toBe(2);
    expect(atReferenceSpeed(2, 1)).toBeNull();
  });

  it.each([
    [0, 'GOOD'],
    [0.79, 'GOOD'],
    [0.8, 'FAIR'],
    [1.6, 'POOR'],
    [3, 'BAD'],
    [50, 'BAD'],
  ])('of %d is %s', (roughness, quality) => {
    expect(qualityOf(roughness)).toBe(quality);
  });
});

describe('the estimate of a segment', () => {
  it('is none where nothing tells of it', () => {
    expect(estimateSegment('s', [], NOW)).toBeNull();
    const silent = [
      { deviceId: 'a', time: NOW, speed: 0, roughness: 3 },
      { deviceId: 'a', time: NOW, speed: 9, roughness: null },
    ];
    expect(estimateSegment('s', silent, NOW)).toBeNull();
  });

  it('does not follow from the order of the observations', () => {
    const all = observe({ truth: 1.4, devices: 4, passes: 5, deviceSd: 0.3 }, 3);
    const expected = estimateSegment('s', all, NOW);
    fc.assert(
      fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
        expect(estimateSegment('s', shuffled, NOW)).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('lies in its interval, with a confidence of 0 to 1 that time takes away', () => {
    const observation = fc.record({
      deviceId: fc.constantFrom('a', 'b', 'c', 'd'),
      time: fc.integer({ min: NOW - 400 * DAY_MS, max: NOW }),
      speed: fc.option(fc.double({ min: 0, max: 150, noNaN: true })),
      roughness: fc.option(fc.double({ min: 0, max: 100, noNaN: true })),
    });
    fc.assert(
      fc.property(fc.array(observation, { maxLength: 60 }), (observations) => {
        const estimate = estimateSegment('s', observations, NOW);
        const later = estimateSegment('s', observations, NOW + 30 * DAY_MS);
        if (estimate === null || later === null) {
          expect([estimate, later]).toEqual([null, null]);
          return;
        }
        expect(estimate.low).toBeGreaterThan(0);
        expect(estimate.low).toBeLessThanOrEqual(estimate.roughness);
        expect(estimate.high).toBeGreaterThanOrEqual(estimate.roughness);
        expect(estimate.confidence).toBeGreaterThan(later.confidence);
        expect(estimate.confidence).toBeLessThanOrEqual(1);
        expect({ ...later, confidence: 0 }).toEqual({ ...estimate, confidence: 0 });
      }),
    );
  });

  it.each([
    { devices: 1, passes: 1, deviceSd: 0.25 },
    { devices: 1, passes: 20, deviceSd: 0.25 },
    { devices: 3, passes: 3, deviceSd: 0.25 },
    { devices: 8, passes: 4, deviceSd: 0.1 },
    { devices: 8, passes: 4, deviceSd: 0.25 },
    { devices: 20, passes: 2, deviceSd: 0.4 },
  ])('holds the truth in at least 93 % of its intervals: $devices devices, $passes passes', (world) => {
    const rounds = 600;
    let held = 0;
    for (let seed = 0; seed < rounds; seed++) {
      const estimate = estimateSegment('s', observe({ truth: 1.2, ...world }, seed), NOW);
      if (estimate && estimate.low <= 1.2 && estimate.high >= 1.2) held += 1;
    }
    expect(held / rounds).toBeGreaterThan(0.93);
  });

  it.each([3, 5, 9])('is not decided by one of %i phones, however often it tells', (devices) => {
    const others = observe({ truth: 1, devices: devices - 1, passes: 4, deviceSd: 0.1 }, 5);
    const loose = observe({ truth: 20, devices: 1, passes: 30, deviceSd: 0 }, 6).map((observation) => ({
      ...observation,
      deviceId: 'loose',
    }));
    const roughness = estimateSegment('s', [...others, ...loose], NOW)?.roughness ?? Number.NaN;
    const without = estimateSegment('s', others, NOW)?.roughness ?? Number.NaN;
    // It reads twenty times too high.
    expect(roughness / without).toBeLessThan(devices === 3 ? 1.35 : 1.15);
  });

  it('follows a road that was mended, and calls it a trend', () => {
    const before = observe({ truth: 4, devices: 4, passes: 6, deviceSd: 0.1 }, 7).map((observation) => ({
      ...observation,
      time: observation.time - 150 * DAY_MS,
    }));
    const after = observe({ truth: 0.6, devices: 4, passes: 6, deviceSd: 0.1, days: 20 }, 8);
    const estimate = estimateSegment('s', [...before, ...after], NOW);
    expect(estimate?.quality).toBe('GOOD');
    expect(estimate?.trend).toBeLessThan(-0.01);
  });

  it('has the trend of a road that gets worse, about its slope', () => {
    const worse = observe({ truth: 2, devices: 6, passes: 12, deviceSd: 0.2, days: 80, slope: 0.01 }, 9);
    const trend = estimateSegment('s', worse, NOW)?.trend ?? Number.NaN;
    expect(trend).toBeGreaterThan(0.006);
    expect(trend).toBeLessThan(0.014);
  });

  it.each<[string, Partial<World>]>([
    ['two weeks', { days: 10 }],
    ['a few passes', { passes: 3, devices: 2 }],
  ])('has no trend of less than %s', (_, less) => {
    const world = { truth: 2, devices: 4, passes: 10, deviceSd: 0.2, ...less };
    expect(estimateSegment('s', observe(world, 10), NOW)?.trend).toBeNull();
  });

  it('is surer of many devices and passes than of few', () => {
    const confidence = (devices: number, passes: number) =>
      estimateSegment('s', observe({ truth: 1, devices, passes, deviceSd: 0.2, days: 5 }, 11), NOW)
        ?.confidence ?? 0;
    const [few, often, many] = [confidence(1, 1), confidence(1, 12), confidence(8, 12)];
    expect(few).toBeLessThan(0.15);
    expect(often).toBeGreaterThan(few);
    expect(often).toBeLessThan(0.5);
    expect(many).toBeGreaterThan(0.8);
  });

  it('is made of the newest thousand observations', () => {
    const newest = observe({ truth: 1, devices: 20, passes: 10, deviceSd: 0.2, days: 9 }, 12);
    const older = observe({ truth: 9, devices: 20, passes: 10, deviceSd: 0.2, days: 9 }, 13).map((one) => ({
      ...one,
      time: one.time - 10 * DAY_MS,
    }));
    expect(newest).toHaveLength(1000);
    const estimate = estimateSegment('s', [...older, ...newest], NOW);
    expect(estimate).toEqual(estimateSegment('s', newest, NOW));
    expect(estimate).toMatchObject({ observations: 1000, devices: 20 });
  });
});
