import type { Observation } from '../../../ports/road-observations.ts';
import { atReferenceSpeed } from './roughness.ts';

/** What is known of how rough a road was found. */
export type RoughnessObservation = Pick<Observation, 'deviceId' | 'time' | 'speed' | 'roughness'>;

/** A device driving over a segment once: its observations there have the same tyres, lane and mount. */
export interface Pass {
  readonly deviceId: string;
  /** Of its last observation, epoch ms. */
  readonly time: number;
  /** Natural logarithm of the roughness at the reference speed. */
  readonly level: number;
  readonly observations: number;
}

/** Observations of a device that are farther apart are of different passes. */
const PASS_MS = 5 * 60_000;
/** Smoother than any road, and what a sensor without noise would tell of one; m/s². */
const LEAST = 0.02;
/** An observation counts for no more than e times so much above or below the middle one of its pass. */
const CLIP = 1;

interface Level {
  readonly deviceId: string;
  readonly time: number;
  readonly level: number;
}

/** The passes of the newest observations, by device and time; those that tell nothing of the road are left out. */
export function passesOf(observations: readonly RoughnessObservation[], newest: number): Pass[] {
  const levels = observations.flatMap(toLevel).sort(inOrder);
  const oldest = levels.map(({ time }) => time).sort((a, b) => b - a)[newest - 1] ?? Number.NEGATIVE_INFINITY;
  const passes: Pass[] = [];
  let pass: Level[] = [];
  for (const level of levels) {
    if (level.time < oldest) continue;
    const before = pass.at(-1);
    if (before && (before.deviceId !== level.deviceId || level.time - before.time > PASS_MS)) {
      passes.push(toPass(pass));
      pass = [];
    }
    pass.push(level);
  }
  if (pass.length > 0) passes.push(toPass(pass));
  return passes;
}

function toLevel({ deviceId, time, speed, roughness }: RoughnessObservation): Level[] {
  const standard = roughness === null ? null : atReferenceSpeed(roughness, speed);
  return standard === null ? [] : [{ deviceId, time, level: Math.log(Math.max(LEAST, standard)) }];
}

/** Total, so that the order in which observations come decides nothing. */
function inOrder(a: Level, b: Level): number {
  if (a.deviceId !== b.deviceId) return a.deviceId < b.deviceId ? -1 : 1;
  return a.time - b.time || a.level - b.level;
}

function toPass(levels: readonly Level[]): Pass {
  const sorted = levels.map(({ level }) => level).sort((a, b) => a - b);
  const middle = ((sorted[(sorted.length - 1) >> 1] ?? 0) + (sorted[sorted.length >> 1] ?? 0)) / 2;
  const clipped = sorted.map((level) => Math.max(middle - CLIP, Math.min(middle + CLIP, level)));
  const last = levels.at(-1);
  return {
    deviceId: last?.deviceId ?? '',
    time: last?.time ?? 0,
    level: clipped.reduce((sum, level) => sum + level, 0) / clipped.length,
    observations: levels.length,
  };
}
