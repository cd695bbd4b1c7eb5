import type { FeedTrip } from '../../../ports/feed-trips.ts';
import type { Message } from './protobuf.ts';
import { feedOf } from './realtime-shapes.ts';

type Stop = FeedTrip['stops'][number];

/** The feed of how trips go, as of `atS` in seconds: what has happened at their stops, and what is expected. */
export function tripUpdates(trips: readonly FeedTrip[], atS: number): Message {
  return feedOf(
    trips.map((trip) => ({ id: trip.tripId, tripUpdate: updateOf(trip, atS) })),
    atS,
  );
}

/** What identifies a trip in any feed. */
export function tripDescriptor({ tripId, routeId, serviceDate, isCancelled, isExtra }: FeedTrip): Message {
  return {
    tripId,
    startDate: serviceDate.replaceAll('-', ''),
    scheduleRelationship: isCancelled ? 'CANCELED' : isExtra ? 'ADDED' : 'SCHEDULED',
    routeId,
  };
}

function updateOf(trip: FeedTrip, atS: number): Message {
  const { vehicleId, madeAt, delayS } = trip;
  return {
    trip: tripDescriptor(trip),
    stopTimeUpdate: trip.isCancelled ? [] : trip.stops.flatMap(stopTimeUpdate),
    vehicle: vehicleId === null ? undefined : { id: vehicleId },
    // A device's clock that runs ahead must not make an update newer than its feed.
    timestamp: madeAt === null ? undefined : Math.min(toSeconds(madeAt), atS),
    delay: delayS ?? undefined,
  };
}

function stopTimeUpdate(stop: Stop): Message[] {
  const { sequence: stopSequence, stopId, skipped, arrivedAt, departedAt, eta, scheduledAt } = stop;
  if (skipped) return [{ stopSequence, stopId, scheduleRelationship: 'SKIPPED' }];
  const arrival = arrivedAt === null ? eta && expected(eta, scheduledAt) : event(arrivedAt, 0, scheduledAt);
  const departure = departedAt === null ? undefined : event(departedAt, 0, null);
  if (arrival === null && departure === undefined) return [];
  return [
    { stopSequence, arrival: arrival ?? undefined, departure, stopId, scheduleRelationship: 'SCHEDULED' },
  ];
}

/** The uncertainty is half of what eight arrivals in ten lie in. */
function expected({ eta, p10, p90 }: NonNullable<Stop['eta']>, scheduledAt: number | null): Message {
  return event(eta, Math.max(1, Math.round((p90 - p10) / 2000)), scheduledAt);
}

function event(at: number, uncertainty: number, scheduledAt: number | null): Message {
  const delay = scheduledAt === null ? undefined : Math.round((at - scheduledAt) / 1000);
  return { delay, time: toSeconds(at), uncertainty };
}

function toSeconds(ms: number): number {
  return Math.floor(ms / 1000);
}
