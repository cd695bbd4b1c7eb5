import { expect, test } from 'vitest';
import type { RecordedFix } from '../../src/replay/recording.ts';
import { createPace } from '../../src/sending/pace.ts';

const START = Date.UTC(2019, 1, 18);
const { signal } = new AbortController();
const fixAt = (offsetMs: number, vehicleId = 'v'): RecordedFix => ({
  vehicleId,
  latitude: 1,
  longitude: 2,
  time: START + offsetMs,
  speed: 3,
});
const series = (count: number, gapMs: number) => Array.from({ length: count }, (_, n) => fixAt(n * gapMs));

test('max hands out full batches at once, in order, with their own times', async () => {
  const pace = createPace(series(2500, 1000), { speed: 'max', restamp: false, signal });
  const batches = await Promise.all([pace(), pace(), pace(), pace()]);
  expect(batches.map((batch) => batch?.length)).toEqual([1000, 1000, 500, undefined]);
  expect(batches[1]?.[0]).toEqual({
    vehicleId: 'v',
    latitude: 1,
    longitude: 2,
    speed: 3,
    timestamp: '2019-02-18T00:16:40.000Z',
  });
});

test('a speed keeps the gaps, divided by it', async () => {
  const pace = createPace([fixAt(0), fixAt(0, 'w'), fixAt(6000)], { speed: 60, restamp: false, signal });
  const first = await pace();
  const startedAt = performance.now();
  const second = await pace();
  expect([first?.length, second?.length]).toEqual([2, 1]);
  // Timers may fire a millisecond early.
  expect(performance.now() - startedAt).toBeGreaterThan(90);
});

test('restamped fixes of a vehicle differ in time, and are not older than their sending', async () => {
  const before = Date.now();
  const pace = createPace([...series(5, 1000), fixAt(9000, 'w')], { speed: 'max', restamp: true, signal });
  const times = (await pace())?.map(({ timestamp }) => Date.parse(String(timestamp))) ?? [];
  expect(new Set(times.slice(0, 5)).size).toBe(5);
  expect(Math.min(...times)).toBeGreaterThanOrEqual(before);
});

test('a wait ends when it is aborted', async () => {
  const stop = new AbortController();
  const pace = createPace(series(2, 3_600_000), { speed: 1, restamp: false, signal: stop.signal });
  await pace();
  const waiting = pace();
  stop.abort();
  await expect(waiting).rejects.toThrow();
});
