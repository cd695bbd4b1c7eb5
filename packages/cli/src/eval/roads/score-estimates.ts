import { estimateSegment, qualityOf, type RoughnessObservation } from '@waycast/server/evaluate-roads';
import type { RoughWorld } from './rough-world.ts';

/** How right estimates are; shares are 0 to 1. */
export interface EstimateScore {
  readonly segments: number;
  /** Mean absolute error, m/s²; the second of plain means of what was told. */
  readonly errorMps2: number;
  readonly plainErrorMps2: number;
  /** Of the intervals that hold the truth. */
  readonly held: number;
  /** Of the qualities that are the true ones. */
  readonly rightQuality: number;
  readonly plainRightQuality: number;
}

/** Estimates of segments that at least so many devices told of. */
export function scoreEstimates(
  world: RoughWorld,
  observed: ReadonlyMap<string, readonly RoughnessObservation[]>,
  leastDevices: number,
  now: number,
): EstimateScore {
  const sum = { segments: 0, error: 0, plainError: 0, held: 0, right: 0, plainRight: 0 };
  for (const [segmentId, observations] of observed) {
    const estimate = estimateSegment(segmentId, observations, now);
    if (estimate === null || estimate.devices < leastDevices) continue;
    const truth = world.truthOf(segmentId);
    const plain =
      observations.reduce((total, { roughness }) => total + (roughness ?? 0), 0) / observations.length;
    sum.segments += 1;
    sum.error += Math.abs(estimate.roughness - truth);
    sum.plainError += Math.abs(plain - truth);
    if (estimate.low <= truth && truth <= estimate.high) sum.held += 1;
    if (estimate.quality === qualityOf(truth)) sum.right += 1;
    if (qualityOf(plain) === qualityOf(truth)) sum.plainRight += 1;
  }
  return {
    segments: sum.segments,
    errorMps2: sum.error / sum.segments,
    plainErrorMps2: sum.plainError / sum.segments,
    held: sum.held / sum.segments,
    rightQuality: sum.right / sum.segments,
    plainRightQuality: sum.plainRight / sum.segments,
  };
}
