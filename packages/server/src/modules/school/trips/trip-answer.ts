import type { Trip, TripStop, TripSummary } from '@waycast/contract';
import { isoTime } from '../../../kernel/iso-time.ts';
import type { StopHeads, TripHeads } from '../../../ports/boarding-counts.ts';
import type { TripState, TripVisit } from '../../../ports/trip-states.ts';
import type { ListedTrip, StoredTrip } from '../../../ports/trips.ts';
import { alertsOf, isoOrNull, nextStopOf } from './trip-update.ts';

/** A trip as lists tell it. */
export function toSummary(trip: ListedTrip, state: TripState, heads: TripHeads, now: number): TripSummary {
  const { tripId, routeId, scheduleId, serviceDate, status, vehicleId, driverId, plan } = trip;
  const next = nextStopOf(trip, state);
  return {
    ...{ tripId, name: plan.name, routeId, scheduleId, direction: plan.direction, serviceDate, status },
    ...{ vehicleId, driverId },
    scheduledStart: isoTime(trip.scheduledStart),
    scheduledEnd: isoTime(trip.scheduledEnd),
    startedAt: isoOrNull(trip.startedAt),
    startedBy: trip.startedBy,
    endedAt: isoOrNull(trip.endedAt),
    endedBy: trip.endedBy,
    reason: trip.reason,
    delayS: state.delayS,
    offRouteSince: isoOrNull(state.offRouteSince),
    nextStop: next && {
      ...{ stopId: next.stopId, stopSequence: next.sequence, name: next.name, eta: isoOrNull(next.eta) },
    },
    studentsBoarded: heads.boarded,
    studentsExpected: heads.expected,
    alerts: alertsOf(trip, state, heads, now),
    updatedAt: isoTime(trip.updatedAt),
  };
}

/** A trip in full. */
export function toTrip(
  trip: StoredTrip,
  summary: TripSummary,
  visits: ReadonlyMap<number, TripVisit>,
  heads: ReadonlyMap<number, StopHeads>,
): Trip {
  return {
    ...summary,
    line: trip.plan.line.map(([longitude, latitude]) => [longitude, latitude]),
    stops: trip.plan.stops.map((stop) => toStop(stop, visits.get(stop.sequence), heads.get(stop.sequence))),
    vehicles: trip.vehicles.map(({ vehicleId, fromAt, untilAt }, index) => ({
      vehicleId,
      from: isoTime(index === 0 ? Math.max(fromAt, trip.startedAt ?? fromAt) : fromAt),
      until: index < trip.vehicles.length - 1 ? isoTime(untilAt) : isoOrNull(trip.endedAt),
    })),
  };
}

function toStop(
  stop: StoredTrip['plan']['stops'][number],
  visit: TripVisit | undefined,
  heads: StopHeads | undefined,
): TripStop {
  const { stopId, sequence: stopSequence, name, latitude, longitude, radiusM } = stop;
  return {
    ...{ stopId, stopSequence, name, latitude, longitude, radiusM },
    scheduledAt: isoOrNull(stop.arrival ?? stop.departure),
    approachedAt: isoOrNull(visit?.approachedAt ?? null),
    arrivedAt: isoOrNull(visit?.arrivedAt ?? null),
    departedAt: isoOrNull(visit?.departedAt ?? null),
    distanceM: visit?.distanceM ?? null,
    inferred: visit?.inferred ?? false,
    skipped: visit?.skipped ?? false,
    late: visit?.late ?? false,
    toBoard: heads?.toBoard ?? 0,
    toAlight: heads?.toAlight ?? 0,
  };
}
