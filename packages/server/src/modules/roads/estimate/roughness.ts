import type { RoadQuality } from '@waycast/contract';

/** Estimates are told as found at this speed, 36 km/h; metres per second. */
export const REFERENCE_MPS = 10;

/** Standing and walking pace shake a phone by hand and engine, not by the road. */
const MIN_MPS = 2;
const MAX_MPS = 40;

/** Where a quality ends, m/s² at the reference speed. */
const ENDS: readonly (readonly [quality: RoadQuality, belowMps2: number])[] = [
  ['GOOD', 0.8],
  ['FAIR', 1.6],
  ['POOR', 3],
];

/**
 * Root mean square about the mean of evenly spaced samples of vertical acceleration, in their unit; gravity may be in
 * them, for it is in the mean. Null for less than 4 samples or one that is no number.
 */
export function roughnessOf(samples: readonly number[]): number | null {
  if (samples.length < 4 || !samples.every(Number.isFinite)) return null;
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
  const squares = samples.reduce((sum, sample) => sum + (sample - mean) ** 2, 0);
  return Math.sqrt(squares / samples.length);
}

/**
 * What the same road would give at the reference speed; null where the speed says that it was not driven. Roads'
 * unevenness falls with the square of its spatial frequency (ISO 8608), so that a vehicle feels white noise of vertical
 * velocity whose power is proportional to its speed, and shakes by the square root of it. An unknown speed is taken for
 * the reference speed.
 */
export function atReferenceSpeed(roughness: number, speedMps: number | null): number | null {
  if (speedMps === null) return roughness;
  if (speedMps < MIN_MPS) return null;
  return roughness * Math.sqrt(REFERENCE_MPS / Math.min(speedMps, MAX_MPS));
}

/** The quality of a roughness in m/s² at the reference speed. */
export function qualityOf(roughness: number): RoadQuality {
  return ENDS.find(([, below]) => roughness < below)?.[0] ?? 'BAD';
}
