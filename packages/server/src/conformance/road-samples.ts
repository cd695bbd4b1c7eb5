import { randomUUID } from 'node:crypto';
import type { Hazards } from '../ports/hazards.ts';
import type { Observation, RoadObservations } from '../ports/road-observations.ts';
import type { RoadSegments, Segment, SegmentEstimate } from '../ports/road-segments.ts';

/** An implementation under test, shared by all tests of a suite: each uses a tenant of its own. */
export interface RoadsSubject {
  readonly observations: RoadObservations;
  readonly roadSegments: RoadSegments;
  readonly hazards: Hazards;
}

export const AT = Date.UTC(2026, 4, 4, 8);

export function newTenant(): string {
  return `roads-${randomUUID().slice(0, 8)}`;
}

/** Of one device, a second after the other. */
export function sampleObservation(
  tenant: string,
  second: number,
  changes: Partial<Observation> = {},
): Observation {
  return {
    ...{ tenant, deviceId: 'phone-1', time: AT + second * 1000 },
    ...{
      latitude: 43.73 + second * 1e-4,
      longitude: 7.42,
      accuracy: 5,
      speed: 11,
      heading: 0,
      roughness: 1.5,
    },
    ...changes,
  };
}

/** A piece of road that goes north. */
export function sampleSegment(tenant: string, segmentId: string, changes: Partial<Segment> = {}): Segment {
  return {
    ...{
      tenant,
      segmentId,
      name: 'Quai',
      roadClass: 'primary',
      oneWay: false,
      lengthM: 111,
      region: 'spv2bc',
    },
    line: [
      [43.73, 7.42],
      [43.731, 7.42],
    ],
    ...changes,
  };
}

export function sampleEstimate(segmentId: string, changes: Partial<SegmentEstimate> = {}): SegmentEstimate {
  return {
    ...{ segmentId, roughness: 1, low: 0.8, high: 1.2, quality: 'FAIR', confidence: 0.6 },
    ...{ observations: 12, devices: 3, trend: null, observedAt: AT },
    ...changes,
  };
}
