import type { Fix } from '@waycast/contract';
import { destination } from '@waycast/geo';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  extendTrack,
  motionStatus,
  STANDING_RADIUS_M,
  STANDING_WINDOW_MS,
  type Track,
} from '../../src/kernel/motion.ts';

const T0 = Date.parse('2026-05-04T07:45:50.000Z');
const HOME = { latitude: 52.66, longitude: -8.63 };

/** A fix `seconds` after T0 and `metres` north of home. */
function fix(seconds: number, metres = 0, speed?: number): Fix {
  const position = metres === 0 ? HOME : destination(HOME, 0, metres);
  return {
    vehicleId: 'bus-7',
    ...position,
    time: T0 + seconds * 1000,
    receivedAt: T0,
    accuracy: null,
    ...(speed === undefined ? {} : { speed }),
  };
}

/** Status after each of the fixes. */
function statuses(fixes: readonly Fix[]): string[] {
  let track: Track = [];
  return fixes.map((next) => {
    track = extendTrack(track, next);
    return motionStatus(track, next);
  });
}

function every(stepS: number, totalS: number, metresAt: (seconds: number) => number): Fix[] {
  return Array.from({ length: totalS / stepS + 1 }, (_, index) =>
    fix(index * stepS, metresAt(index * stepS)),
  );
}

describe('motion status', () => {
  it.each<[string, readonly Fix[], string]>([
    ['the first fix', [fix(0)], 'ONLINE'],
    ['standing just short of the window', every(15, 165, () => 0), 'ONLINE'],
    ['standing for the window', every(15, 180, () => 0), 'IDLE'],
    ['standing with a jitter of 50 m', every(15, 300, (s) => (s % 30 === 0 ? 0 : 50)), 'IDLE'],
    ['standing at the radius', every(15, 300, (s) => (s % 30 === 0 ? 0 : STANDING_RADIUS_M - 1)), 'IDLE'],
    [
      'moving to and fro beyond the radius',
      every(15, 300, (s) => (s % 30 === 0 ? 0 : STANDING_RADIUS_M + 5)),
      'ONLINE',
    ],
    ['creeping in a jam at 1 m/s', every(15, 165, (s) => s), 'ONLINE'],
    ['driving', every(15, 600, (s) => s * 14), 'ONLINE'],
    ['driving in one fix a second', every(1, 400, (s) => s * 14), 'ONLINE'],
    ['standing in one fix a second', every(1, 400, () => 0), 'IDLE'],
    ['driving off', [...every(15, 600, () => 0), fix(601, 300)], 'ONLINE'],
    [
      'stopping after a drive',
      [
        ...every(15, 600, (s) => s * 14),
        ...every(15, 180, () => 8400).map((stop) => ({ ...stop, time: stop.time + 600_000 })),
      ],
      'IDLE',
    ],
    ['back at the same place after an hour of silence', [fix(0), fix(3600)], 'IDLE'],
    ['elsewhere after an hour of silence', [fix(0), fix(3600, 5000)], 'ONLINE'],
    [
      'standing with a speed that the receiver made up',
      every(15, 300, () => 0).map((still) => ({ ...still, speed: 3 })),
      'IDLE',
    ],
  ])('%s', (_name, fixes, expected) => {
    expect(statuses(fixes).at(-1)).toBe(expected);
  });
});

describe('track', () => {
  it('does not take in what is not newer than its end', () => {
    const track = extendTrack(extendTrack([], fix(0)), fix(60));
    expect(extendTrack(track, fix(30))).toBe(track);
    expect(extendTrack(track, fix(60))).toBe(track);
  });

  it('stays small and in order, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -10_000, max: 60_000 }), { maxLength: 300 }), (gaps) => {
        let track: Track = [];
        let time = T0;
        for (const gap of gaps) {
          time += gap;
          track = extendTrack(track, { ...fix(0), time });
        }
        expect(track.length).toBeLessThanOrEqual(38);
        const times = track.map((point) => point.time);
        expect(times).toEqual([...times].sort((a, b) => a - b));
        const newest = times.at(-1) ?? 0;
        expect(times.filter((at) => at <= newest - STANDING_WINDOW_MS).length).toBeLessThanOrEqual(1);
      }),
      { numRuns: 500 },
    );
  });
});
