import type { Alarm } from '../../../ports/alarms.ts';
import type { Rider, TripRoster } from '../../../ports/boardings.ts';
import { isExpected, judgeTaps, type RiderState, statesOf, stopAt, UNTOUCHED } from './rider-states.ts';

/** After the bus has left a stop, taps that were made there still have this long. */
export const GRACE_MS = 120_000;
/** Where no vehicle is known, an alert needs a name for it all the same. */
const NO_VEHICLE = 'unknown';

type TroubleKind = 'unexpected_child' | 'missing_child' | 'child_left_on_bus';

/** Something that is wrong with a child on a trip. */
export interface Trouble {
  readonly kind: TroubleKind;
  readonly rider: Rider;
  /** Epoch ms: when it came to be so. */
  readonly at: number;
  readonly sequence: number | null;
}

/** What is wrong with the children of a trip as the rows are; `now`, epoch ms, is the clock's or the newest fix's. */
export function troublesOf(roster: TripRoster, now: number): Trouble[] {
  if (roster.status === 'CANCELLED') return [];
  const judged = judgeTaps(roster.boardings, roster.riders, roster.visits);
  const states = statesOf(judged);
  return roster.riders.flatMap((rider) => {
    const state = states.get(rider.studentId) ?? UNTOUCHED;
    return [
      ...unexpected(roster, rider, state),
      ...missing(roster, rider, state, now),
      ...left(roster, rider, state),
    ];
  });
}

/** What would be told of it; the same for whoever finds it. */
export function alarmOf(roster: TripRoster, { kind, rider, at, sequence }: Trouble): Alarm {
  const stop = roster.plan.stops.find((one) => one.sequence === sequence);
  return {
    tenant: roster.tenant,
    vehicleId: roster.vehicleId ?? NO_VEHICLE,
    kind,
    key: keyOf(kind, roster.tripId, rider.studentId),
    at,
    late: false,
    evidence: {
      studentId: rider.studentId,
      studentName: rider.name,
      tripId: roster.tripId,
      tripName: roster.plan.name,
      stopSequence: sequence,
      stopName: stop?.name ?? null,
      rule: RULES[kind],
    },
  };
}

function keyOf(kind: TroubleKind, tripId: string, studentId: string): string {
  return `${kind}:${tripId}:${studentId}`;
}

/** Alerts that no longer hold, for taps that came late say otherwise. */
export function clearedOf(roster: TripRoster, before: ReadonlyMap<string, RiderState>): string[] {
  const after = statesOf(judgeTaps(roster.boardings, roster.riders, roster.visits));
  return [...after].flatMap(([studentId, { state }]) => {
    const was = before.get(studentId)?.state ?? 'EXPECTED';
    if (was === state) return [];
    const isFound = was === 'EXPECTED' ? [keyOf('missing_child', roster.tripId, studentId)] : [];
    const isOff = was === 'BOARDED' ? [keyOf('child_left_on_bus', roster.tripId, studentId)] : [];
    const isNone = state === 'ABSENT' ? [keyOf('unexpected_child', roster.tripId, studentId)] : [];
    return [...isFound, ...isOff, ...isNone];
  });
}

const RULES: Readonly<Record<TroubleKind, string>> = {
  unexpected_child: 'tapped in, and no ride of theirs is on this trip today',
  missing_child: `expected, and neither tapped in nor reported absent ${GRACE_MS / 1000} s after the bus left the stop`,
  child_left_on_bus: 'tapped in, and not tapped out when the trip was completed',
};

function unexpected({ visits }: TripRoster, rider: Rider, { state, boardedAt }: RiderState): Trouble[] {
  if (isExpected(rider) || boardedAt === null || state === 'ABSENT') return [];
  return [{ kind: 'unexpected_child', rider, at: boardedAt, sequence: stopAt(boardedAt, visits) }];
}

function missing({ visits }: TripRoster, rider: Rider, { state }: RiderState, now: number): Trouble[] {
  const { boardSequence: sequence } = rider;
  if (sequence === null || state !== 'EXPECTED') return [];
  const departedAt = visits.find((visit) => visit.sequence === sequence)?.departedAt ?? null;
  if (departedAt === null || now < departedAt + GRACE_MS) return [];
  return [{ kind: 'missing_child', rider, at: departedAt, sequence }];
}

function left(roster: TripRoster, rider: Rider, { state }: RiderState): Trouble[] {
  if (roster.status !== 'COMPLETED' || state !== 'BOARDED') return [];
  return [{ kind: 'child_left_on_bus', rider, at: roster.endedAt ?? roster.scheduledEnd, sequence: null }];
}
