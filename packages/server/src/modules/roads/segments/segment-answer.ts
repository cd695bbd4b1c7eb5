import type { RoadSegment } from '@waycast/contract';
import { isoTime } from '../../../kernel/iso-time.ts';
import {
  CONFIDENCE_HALF_LIFE_MS,
  type EstimatedSegment,
  type SegmentEstimate,
} from '../../../ports/road-segments.ts';

/** A segment or cell as clients get it. */
export function segmentAnswer({ line, estimate, ...segment }: EstimatedSegment, now: number): RoadSegment {
  const { segmentId, name, roadClass, oneWay, lengthM, kind } = segment;
  return {
    ...{ segmentId, name, roadClass, oneWay, lengthM },
    coordinates: line.map(([latitude, longitude]) => [longitude, latitude]),
    kind,
    quality: estimate === null ? null : qualityAnswer(estimate, now),
  };
}

/** A segment as a line, a cell as its area. */
export function segmentFeature(segment: EstimatedSegment, now: number) {
  const { coordinates, quality, ...properties } = segmentAnswer(segment, now);
  const geometry =
    segment.kind === 'cell'
      ? { type: 'Polygon' as const, coordinates: [coordinates] }
      : { type: 'LineString' as const, coordinates };
  return {
    type: 'Feature' as const,
    id: segment.segmentId,
    geometry,
    properties: { ...properties, ...(quality ?? { quality: null, confidence: 0 }) },
  };
}

function qualityAnswer({ segmentId: _id, observedAt, ...estimate }: SegmentEstimate, now: number) {
  const aged = 2 ** (-Math.max(0, now - observedAt) / CONFIDENCE_HALF_LIFE_MS);
  return {
    ...estimate,
    roughness: rounded(estimate.roughness),
    low: rounded(estimate.low),
    high: rounded(estimate.high),
    confidence: rounded(estimate.confidence * aged),
    trend: estimate.trend === null ? null : Math.round(estimate.trend * 1e5) / 1e5,
    observedAt: isoTime(observedAt),
  };
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}
