import type { Fix } from '@waycast/contract';
import type { VehicleSetting } from '../../src/modules/fleet/settling/stage.ts';
import { STAGES } from '../../src/modules/fleet/settling/stages.ts';
import { VehicleRun } from '../../src/modules/fleet/settling/vehicle-run.ts';
import { NO_FENCES } from '../../src/ports/fences.ts';
import type { Finding, FindingKind } from '../../src/ports/findings.ts';
import { NO_TRIPS } from '../../src/ports/vehicle-trips.ts';

export const T0 = Date.parse('2026-05-04T08:00:00.000Z');
const SETTING: VehicleSetting = {
  tenant: 'default',
  vehicleId: 'bus-1',
  speedLimitMps: null,
  fences: NO_FENCES,
  trips: NO_TRIPS,
};

/** Everything found in fixes that come in order; with `silent` also what the silence after them ends. */
export function findingsIn(
  fixes: readonly Fix[],
  options: { readonly silent?: boolean; readonly setting?: Partial<VehicleSetting> } = {},
): Finding[] {
  const setting = { ...SETTING, ...options.setting };
  const run = new VehicleRun(STAGES, undefined);
  for (const fix of fixes) run.take(fix, setting);
  if (options.silent === true) run.fallSilent(fixes.at(-1)?.time ?? 0, setting);
  return [...run.ended(), ...run.open()].map(({ finding }) => finding);
}

export function ofKind(findings: readonly Finding[], kind: FindingKind): Finding[] {
  return findings.filter((finding) => finding.kind === kind);
}

export function metresIn(findings: readonly Finding[]): number {
  return ofKind(findings, 'distance').reduce((sum, { data }) => {
    const quarters = Array.isArray(data.quarters) ? data.quarters : [];
    return sum + quarters.reduce((metres: number, quarter) => metres + (quarter?.metres ?? 0), 0);
  }, 0);
}

/** A point so many metres east and north of a place in Limerick. */
export function at(seconds: number, east: number, north = 0, fields: Partial<Fix> = {}): Fix {
  const latitude = 52.66 + north / 111_195;
  return {
    vehicleId: 'bus-1',
    latitude,
    longitude: -8.63 + east / (111_195 * Math.cos((52.66 * Math.PI) / 180)),
    time: T0 + Math.round(seconds * 1000),
    receivedAt: T0 + Math.round(seconds * 1000),
    accuracy: null,
    ...fields,
  };
}
