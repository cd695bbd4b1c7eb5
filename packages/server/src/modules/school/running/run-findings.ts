import { isoTime } from '../../../kernel/iso-time.ts';
import type { VisitChange, VisitEvidence } from '../arrivals/visits-state.ts';
import type { PreparedTrip } from './prepared-trip.ts';
import {
  BEGIN_REASONS,
  END_REASONS,
  type EndReason,
  type Near,
  type RunFinding,
  type TripRun,
} from './running-state.ts';

/** A run as it is kept; with an end, over. */
export function runFinding(
  { tripId, began }: Pick<TripRun, 'tripId' | 'began'>,
  end?: { readonly at: number; readonly why: EndReason },
): RunFinding {
  return {
    kind: 'run',
    key: tripId,
    startsAt: began.at,
    endsAt: end === undefined ? null : Math.max(began.at, end.at),
    data: {
      tripId,
      began: { why: began.why, words: BEGIN_REASONS[began.why] },
      ...(end === undefined ? {} : { ended: { why: end.why, words: END_REASONS[end.why] } }),
    },
  };
}

type Moved = Extract<VisitChange, { readonly type: 'arrived' | 'departed' }>;
type Skipped = Extract<VisitChange, { readonly type: 'skipped' }>;

export function arrived(
  tripId: string,
  trip: PreparedTrip,
  { visit, evidence }: Moved,
  near?: Near,
): RunFinding {
  const { sequence, stopId, arrivedAt, distanceM, inferred } = visit;
  return {
    kind: 'visit',
    key: visitKey(tripId, sequence),
    startsAt: arrivedAt,
    endsAt: null,
    data: {
      ...aboutStop(tripId, trip, sequence, stopId),
      distanceM,
      ...(inferred ? { inferred } : {}),
      ...(near === undefined
        ? {}
        : { near: { at: isoTime(near.at), distanceM: Math.round(near.distanceM) } }),
      entered: explained(evidence, arrivedAt),
    },
  };
}

export function departed(
  before: RunFinding,
  { visit, at, distanceM, inferred, evidence }: Moved,
): RunFinding {
  return {
    ...before,
    startsAt: visit.arrivedAt,
    endsAt: Math.max(visit.arrivedAt, at),
    data: {
      ...before.data,
      ...(inferred ? { inferred } : {}),
      left: { ...explained(evidence, at), leftAtM: Math.round(distanceM * 10) / 10 },
    },
  };
}

export function skipped(tripId: string, trip: PreparedTrip, change: Skipped): RunFinding {
  const { sequence, stopId, at, because } = change;
  return {
    kind: 'visit',
    key: visitKey(tripId, sequence),
    startsAt: at,
    endsAt: at,
    data: { ...aboutStop(tripId, trip, sequence, stopId), skipped: true, because },
  };
}

export function offRoute(tripId: string, at: number): RunFinding {
  return { kind: 'off_route', key: `${tripId}@${isoTime(at)}`, startsAt: at, endsAt: null, data: { tripId } };
}

export function visitKey(tripId: string, sequence: number): string {
  return `${tripId}~${sequence}`;
}

function aboutStop(tripId: string, trip: PreparedTrip, sequence: number, stopId: string) {
  const stop = trip.stop(sequence);
  return {
    tripId,
    sequence,
    stopId,
    stopName: stop?.name ?? stopId,
    scheduledAt: stop === undefined || stop.arrival === null ? null : isoTime(stop.arrival),
    /** To be told that the vehicle comes. */
    ...(stop !== undefined && (stop.approachM !== null || stop.approachS !== null)
      ? { approached: true }
      : {}),
  };
}

function explained({ rule, because, confirmedAt, errorM, fixes }: VisitEvidence, at: number) {
  return {
    rule,
    words: because,
    confirmedAt: isoTime(confirmedAt),
    delayMs: confirmedAt - at,
    errorM,
    fixes: fixes.map(({ time, accuracy, distanceM }) => ({ time: isoTime(time), accuracy, distanceM })),
  };
}
