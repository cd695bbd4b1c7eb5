/**
 * Root mean square of samples about their mean, in their unit: m/s² of vertical acceleration, gravity included or not,
 * whichever way the phone lies up. Of no samples it is 0.
 */
export function roughnessOf(samples: readonly number[]): number {
  if (samples.length === 0) return 0;
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
  const squares = samples.reduce((sum, sample) => sum + (sample - mean) ** 2, 0);
  return Math.sqrt(squares / samples.length);
}
