import { type ContenderResult, figureOf } from './result.ts';

/** The middle of the rounds and how far they lay apart. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Undefined for no values; the median of an even number is the mean of the two in the middle. */
function spreadOf(values: readonly number[]): Spread | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  const lower = sorted[(sorted.length - 1) >> 1];
  const upper = sorted[sorted.length >> 1];
  if (min === undefined || max === undefined || lower === undefined || upper === undefined) return undefined;
  return { median: (lower + upper) / 2, min, max };
}

/** A figure over the rounds in which the contender gave it. */
export function figureSpread(result: ContenderResult, figure: string): Spread | undefined {
  return spreadOf(result.measurements.flatMap((one) => figureOf(one, figure) ?? []));
}

/** A figure as a ratio to another contender's, taken round by round: both met the same machine then. */
export function ratioSpread(
  result: ContenderResult,
  to: ContenderResult,
  figure: string,
): Spread | undefined {
  const ratios = result.measurements.flatMap((one, round) => {
    const [ours, theirs] = [figureOf(one, figure), figureOf(to.measurements[round], figure)];
    return ours === undefined || theirs === undefined || theirs === 0 ? [] : [ours / theirs];
  });
  return spreadOf(ratios);
}
