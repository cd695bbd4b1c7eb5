import type { Fix } from '@waycast/contract';
import { createRandom } from '@waycast/geo';
import { describe, expect, it } from 'vitest';
import { judge, UNJUDGED } from '../../src/modules/fleet/settling/judge.ts';
import { limerickRide, missing } from './real-rides.ts';
import { at, findingsIn, metresIn, ofKind } from './run-of.ts';

/** 10 m/s eastwards, a fix every `every` seconds. */
function drive(from: number, to: number, every = 1, fields: Partial<Fix> = {}): Fix[] {
  const fixes: Fix[] = [];
  for (let second = from; second <= to; second += every) fixes.push(at(second, second * 10, 0, fields));
  return fixes;
}

const ignoredIn = (fixes: readonly Fix[], silent = false) =>
  ofKind(findingsIn(fixes, { silent }), 'ignored').map(({ startsAt, data }) => ({
    second: (startsAt - (fixes[0]?.time ?? 0)) / 1000,
    rule: data.rule,
  }));

describe('the judge', () => {
  it('believes a clean ride to the last fix', () => {
    expect(ignoredIn(drive(0, 600))).toEqual([]);
    expect(ignoredIn(drive(0, 3600, 120))).toEqual([]);
  });

  it('takes a lone fix off the track for the outlier, whatever accuracy it claims, and says by which figures', () => {
    const fixes = drive(0, 60);
    fixes[30] = at(30, 300, 200, { accuracy: 2 });
    const [finding, ...others] = ofKind(findingsIn(fixes), 'ignored');
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      key: '2026-05-04T08:00:30.000Z',
      data: {
        rule: 'jump',
        accuracy: 2,
        before: { metres: 200, seconds: 1, limitMps: 75 },
        after: { metres: 200, seconds: 1, limitMps: 75 },
      },
    });
  });

  it('takes several outliers in a row, each elsewhere or at one place, out of the track', () => {
    const scattered = drive(0, 60);
    scattered[30] = at(30, 300, 900);
    scattered[31] = at(31, 310, -900);
    expect(ignoredIn(scattered)).toEqual([
      { second: 30, rule: 'jump' },
      { second: 31, rule: 'jump' },
    ]);
    const together = drive(0, 60);
    for (const second of [30, 31, 32, 33, 34, 35]) together[second] = at(second, second * 10, 2000);
    expect(ignoredIn(together).map(({ second }) => second)).toEqual([30, 31, 32, 33, 34, 35]);
  });

  it('takes the first fix for the outlier when those that follow agree with each other', () => {
    const fixes = drive(0, 60);
    fixes[0] = at(0, 0, 5000);
    expect(ignoredIn(fixes)).toEqual([{ second: 0, rule: 'jump' }]);
  });

  it('follows a track that goes on elsewhere for longer, as an interruption that is not driven', () => {
    const fixes = [
      ...drive(0, 300),
      ...drive(301, 600).map((fix) => ({ ...fix, latitude: fix.latitude + 0.1 })),
    ];
    const found = findingsIn(fixes, { silent: true });
    expect(ofKind(found, 'ignored')).toEqual([]);
    expect(ofKind(found, 'gap')).toMatchObject([{ data: {} }, { endsAt: null }]);
    expect(metresIn(found)).toBeGreaterThan(5500);
    expect(metresIn(found)).toBeLessThan(6100);
  });

  it('is not interrupted by errors as large as what is driven between two fixes', () => {
    const random = createRandom(4);
    const error = () =>
      30 * Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
    const fixes = drive(0, 1800).map((_, second) => at(second, second * 10 + error(), error()));
    let state = UNJUDGED;
    const counts = { accepted: 0, ignored: 0, interrupted: 0 };
    for (const fix of fixes) {
      const judged = judge(state, fix);
      state = judged.state;
      for (const { type } of judged.verdicts) counts[type] += 1;
    }
    expect(counts.interrupted).toBe(0);
    expect(counts.accepted).toBeGreaterThan(0.98 * fixes.length);
  });

  it('bounds the speed between fixes that both say how fast they are', () => {
    const fixes = drive(0, 60, 5, { speed: 10 });
    fixes[6] = at(30, 300, 300, { speed: 10 });
    expect(ignoredIn(fixes)).toEqual([{ second: 30, rule: 'jump' }]);
    expect(ignoredIn(drive(0, 60, 5).with(6, at(30, 300, 300)))).toEqual([]);
  });

  it('ignores what is too inaccurate, and takes 0 and less for unknown', () => {
    const fixes = drive(0, 60);
    fixes[20] = at(20, 200, 0, { accuracy: 900 });
    fixes[21] = at(21, 210, 0, { accuracy: 0 });
    fixes[22] = at(22, 220, 0, { accuracy: -1 });
    expect(ignoredIn(fixes)).toEqual([{ second: 20, rule: 'inaccurate' }]);
  });

  it('ignores a jump after which nothing comes', () => {
    const fixes = [...drive(0, 60), at(61, 610, 9000)];
    expect(ignoredIn(fixes)).toEqual([]);
    expect(ignoredIn(fixes, true)).toEqual([{ second: 61, rule: 'unconfirmed' }]);
  });

  it.skipIf(missing !== '')(`finds just what is planted in a real ride${missing}`, () => {
    const ride = limerickRide();
    expect(ignoredIn(ride)).toEqual([]);
    const planted = new Set([100, 700, 701, 1500, 2100]);
    const spoilt = ride.map((fix, index) =>
      planted.has(index) ? { ...fix, latitude: fix.latitude + 0.02, accuracy: 3 } : fix,
    );
    const found = ofKind(findingsIn(spoilt, { silent: true }), 'ignored');
    expect(new Set(found.map(({ startsAt }) => ride.findIndex(({ time }) => time === startsAt)))).toEqual(
      planted,
    );
  });
});
