import type { SegmentEstimate } from '../../../ports/road-segments.ts';
import { type Pass, passesOf, type RoughnessObservation } from './passes.ts';
import { effectiveCount, robustMean, robustVariance, type Weighted } from './robust-mean.ts';
import { qualityOf } from './roughness.ts';
import { trendOf } from './trend.ts';

/** Estimates are made of the newest observations, so many at the most. */
export const ESTIMATED_FROM = 1000;

/** An observation weighs half of one that is so much newer. */
const HALF_LIFE_MS = 30 * 86_400_000;

/**
 * What is taken for the spread of devices and of a device's passes, as standard deviations of the logarithm of
 * roughness, before any are seen; and how many devices or passes seen outweigh that.
 */
const DEVICES = { sd: 0.25, worth: 6 } as const;
const PASSES = { sd: 0.2, worth: 6 } as const;

/** How many passes, and how many devices, are worth half of certainty. */
const HALF_SURE = { passes: 3, devices: 1 } as const;

/** What a device says: the mean of its passes. */
interface Voice extends Weighted {
  readonly passes: readonly (Weighted & { readonly time: number })[];
}

/**
 * How rough a road is by what devices found on it, in any order; null when none of it tells. Each device has one voice,
 * which weighs the more the newer and the more often it was there, and none can move the result far from what the
 * others say. `now` (epoch ms) only decides how sure it still is.
 */
export function estimateSegment(
  segmentId: string,
  observations: readonly RoughnessObservation[],
  now: number,
): SegmentEstimate | null {
  const passes = passesOf(observations, ESTIMATED_FROM);
  if (passes.length === 0) return null;
  const observedAt = passes.reduce((newest, { time }) => Math.max(newest, time), Number.NEGATIVE_INFINITY);
  const voices = voicesOf(passes, observedAt);
  const { level, error } = agree(voices);
  const roughness = Math.exp(level);
  return {
    segmentId,
    roughness,
    low: Math.exp(level - error),
    high: Math.exp(level + error),
    quality: qualityOf(roughness),
    confidence: confidenceOf(passes, now),
    observations: passes.reduce((sum, pass) => sum + pass.observations, 0),
    devices: voices.length,
    trend: trendOf(passes),
    observedAt,
  };
}

function voicesOf(passes: readonly Pass[], newest: number): Voice[] {
  const byDevice = Map.groupBy(passes, ({ deviceId }) => deviceId);
  const spread = passSpread([...byDevice.values()]);
  return [...byDevice.values()].map((own) => {
    const weighted = own.map(({ level, time }) => ({ value: level, weight: freshness(newest - time), time }));
    const count = effectiveCount(weighted);
    const freshest = weighted.reduce((most, { weight }) => Math.max(most, weight), 0);
    return {
      value: robustMean(weighted, spread),
      // By how exact it is: devices differ by themselves, and besides by how few passes each one's mean is of.
      weight: (freshest * DEVICES.sd ** 2) / (DEVICES.sd ** 2 + spread ** 2 / count),
      passes: weighted,
    };
  });
}

/** Standard deviation of the passes of one device. */
function passSpread(devices: readonly (readonly Pass[])[]): number {
  let squares = PASSES.worth * PASSES.sd ** 2;
  let count: number = PASSES.worth;
  for (const passes of devices) {
    if (passes.length < 2) continue;
    const weighted = passes.map(({ level }) => ({ value: level, weight: 1 }));
    const mean = robustMean(weighted, PASSES.sd);
    squares += robustVariance(weighted, mean, 2 * PASSES.sd) * passes.length;
    count += passes.length - 1;
  }
  return Math.sqrt(squares / count);
}

/** What the voices have in common, and half the width of its 95 % interval, both in logarithms. */
function agree(voices: readonly Voice[]): { readonly level: number; readonly error: number } {
  const level = robustMean(voices, DEVICES.sd);
  const spread = voiceSpread(voices, level);
  const freedom = DEVICES.worth + voices.length - 1;
  return { level, error: (studentT(freedom) * spread) / Math.sqrt(effectiveCount(voices)) };
}

/** Standard deviation of a voice about what all have in common. */
function voiceSpread(voices: readonly Voice[], level: number): number {
  const count = voices.length;
  const perPass = voices.reduce((sum, { passes }) => sum + 1 / passes.length, 0) / count;
  const expected = DEVICES.sd ** 2 + PASSES.sd ** 2 * perPass;
  const seen = robustVariance(voices, level, 2 * Math.sqrt(expected));
  return Math.sqrt((DEVICES.worth * expected + count * seen) / (DEVICES.worth + count - 1));
}

/** From how many passes and devices, the older counting for less, and gone with time when none come. */
function confidenceOf(passes: readonly Pass[], now: number): number {
  let count = 0;
  const devices = new Map<string, number>();
  for (const { deviceId, time } of passes) {
    const weight = freshness(now - time);
    count += weight;
    devices.set(deviceId, Math.max(devices.get(deviceId) ?? 0, weight));
  }
  const voices = [...devices.values()].reduce((sum, weight) => sum + weight, 0);
  return (count / (count + HALF_SURE.passes)) * (voices / (voices + HALF_SURE.devices));
}

function freshness(ageMs: number): number {
  return 2 ** -(Math.max(0, ageMs) / HALF_LIFE_MS);
}

/** Two-sided 95 % point of Student's distribution (Cornish and Fisher's expansion; right to 0.1 % from 6 on). */
function studentT(freedom: number): number {
  const z = 1.959964;
  const first = (z ** 3 + z) / 4;
  const second = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const third = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + first / freedom + second / freedom ** 2 + third / freedom ** 3;
}
