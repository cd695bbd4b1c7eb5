import { expect, it } from 'vitest';
import { citedTimes } from '../../src/modules/fleet/settling/cited-times.ts';

const at = (second: number) => Date.parse('2026-05-04T07:45:00Z') + second * 1000;
const fixes = (...seconds: number[]) => ({
  rule: 'second-fix',
  fixes: seconds.map((second) => ({ time: new Date(at(second)).toISOString(), distanceM: -4 })),
});

it('a visit refers to the fixes by which it began and ended, beside its ends', () => {
  const data = { fenceId: 'depot', entered: fixes(10, 20), left: fixes(90, 95) };
  const visit = { kind: 'fence', key: 'depot@x', startsAt: at(10), endsAt: at(90), data } as const;
  expect(new Set(citedTimes(visit))).toEqual(new Set([10, 20, 90, 95].map(at)));
  expect(citedTimes({ ...visit, endsAt: null, data: { fenceId: 'depot', entered: fixes(10, 20) } })).toEqual(
    [10, 10, 20].map(at),
  );
});

it('sums by the hour and ignored fixes keep nothing from being thinned', () => {
  for (const kind of ['distance', 'tally', 'ignored'] as const)
    expect(citedTimes({ kind, key: 'x', startsAt: at(0), endsAt: at(5), data: {} })).toEqual([]);
});
