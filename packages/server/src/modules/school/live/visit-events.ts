import type { GeofenceAlert } from '@waycast/contract';
import { z } from 'zod';
import { isoTime } from '../../../kernel/iso-time.ts';
import type { Approach, FoundVisit } from '../../../ports/trip-visits.ts';
import type { VehicleEvent } from '../../../ports/vehicle-events.ts';

const End = z.object({ leftAtM: z.number().optional() }).loose();
const VisitData = z.object({
  tripId: z.string(),
  sequence: z.number(),
  stopId: z.string(),
  stopName: z.string(),
  scheduledAt: z.iso.datetime().nullable(),
  distanceM: z.number().optional(),
  inferred: z.literal(true).optional(),
  skipped: z.literal(true).optional(),
  approached: z.literal(true).optional(),
  near: z.object({ at: z.iso.datetime(), distanceM: z.number() }).optional(),
  entered: End.optional(),
  left: End.optional(),
  because: z.string().optional(),
});

/** A visit that an event tells of. */
export interface VisitTold {
  readonly event: VehicleEvent;
  readonly visit: FoundVisit;
  readonly stopName: string;
  /** Null: nobody is to be told that the vehicle comes. */
  readonly approach: Approach | null;
  readonly leftAtM: number;
}

/** Undefined: it tells of something else. */
export function visitOf(event: VehicleEvent): VisitTold | undefined {
  const { finding, tenant, vehicleId, late } = event;
  if (finding.kind !== 'visit') return undefined;
  const { tripId, sequence, stopId, stopName, scheduledAt, distanceM, approached, ...data } = VisitData.parse(
    finding.data,
  );
  const skipped = data.skipped === true;
  const visit: FoundVisit = {
    ...{ tenant, tripId, sequence, stopId, vehicleId, late, skipped },
    scheduledAt: scheduledAt === null ? null : Date.parse(scheduledAt),
    arrivedAt: skipped ? null : finding.startsAt,
    departedAt: skipped ? null : finding.endsAt,
    distanceM: distanceM ?? null,
    inferred: data.inferred === true,
    evidence: {
      ...(data.entered === undefined ? {} : { entered: data.entered }),
      ...(data.left === undefined ? {} : { left: data.left }),
      ...(data.because === undefined ? {} : { because: data.because }),
    },
  };
  const approach = approached === true ? approachBefore(visit, data.near) : null;
  return { event, visit, stopName, approach, leftAtM: data.left?.leftAtM ?? 0 };
}

/** That it came, as an arrival tells it where nobody was told in time. */
function approachBefore(
  visit: FoundVisit,
  near: { readonly at: string; readonly distanceM: number } | undefined,
): Approach | null {
  if (visit.arrivedAt === null) return null;
  const inferred = near === undefined;
  return {
    ...visit,
    inferred,
    at: inferred ? visit.arrivedAt : Math.min(Date.parse(near.at), visit.arrivedAt),
    distanceM: near?.distanceM ?? visit.distanceM ?? 0,
    because: inferred
      ? { rule: 'arrived', words: 'it arrived before a fix showed that it comes' }
      : { rule: 'distance', words: 'so many metres of its way were left' },
  };
}

/** What is told of it, in order. Of a stop that was passed by nothing is: nothing happened there. */
export function alertsOf({ event, visit, stopName, leftAtM }: VisitTold): GeofenceAlert[] {
  const { arrivedAt, departedAt, distanceM, inferred } = visit;
  if (arrivedAt === null) return [];
  const about = {
    ...aboutVisit(visit, stopName),
    eventId: event.id,
    ...(event.late ? { late: true as const } : {}),
  };
  const flags = inferred ? { inferred: true as const } : {};
  const arrived: GeofenceAlert = {
    ...about,
    ...flags,
    action: 'ARRIVED',
    distance: distanceM ?? 0,
    timestamp: isoTime(arrivedAt),
  };
  if (departedAt === null) return [arrived];
  return [
    arrived,
    { ...about, ...flags, action: 'DEPARTED', distance: leftAtM, timestamp: isoTime(departedAt) },
  ];
}

export function approachAlert(approach: Approach, stopName: string): GeofenceAlert {
  const { at, distanceM, late, inferred } = approach;
  return {
    ...aboutVisit(approach, stopName),
    action: 'APPROACHING',
    distance: Math.round(distanceM),
    timestamp: isoTime(at),
    ...(late ? { late } : {}),
    ...(inferred ? { inferred } : {}),
  };
}

function aboutVisit({ vehicleId, stopId, tripId, sequence }: FoundVisit | Approach, stopName: string) {
  return { vehicleId, stopId, stopName, tripId, stopSequence: sequence, visit: `${tripId}~${sequence}` };
}
