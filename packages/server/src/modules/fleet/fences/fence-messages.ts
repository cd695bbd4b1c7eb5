import type { GeofenceAlert, GeofenceDwell } from '@waycast/contract';
import { z } from 'zod';
import { isoTime } from '../../../kernel/iso-time.ts';
import type { VehicleEvent } from '../../../ports/vehicle-events.ts';

/** What followers of a vehicle's log are told. */
export type FenceMessage =
  | { readonly event: 'geofence:alert'; readonly data: GeofenceAlert }
  | { readonly event: 'geofence:dwell'; readonly data: GeofenceDwell };

const About = z.object({
  fenceId: z.string(),
  fenceName: z.string(),
  firstSighting: z.literal(true).optional(),
  inferred: z.literal(true).optional(),
});
const End = z.object({ rule: z.string(), distanceM: z.number() });
const VisitData = About.extend({ entered: End, left: End.optional(), dwellS: z.number().optional() });
const DwellData = About.extend({ dwellS: z.number(), since: z.string() });

/**
 * What an event of a fence tells, in the order of telling. A visit that was over when it was found has its arrival
 * told as well, unless `arrivalTold`. Nothing is told of states: a vehicle that was inside when it was first seen, a
 * fence that was removed around it. Nor of what turned out not to have been: the log has no word for that.
 */
export function messagesOf(event: VehicleEvent, arrivalTold: () => boolean): FenceMessage[] {
  const { action, finding } = event;
  if (action === 'withdrawn') return [];
  if (finding.kind === 'dwell') return action === 'opened' || action === 'closed' ? dwellOf(event) : [];
  if (finding.kind !== 'fence') return [];
  const { firstSighting, entered, left, dwellS, ...about } = VisitData.parse(finding.data);
  const messages: FenceMessage[] = [];
  const begins = action === 'opened' || (action === 'closed' && !arrivalTold());
  if (begins && firstSighting === undefined) {
    messages.push(alert(event, about, 'ARRIVED', entered.distanceM, finding.startsAt));
  }
  // Where stay and end were found at once, the end comes first among the events.
  if (action === 'closed' && dwellS !== undefined)
    messages.push(dwell(event, about, dwellS, finding.startsAt));
  if (finding.endsAt !== null && left !== undefined && left.rule !== 'removed') {
    messages.push(alert(event, about, 'DEPARTED', left.distanceM, finding.endsAt));
  }
  return messages;
}

function alert(
  event: VehicleEvent,
  { fenceId, fenceName, inferred }: z.output<typeof About>,
  action: GeofenceAlert['action'],
  distance: number,
  at: number,
): FenceMessage {
  return {
    event: 'geofence:alert',
    data: {
      vehicleId: event.vehicleId,
      stopId: fenceId,
      stopName: fenceName,
      action,
      distance,
      timestamp: isoTime(at),
      visit: event.finding.key,
      ...toldOf(event),
      ...(inferred === undefined ? {} : { inferred }),
    },
  };
}

/** Once, when it has lasted that long; its end is the visit's. */
function dwellOf(event: VehicleEvent): FenceMessage[] {
  const { dwellS, since, ...about } = DwellData.parse(event.finding.data);
  return [dwell(event, about, dwellS, Date.parse(since))];
}

function dwell(
  event: VehicleEvent,
  { fenceId, fenceName }: z.output<typeof About>,
  dwellS: number,
  since: number,
): FenceMessage {
  return {
    event: 'geofence:dwell',
    data: {
      vehicleId: event.vehicleId,
      stopId: fenceId,
      stopName: fenceName,
      action: 'DWELL',
      dwellS,
      since: isoTime(since),
      timestamp: isoTime(since + dwellS * 1000),
      visit: event.finding.key,
      ...toldOf(event),
    },
  };
}

function toldOf({ id, late }: VehicleEvent): { eventId: number; late?: true } {
  return { eventId: id, ...(late ? { late } : {}) };
}
