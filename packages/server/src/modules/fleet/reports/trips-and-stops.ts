import type { ReportedStop, ReportedTrip } from '@waycast/contract';
import type { FindingArchive, FindingOfVehicle } from '../../../ports/finding-archive.ts';
import type { Finding } from '../../../ports/findings.ts';
import type { ReportScope } from '../../../ports/reports.ts';
import { rounded } from '../settling/rounded.ts';
import { StopData, TripData } from './finding-data.ts';
import { grouped } from './grouped.ts';
import { secondsOf, spanOf } from './span.ts';

/** Idling findings that one page of stops is joined with at the most. */
const MAX_IDLINGS = 10_000;

/** `now` ends what is still open, for its duration so far. */
export function reportTrip({ vehicleId, finding }: FindingOfVehicle, now: number): ReportedTrip {
  const { from, to, metres, maxMps, inferred } = TripData.parse(finding.data);
  const durationS = secondsOf(finding, now);
  return {
    vehicleId,
    ...spanOf(finding),
    durationS,
    distanceM: metres,
    averageSpeed: durationS === 0 ? null : rounded(metres / durationS),
    maxSpeed: maxMps,
    from,
    to,
    inferred,
  };
}

/** Stops with how long the engine was on during each. */
export async function reportStops(
  archive: FindingArchive,
  scope: ReportScope,
  stops: readonly FindingOfVehicle[],
  now: number,
): Promise<ReportedStop[]> {
  const idlings = grouped(await idlingsDuring(archive, scope, stops, now), ({ vehicleId }) => vehicleId);
  return stops.map(({ vehicleId, finding }) => {
    const { at, inferred } = StopData.parse(finding.data);
    const own = idlings.get(vehicleId) ?? [];
    const idlingMs = own.reduce((sum, one) => sum + overlapMs(finding, one.finding, now), 0);
    return {
      vehicleId,
      ...spanOf(finding),
      durationS: secondsOf(finding, now),
      idlingS: Math.round(idlingMs / 1000),
      latitude: at.latitude,
      longitude: at.longitude,
      inferred,
    };
  });
}

async function idlingsDuring(
  archive: FindingArchive,
  { tenant }: ReportScope,
  stops: readonly FindingOfVehicle[],
  now: number,
): Promise<FindingOfVehicle[]> {
  if (stops.length === 0) return [];
  const from = Math.min(...stops.map(({ finding }) => finding.startsAt));
  const to = Math.max(...stops.map(({ finding }) => finding.endsAt ?? now)) + 1;
  const vehicles = [...new Set(stops.map(({ vehicleId }) => vehicleId))];
  return archive.list({ tenant, vehicles, kinds: ['idling'], from, to }, MAX_IDLINGS);
}

function overlapMs(a: Finding, b: Finding, now: number): number {
  return Math.max(0, Math.min(a.endsAt ?? now, b.endsAt ?? now) - Math.max(a.startsAt, b.startsAt));
}
