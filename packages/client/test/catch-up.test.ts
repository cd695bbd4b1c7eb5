import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CatchUp } from '../src/catch-up.ts';

/** Feeds events before and after the answer, and returns what comes out. */
function run(
  at: number,
  until: number,
  before: number[],
  after: number[],
): { out: number[]; done: boolean; waiting: number } {
  const missed = new CatchUp<number>(at, until);
  const out = [
    ...before.flatMap((n) => missed.take(n, n, false)),
    ...after.flatMap((n) => missed.take(n, n, true)),
  ];
  return { out, done: missed.done, waiting: missed.waiting };
}

describe('catching up', () => {
  it('is done at once when nothing was missed', () => {
    expect(run(5, 5, [], [])).toEqual({ out: [], done: true, waiting: 0 });
  });

  it('takes a replay that came before the answer', () => {
    expect(run(1, 3, [2, 3], [4])).toEqual({ out: [2, 3, 4], done: true, waiting: 0 });
  });

  it('holds what is early', () => {
    expect(run(1, 4, [4, 5], [])).toEqual({ out: [], done: false, waiting: 2 });
  });

  it('takes offsets with gaps: the end of the replay is the end', () => {
    expect(run(1, 9, [], [3, 7, 9])).toEqual({ out: [3, 7, 9], done: true, waiting: 0 });
    expect(run(1, 9, [3, 9], [12])).toEqual({ out: [3, 9, 12], done: true, waiting: 0 });
  });

  it('gives every offset once and in order, whatever came early', () => {
    const offsets = (from: number, to: number) =>
      Array.from({ length: Math.max(0, to - from) }, (_, n) => from + n + 1);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 10 })),
        fc.nat(4),
        fc.nat(4),
        fc.boolean(),
        (until, some, beyond, later, again) => {
          // A follow that was live already skips nothing: what it brings beyond the answer's offset has no gaps.
          const early = [
            ...some.filter((n) => n <= until).sort((a, b) => a - b),
            ...offsets(until, until + beyond),
          ];
          const newest = until + beyond + later;
          const after = [...offsets(0, until), ...offsets(again ? until : until + beyond, newest)];
          expect(run(0, until, early, after)).toEqual({ out: offsets(0, newest), done: true, waiting: 0 });
        },
      ),
    );
  });
});
