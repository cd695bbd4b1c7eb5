import { destination, distanceM, interpolate } from '@waycast/geo';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstGlide, type GlideFix, nextGlide, shownAt } from '../src/fleet/glide.ts';

const depot: GlideFix = { latitude: 52.66, longitude: -8.63, heading: 0, time: 0 };

function drive(seconds: number, speedMps = 10): GlideFix {
  return { ...destination(depot, 0, speedMps * seconds), heading: 0, time: seconds * 1000 };
}

describe('movement between fixes', () => {
  test('a vehicle seen for the first time is there at once', () => {
    expect(shownAt(firstGlide(depot, 500), 500)).toEqual({
      latitude: 52.66,
      longitude: -8.63,
      heading: 0,
      moving: false,
    });
  });

  test('takes as long as the fixes are apart and ends at the newest', () => {
    const glide = nextGlide(firstGlide(depot, 0), 0, drive(4), 10_000);
    const half = shownAt(glide, 12_000);
    expect(half.moving).toBe(true);
    expect(distanceM(half, interpolate(depot, drive(4), 0.5))).toBeLessThan(0.01);
    expect(shownAt(glide, 14_000)).toMatchObject({ latitude: drive(4).latitude, moving: false });
    expect(shownAt(glide, 99_000)).toMatchObject({ latitude: drive(4).latitude, moving: false });
  });

  test('goes on from where the vehicle is shown when a fix comes early', () => {
    const first = nextGlide(firstGlide(depot, 0), 0, drive(10), 0);
    const second = nextGlide(first, 10_000, drive(12), 5000);
    expect(distanceM(shownAt(second, 5000), shownAt(first, 5000))).toBeLessThan(0.01);
  });

  test('never shows more than the newest fix, whatever the times', () => {
    const step = fc.record({
      afterS: fc.integer({ min: 1, max: 60 }),
      arrivesMs: fc.integer({ min: 0, max: 30_000 }),
      lookMs: fc.integer({ min: 0, max: 90_000 }),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), (steps) => {
        let glide = firstGlide(depot, 0);
        let seconds = 0;
        let nowMs = 0;
        for (const { afterS, arrivesMs, lookMs } of steps) {
          const before = seconds;
          seconds += afterS;
          nowMs += arrivesMs;
          glide = nextGlide(glide, before * 1000, drive(seconds), nowMs);
          const gone = distanceM(depot, shownAt(glide, nowMs + lookMs));
          expect(gone).toBeLessThanOrEqual(distanceM(depot, drive(seconds)) + 0.01);
        }
      }),
    );
  });

  test('jumps instead of racing across the country', () => {
    const far = { ...destination(depot, 90, 300_000), time: 2000 };
    expect(shownAt(nextGlide(firstGlide(depot, 0), 0, far, 100), 100)).toMatchObject({
      longitude: far.longitude,
      moving: false,
    });
  });

  test('fixes minutes apart are not drawn as a journey', () => {
    const glide = nextGlide(firstGlide(depot, 0), 0, drive(120), 0);
    expect(shownAt(glide, 1000).moving).toBe(false);
  });

  test('turns the shorter way, and finds a heading where devices tell none', () => {
    const silent: GlideFix = { latitude: 52.66, longitude: -8.63, time: 0 };
    const east = { ...destination(silent, 90, 50), time: 5000 };
    expect(nextGlide(firstGlide(silent, 0), 0, east, 0).toHeading).toBeCloseTo(90, 1);
    const turned = nextGlide(firstGlide({ ...depot, heading: 350 }, 0), 0, { ...drive(3), heading: 10 }, 0);
    expect(shownAt(turned, 500).heading).toBeCloseTo(0, 5);
  });
});
