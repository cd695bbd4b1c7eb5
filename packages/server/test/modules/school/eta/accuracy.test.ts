import { describe, expect, it } from 'vitest';
import { AccuracyTally, bucketOf, isAccurate } from '../../../../src/modules/school/eta/accuracy.ts';

const MINUTE_MS = 60_000;

describe('the ETA Accuracy Benchmark', () => {
  it.each([
    [0, 0],
    [3 * MINUTE_MS, 0],
    [3 * MINUTE_MS + 1, 3],
    [6 * MINUTE_MS, 3],
    [6 * MINUTE_MS + 1, 6],
    [10 * MINUTE_MS, 6],
    [10 * MINUTE_MS + 1, 10],
    [15 * MINUTE_MS, 10],
    [15 * MINUTE_MS + 1, undefined],
    [-1, undefined],
  ])('puts a prediction made %i ms before into the bucket from %s minutes', (horizonMs, fromMinutes) => {
    expect(bucketOf(horizonMs)?.fromMinutes).toBe(fromMinutes);
  });

  it.each([
    [1, 30, 90],
    [5, 60, 150],
    [8, 60, 210],
    [12, 90, 270],
  ])('%i minutes ahead, allows %i s early and %i s late, bounds included', (minutes, earlyS, lateS) => {
    const bucket = bucketOf(minutes * MINUTE_MS);
    if (bucket === undefined) throw new Error('there is a bucket');
    const at = (missMs: number): boolean => isAccurate(bucket, 1_000_000, 1_000_000 + missMs);
    expect([at(-earlyS * 1000), at(lateS * 1000)]).toEqual([true, true]);
    expect([at(-earlyS * 1000 - 1), at(lateS * 1000 + 1)]).toEqual([false, false]);
  });

  it('scores the plain mean of the buckets, however many predictions each has', () => {
    const tally = new AccuracyTally();
    for (const missS of [0, 0, 0, 91]) tally.add(outcome(2, missS));
    tally.add(outcome(12, 0));
    tally.add(outcome(16, 0));
    expect(tally.score()).toMatchObject({
      predictions: 5,
      percent: (75 + 100) / 2,
      buckets: [
        { predictions: 4, accurate: 3, percent: 75 },
        { predictions: 0, percent: null },
        { predictions: 0, percent: null },
        { predictions: 1, accurate: 1, percent: 100 },
      ],
    });
  });

  it('counts how many arrivals the intervals hold, bounds included', () => {
    const tally = new AccuracyTally();
    tally.add({ ...outcome(2, 0), p10: 120_000, p90: 120_000 });
    tally.add({ ...outcome(2, 0), p10: 120_001, p90: 130_000 });
    tally.add(outcome(2, 0));
    expect(tally.score().coveredPercent).toBe(50);
  });

  it('says nothing of nothing', () => {
    expect(new AccuracyTally().score()).toMatchObject({
      predictions: 0,
      percent: null,
      coveredPercent: null,
    });
  });
});

function outcome(minutes: number, missS: number) {
  const arrivedAt = minutes * MINUTE_MS;
  return { madeAt: 0, arrivedAt, predictedAt: arrivedAt - missS * 1000 };
}
