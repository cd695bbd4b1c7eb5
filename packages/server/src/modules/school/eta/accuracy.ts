/** A prediction with its outcome; epoch ms. */
export interface Outcome {
  readonly madeAt: number;
  readonly predictedAt: number;
  readonly arrivedAt: number;
  /** Bounds of the interval that was given along; absent or null when none was. */
  readonly p10?: number | null;
  readonly p90?: number | null;
}

/** A bucket of the benchmark: how long before the arrival, and by how much the arrival may miss the prediction. */
export interface AccuracyBucket {
  /** Of the horizon, minutes; a horizon on the bound between two buckets counts in the nearer. */
  readonly fromMinutes: number;
  readonly toMinutes: number;
  /** The vehicle may come this much before the predicted time, and this much after it; inclusive. */
  readonly earlyS: number;
  readonly lateS: number;
}

/** The public ETA Accuracy Benchmark. */
export const ACCURACY_BUCKETS: readonly AccuracyBucket[] = [
  { fromMinutes: 0, toMinutes: 3, earlyS: 30, lateS: 90 },
  { fromMinutes: 3, toMinutes: 6, earlyS: 60, lateS: 150 },
  { fromMinutes: 6, toMinutes: 10, earlyS: 60, lateS: 210 },
  { fromMinutes: 10, toMinutes: 15, earlyS: 90, lateS: 270 },
];

export interface BucketScore extends AccuracyBucket {
  readonly predictions: number;
  readonly accurate: number;
  /** 0–100; null without predictions. */
  readonly percent: number | null;
}

export interface AccuracyScore {
  readonly predictions: number;
  /** Plain mean of the buckets' percentages, 0–100; buckets without predictions are left out; null without any. */
  readonly percent: number | null;
  /** Share of arrivals from p10 to p90 (inclusive), 0–100, of the predictions that gave both; null without such. */
  readonly coveredPercent: number | null;
  readonly buckets: readonly BucketScore[];
}

/** The bucket of a horizon in ms: how long before the arrival it was predicted. Undefined outside 0–15 minutes. */
export function bucketOf(horizonMs: number): AccuracyBucket | undefined {
  if (horizonMs < 0) return undefined;
  return ACCURACY_BUCKETS.find(({ toMinutes }) => horizonMs <= toMinutes * 60_000);
}

/** Whether the arrival lies in the bucket's window around the prediction. */
export function isAccurate(
  { earlyS, lateS }: AccuracyBucket,
  predictedAt: number,
  arrivedAt: number,
): boolean {
  const missMs = arrivedAt - predictedAt;
  return missMs >= -earlyS * 1000 && missMs <= lateS * 1000;
}

/** Counts outcomes; those outside of the benchmark's 15 minutes are left out. */
export class AccuracyTally {
  readonly #counts = new Map(ACCURACY_BUCKETS.map((bucket) => [bucket, { predictions: 0, accurate: 0 }]));
  #intervals = 0;
  #covered = 0;

  add({ madeAt, predictedAt, arrivedAt, p10, p90 }: Outcome): void {
    const bucket = bucketOf(arrivedAt - madeAt);
    const count = bucket && this.#counts.get(bucket);
    if (bucket === undefined || count === undefined) return;
    count.predictions++;
    if (isAccurate(bucket, predictedAt, arrivedAt)) count.accurate++;
    if (p10 == null || p90 == null) return;
    this.#intervals++;
    if (arrivedAt >= p10 && arrivedAt <= p90) this.#covered++;
  }

  score(): AccuracyScore {
    const buckets = [...this.#counts].map(([bucket, { predictions, accurate }]) => ({
      ...bucket,
      predictions,
      accurate,
      percent: share(accurate, predictions),
    }));
    const percents = buckets.flatMap(({ percent }) => percent ?? []);
    const sum = percents.reduce((total, percent) => total + percent, 0);
    return {
      predictions: buckets.reduce((total, { predictions }) => total + predictions, 0),
      percent: percents.length === 0 ? null : sum / percents.length,
      coveredPercent: share(this.#covered, this.#intervals),
      buckets,
    };
  }
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : (100 * part) / whole;
}
