import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchPosition } from '../src/driver/geolocation.ts';

const HERE = { coords: { latitude: 52.6, longitude: -8.6 }, timestamp: 1 };
const watching = vi.fn((_hear: (position: unknown) => void, _fail: (error: unknown) => void) => 7);
const asked = vi.fn((hear: (position: unknown) => void) => hear(HERE));
const cleared = vi.fn();

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('window', { isSecureContext: true });
  vi.stubGlobal('navigator', {
    geolocation: { watchPosition: watching, getCurrentPosition: asked, clearWatch: cleared },
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.clearAllMocks();
});

test('a phone that stands still is asked where it is, until it is stopped', () => {
  const onPosition = vi.fn();
  const stop = watchPosition(onPosition, vi.fn());
  vi.advanceTimersByTime(60_000);
  expect(onPosition).toHaveBeenCalledTimes(3);
  stop();
  vi.advanceTimersByTime(60_000);
  expect([onPosition.mock.calls.length, cleared.mock.calls]).toEqual([3, [[7]]]);
});

test('one that tells where it is by itself is not asked', () => {
  const onPosition = vi.fn();
  const stop = watchPosition(onPosition, vi.fn());
  for (let told = 0; told < 5; told++) {
    vi.advanceTimersByTime(15_000);
    watching.mock.calls[0]?.[0](HERE);
  }
  expect([onPosition.mock.calls.length, asked.mock.calls.length]).toEqual([5, 0]);
  stop();
});

test('one that wants another is asked soon after, unless one came by itself', () => {
  const wants: (number | undefined)[] = [4000];
  const onPosition = vi.fn(() => wants.shift());
  const stop = watchPosition(onPosition, vi.fn());
  watching.mock.calls[0]?.[0](HERE);
  vi.advanceTimersByTime(4999);
  expect([onPosition.mock.calls.length, asked.mock.calls.length]).toEqual([1, 0]);
  vi.advanceTimersByTime(1);
  expect([onPosition.mock.calls.length, asked.mock.calls.length]).toEqual([2, 1]);
  wants.unshift(4000);
  watching.mock.calls[0]?.[0](HERE);
  watching.mock.calls[0]?.[0](HERE);
  vi.advanceTimersByTime(19_999);
  expect(asked).toHaveBeenCalledTimes(1);
  stop();
});
