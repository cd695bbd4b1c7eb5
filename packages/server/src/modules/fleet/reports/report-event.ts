import type { ReportedEvent } from '@waycast/contract';
import type { Finding } from '../../../ports/findings.ts';
import { FenceData, OverspeedData } from './finding-data.ts';
import { secondsOf, spanOf } from './span.ts';

/** An overspeed or a visit to a fence; `now` ends what is still open, for its duration so far. */
export function reportEvent(finding: Finding, now: number): ReportedEvent {
  const span = { ...spanOf(finding), durationS: secondsOf(finding, now) };
  if (finding.kind === 'overspeed') {
    const { maxMps, limitMps, maxAt } = OverspeedData.parse(finding.data);
    return { kind: 'overspeed', ...span, maxSpeed: maxMps, speedLimit: limitMps, at: maxAt };
  }
  const { fenceId, fenceName, inferred } = FenceData.parse(finding.data);
  return { kind: 'geofence', ...span, geofenceId: fenceId, geofenceName: fenceName, inferred };
}
