import type { HistoryItem } from '@waycast/contract';
import { destination } from '@waycast/geo';
import { describe, expect, test } from 'vitest';
import { extendTrail, toTrail, trailLengthM, trailLines } from '../src/fleet/trail.ts';

const START = Date.parse('2019-02-18T07:45:50.000Z');
const HERE = { latitude: 52.629151, longitude: -8.661746 };

function item(seconds: number, metres: number, more: Partial<HistoryItem> = {}): HistoryItem {
  const time = new Date(START + seconds * 1000).toISOString();
  const rest = { accuracy: null, speed: null, heading: null, altitude: null };
  return { time, receivedAt: time, ...destination(HERE, 45, metres), ...rest, ...more };
}

describe('a trail', () => {
  test('derives speeds that devices do not tell', () => {
    const trail = toTrail([item(0, 0), item(10, 100), item(20, 150, { speed: 6 })]);
    expect(trail.map(({ speed }) => (speed === null ? null : Math.round(speed)))).toEqual([null, 10, 6]);
  });

  test('breaks where nobody knows the way', () => {
    const trail = toTrail([item(0, 0), item(10, 100), item(700, 4000), item(710, 4100), item(711, 90_000)]);
    expect(trailLines(trail).map((line) => line.length)).toEqual([2, 2]);
    expect(trailLengthM(trail)).toBeCloseTo(200, 0);
  });

  test('leaves out fixes from the future', () => {
    expect(toTrail([item(0, 0), item(9999, 10, { flags: ['future'] })])).toHaveLength(1);
  });

  test('grows by newer fixes only', () => {
    const trail = toTrail([item(0, 0), item(10, 100)]);
    const fix = { vehicleId: 'bus-7', accuracy: null, status: 'ONLINE' as const };
    const older = { ...fix, ...destination(HERE, 45, 50), timestamp: new Date(START + 5000).toISOString() };
    const newer = {
      ...fix,
      ...destination(HERE, 45, 200),
      timestamp: new Date(START + 20_000).toISOString(),
    };
    expect(extendTrail(trail, older)).toBe(trail);
    expect(extendTrail(trail, newer)).toHaveLength(3);
    expect(extendTrail([], newer)).toHaveLength(1);
  });
});
