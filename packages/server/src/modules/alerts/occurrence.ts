import type { AlertKind } from '@waycast/contract';
import { isoTime } from '../../kernel/iso-time.ts';
import type { VehicleEvent } from '../../ports/vehicle-events.ts';

/** Something that rules may make alerts of. */
export interface Occurrence {
  readonly tenant: string;
  readonly vehicleId: string;
  readonly kind: AlertKind;
  /** The same whenever and by whomever it is told. */
  readonly key: string;
  /** Device time, epoch ms. */
  readonly at: number;
  readonly late: boolean;
  /** Of a geofence alert. */
  readonly fenceId: string | undefined;
  /** What explains it: the finding with its fixes and accuracies. */
  readonly evidence: Readonly<Record<string, unknown>>;
}

/**
 * What an event of the outbox says in terms of alerts. What begins and ends at once is told as `closed` alone, so that
 * an end tells of the beginning too; one that was told before has the same key. Corrections of the past (`changed`,
 * `withdrawn`) alarm nobody.
 */
export function occurrencesOf(event: VehicleEvent): readonly Occurrence[] {
  if (event.action !== 'opened' && event.action !== 'closed') return [];
  const { finding, tenant, vehicleId, late } = event;
  const ended = event.action === 'closed';
  const occurrence = (kind: AlertKind, at: number): Occurrence => ({
    tenant,
    vehicleId,
    kind,
    key: `${kind}:${vehicleId}:${finding.key}`,
    at,
    late,
    fenceId: textOf(finding.data.fenceId),
    evidence: {
      ...finding.data,
      finding: finding.kind,
      key: finding.key,
      startsAt: isoTime(finding.startsAt),
      endsAt: finding.endsAt === null ? null : isoTime(finding.endsAt),
    },
  });
  const begun = (kind: AlertKind): Occurrence => occurrence(kind, finding.startsAt);
  const over = (kind: AlertKind): Occurrence[] =>
    ended ? [occurrence(kind, finding.endsAt ?? event.at)] : [];
  switch (finding.kind) {
    case 'trip':
      return [begun('trip_started'), ...over('trip_ended')];
    case 'fence':
      // To be seen inside for the first time is a state, not an arrival.
      return finding.data.firstSighting === true
        ? over('geofence_exit')
        : [begun('geofence_enter'), ...over('geofence_exit')];
    case 'dwell':
      return [begun('geofence_dwell')];
    case 'overspeed':
      return [begun('overspeed')];
    case 'stop':
    case 'idling':
    case 'gap':
    case 'ignored':
    case 'distance':
    case 'tally':
    // What trips are is told to those who follow them, and by notices to guardians.
    case 'run':
    case 'visit':
    case 'off_route':
      return [];
  }
}

/** A vehicle of which nothing is heard any more; `lastAt` is the time of its last fix. */
export function silenceOf(
  tenant: string,
  vehicleId: string,
  lastAt: number,
  lastFix: Readonly<Record<string, unknown>>,
): Occurrence {
  return {
    tenant,
    vehicleId,
    kind: 'offline',
    key: `offline:${vehicleId}:${isoTime(lastAt)}`,
    at: lastAt,
    late: false,
    fenceId: undefined,
    evidence: { lastFix },
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
