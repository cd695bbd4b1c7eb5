/** A value and how much it counts, above 0. */
export interface Weighted {
  readonly value: number;
  readonly weight: number;
}

/** Huber's k: at 1.345 the mean of values without outliers is nearly as exact as the plain one. */
const K = 1.345;
const ROUNDS = 50;
const ENOUGH = 1e-9;

/** The value with half of the weight on each side; NaN of none. */
function weightedMedian(values: readonly Weighted[]): number {
  const sorted = values.toSorted((a, b) => a.value - b.value);
  const half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let below = 0;
  for (const [index, { value, weight }] of sorted.entries()) {
    below += weight;
    if (Math.abs(below - half) < 1e-12 * half) return (value + (sorted[index + 1]?.value ?? value)) / 2;
    if (below > half) return value;
  }
  return Number.NaN;
}

/**
 * Huber's mean of values with this standard deviation: those farther than 1.345 of it count as if they were there, so
 * that one of many cannot move it far. NaN of none.
 */
export function robustMean(values: readonly Weighted[], sd: number): number {
  let mean = weightedMedian(values);
  const total = values.reduce((sum, { weight }) => sum + weight, 0);
  for (let round = 0; round < ROUNDS; round++) {
    const pull =
      values.reduce((sum, { value, weight }) => sum + weight * clipped(value - mean, sd), 0) / total;
    mean += pull;
    if (Math.abs(pull) < ENOUGH) break;
  }
  return mean;
}

/** Mean square of what is left of the values without their mean, those far away again counting as nearer. */
export function robustVariance(values: readonly Weighted[], mean: number, sd: number): number {
  const total = values.reduce((sum, { weight }) => sum + weight, 0);
  return (
    values.reduce((sum, { value, weight }) => sum + weight * clipped(value - mean, sd) ** 2, 0) /
    total /
    SHRUNK
  );
}

/** How many values of equal weight would say as much (Kish). */
export function effectiveCount(values: readonly Weighted[]): number {
  const total = values.reduce((sum, { weight }) => sum + weight, 0);
  return total ** 2 / values.reduce((sum, { weight }) => sum + weight ** 2, 0);
}

/** Variance of a standard normal variable that is clipped at K. */
const SHRUNK = 0.7102;

function clipped(residual: number, sd: number): number {
  return Math.max(-K * sd, Math.min(K * sd, residual));
}
