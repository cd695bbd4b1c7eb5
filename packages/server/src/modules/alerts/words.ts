import { wallText } from '../../kernel/wall-text.ts';
import type { Occurrence } from './occurrence.ts';

/** What happened, in a sentence with the time on the tenant's wall: "bus-7 entered Depot at 08:12:31". */
export function summaryOf(occurrence: Occurrence, timeZone: string): string {
  const { vehicleId, at } = occurrence;
  const moment = wallText(at, timeZone).slice('2026-01-01 '.length);
  return `${vehicleId} ${deedOf(occurrence)} ${occurrence.kind === 'offline' ? 'since' : 'at'} ${moment}`;
}

function deedOf({ kind, evidence, fenceId }: Occurrence): string {
  const place = textOf(evidence.fenceName) ?? fenceId ?? 'a geofence';
  switch (kind) {
    case 'geofence_enter':
      return `entered ${place}`;
    case 'geofence_exit':
      return `left ${place}`;
    case 'geofence_dwell':
      return `stays at ${place}`;
    case 'overspeed':
      return `drove too fast${speedsOf(evidence)}`;
    case 'offline':
      return 'is offline: nothing was heard';
    case 'trip_started':
      return 'started a trip';
    case 'trip_ended':
      return `ended a trip${lengthOf(evidence)}`;
    case 'unexpected_child':
      return `took ${childOf(evidence)}, who is not expected on ${tripOf(evidence)},`;
    case 'missing_child':
      return `left ${textOf(evidence.stopName) ?? 'a stop'} without ${childOf(evidence)}`;
    case 'child_left_on_bus':
      return `ended ${tripOf(evidence)} with ${childOf(evidence)} still aboard`;
  }
}

function childOf({ studentName, studentId }: Readonly<Record<string, unknown>>): string {
  const name = textOf(studentName) ?? 'a child';
  return textOf(studentId) === undefined ? name : `${name} (${studentId})`;
}

function tripOf({ tripName }: Readonly<Record<string, unknown>>): string {
  return textOf(tripName) ?? 'a trip';
}

function speedsOf({ maxMps, limitMps }: Readonly<Record<string, unknown>>): string {
  if (typeof maxMps !== 'number' || typeof limitMps !== 'number') return '';
  return ` (${kmh(maxMps)} km/h where ${kmh(limitMps)} are allowed)`;
}

function lengthOf({ metres }: Readonly<Record<string, unknown>>): string {
  return typeof metres === 'number' ? ` of ${(metres / 1000).toFixed(1)} km` : '';
}

function kmh(mps: number): number {
  return Math.round(mps * 3.6);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
