import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { returnMemory } from '../../src/serving/return-memory.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** How often memory was given back while the number of connections went through these, one a look. */
function collectionsAfter(counts: readonly number[]): number {
  let connections = 0;
  const collect = vi.fn(async () => undefined);
  const end = returnMemory(() => connections, collect);
  for (const count of counts) {
    connections = count;
    vi.advanceTimersByTime(5_000);
  }
  end();
  return collect.mock.calls.length;
}

it.each([
  ['nobody was ever there', [0, 0, 0], 0],
  ['all stay', [10_000, 10_000], 0],
  ['half of them leave', [10_000, 5_000, 5_000], 0],
  ['a few leave', [900, 0, 0], 0],
  ['they are still leaving', [10_000, 900, 800], 0],
  ['most have left', [10_000, 900, 900, 900], 1],
  ['all have left', [10_000, 0, 0, 0], 1],
  ['what they left behind is gone too', [10_000, ...Array<number>(20).fill(0)], 2],
  ['they come again and leave again', [10_000, 0, 0, 10_000, 0, 0], 2],
])('when %s', (_case, counts, collections) => {
  expect(collectionsAfter(counts)).toBe(collections);
});
