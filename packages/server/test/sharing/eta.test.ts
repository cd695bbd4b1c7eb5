import { destination, type LatLng } from '@waycast/geo';
import { describe, expect, it } from 'vitest';
import { estimate, type PastPosition } from '../../src/modules/sharing/eta.ts';

const NOW = Date.parse('2026-05-04T08:00:00.000Z');
const HOME = { latitude: 52.66, longitude: -8.63 };
const MINUTE = 60_000;

/** A drive straight towards HOME from the west that ends `endM` before it, `minutes` long, a position each `everyS`. */
function approach({ endM = 3000, minutes = 10, mps = 10, everyS = 10, endsAt = NOW } = {}): PastPosition[] {
  const count = Math.floor((minutes * 60) / everyS);
  return Array.from({ length: count + 1 }, (_, index) => {
    const beforeS = (count - index) * everyS;
    return { ...destination(HOME, 270, endM + beforeS * mps), time: endsAt - beforeS * 1000 };
  });
}

function standing(at: LatLng, minutes: number): PastPosition[] {
  return Array.from({ length: minutes * 6 + 1 }, (_, index) => {
    const wobble = destination(at, index * 77, 12);
    return { ...wobble, time: NOW - (minutes * 6 - index) * 10_000 };
  });
}

const minutesOf = (time: string) => (Date.parse(time) - NOW) / MINUTE;

describe('the estimate of an arrival', () => {
  it('is a range around what distance and speed say', () => {
    const eta = estimate(approach({ endM: 3000, mps: 10 }), HOME, NOW);
    // Straight on at this speed it would be five minutes.
    expect(eta).toMatchObject({ kind: 'between', method: 'straight-line', distanceM: 3000 });
    if (eta.kind !== 'between') return;
    expect(minutesOf(eta.earliest)).toBeCloseTo(4, 1);
    expect(minutesOf(eta.latest)).toBeCloseTo(11.4, 1);
  });

  it('is wider after a change of speed, and counts stops in', () => {
    const fast = approach({ endM: 3000, mps: 15, minutes: 3 });
    const slow = approach({ endM: 3000 + 15 * 180, mps: 5, minutes: 10, endsAt: NOW - 3 * MINUTE });
    const eta = estimate([...slow.slice(0, -1), ...fast], HOME, NOW);
    const steady = estimate(approach({ endM: 3000, mps: 15 }), HOME, NOW);
    if (eta.kind !== 'between' || steady.kind !== 'between') throw new Error('both are ranges');
    expect(minutesOf(eta.latest)).toBeGreaterThan(minutesOf(steady.latest));
    expect(minutesOf(eta.earliest)).toBeCloseTo(minutesOf(steady.earliest), 1);
  });

  it('is not in the past when the newest position is some minutes old', () => {
    const eta = estimate(approach({ endM: 200, mps: 12, endsAt: NOW - 4 * MINUTE }), HOME, NOW);
    expect(eta).toMatchObject({ kind: 'between', earliest: new Date(NOW).toISOString() });
  });

  it('is the same whatever the spacing of the fixes', () => {
    const [dense, sparse] = [1, 30].map((everyS) => estimate(approach({ everyS, minutes: 12 }), HOME, NOW));
    expect(sparse).toMatchObject({ kind: 'between' });
    if (dense?.kind !== 'between' || sparse?.kind !== 'between') return;
    expect(minutesOf(dense.latest)).toBeCloseTo(minutesOf(sparse.latest), 1);
  });

  const east = destination(HOME, 90, 4000);
  it.each<[string, readonly PastPosition[], object]>([
    ['nothing was heard', [], { kind: 'unknown', reason: 'no-position', distanceM: null }],
    [
      'the last position is old',
      approach({ endsAt: NOW - 6 * MINUTE }),
      { kind: 'unknown', reason: 'old-position', distanceM: 3000 },
    ],
    ['it is there', approach({ endM: 90 }), { kind: 'here', distanceM: 90 }],
    ['only one position is known', approach().slice(-1), { kind: 'unknown', reason: 'too-little-known' }],
    ['it has just set out', approach({ minutes: 0.5 }), { kind: 'unknown', reason: 'too-little-known' }],
    ['it stands, its positions wobbling', standing(east, 12), { kind: 'unknown', reason: 'standing' }],
    [
      'it stands after a drive',
      [...approach({ endM: 900, endsAt: NOW - 4 * MINUTE }), ...standing(destination(HOME, 270, 900), 3)],
      { kind: 'unknown', reason: 'standing' },
    ],
    [
      'it drives away',
      approach({ endM: 500 })
        .map((position, index, all) => ({
          ...position,
          time: all[all.length - 1 - index]?.time ?? 0,
        }))
        .toReversed(),
      { kind: 'unknown', reason: 'not-nearing' },
    ],
  ])('is not told when %s', (_, track, expected) => {
    expect(estimate(track, HOME, NOW)).toMatchObject(expected);
  });
});
