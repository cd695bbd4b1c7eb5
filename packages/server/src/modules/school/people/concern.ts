import type { ChildTrip } from '../../../ports/guardians.ts';
import type { RiderState } from '../boarding/rider-states.ts';

/*
 * The privacy rule: when a guardian may see where a bus is. One function, so that every way to a position asks the same.
 *
 *   to school     15 min before the planned start, or the start if it is earlier …… the child got off, the bus left the
 *                 stop where it gets off, or 5 min after the trip ended
 *   from school   the start, or the child got on …… the child got off, the bus left its stop, or 5 min after the end
 *
 * And never: another guardian's child, a trip the child is not expected on and did not board, a child reported absent,
 * a cancelled trip, and a bus that runs another trip at the moment.
 */

/** To school: so long before the planned start a bus may be seen. */
const BEFORE_START_MS = 15 * 60_000;
/** After a trip's end. */
const AFTER_END_MS = 5 * 60_000;
/** A trip that nobody ended is over this long after its planned end. */
const FORGOTTEN_MS = 3 * 3_600_000;

export type Hidden =
  | 'cancelled'
  | 'absent'
  | 'not_expected'
  | 'alighted'
  | 'passed'
  | 'over'
  | 'not_started'
  | 'too_early'
  | 'other_trip'
  | 'no_vehicle';

/** Whether a guardian may follow the trip and its vehicle; `from` is when they may, where the clock alone decides it. */
export type Concern =
  | { readonly visible: true; readonly reason: 'under_way' | 'about_to_start' | 'just_ended' }
  | { readonly visible: false; readonly reason: Hidden; readonly from?: number };

const hidden = (reason: Hidden, from?: number): Concern =>
  from === undefined ? { visible: false, reason } : { visible: false, reason, from };

/** What of a linked child's trip concerns the guardian at `now`, epoch ms. Pure. */
export function concernOf(trip: ChildTrip, { state }: RiderState, now: number): Concern {
  if (trip.status === 'CANCELLED') return hidden('cancelled');
  if (state === 'ABSENT') return hidden('absent');
  if (trip.boardSequence === null && state === 'EXPECTED') return hidden('not_expected');
  if (state === 'ALIGHTED') return hidden('alighted');
  if (hasLeftFor(trip)) return hidden('passed');
  if (trip.vehicleId === null) return hidden('no_vehicle');
  return byClock(trip, state === 'BOARDED', now);
}

function byClock(trip: ChildTrip, isOn: boolean, now: number): Concern {
  const { status, plan, scheduledStart, scheduledEnd, endedAt, vehicleBusy } = trip;
  if (status === 'COMPLETED') {
    if (now >= (endedAt ?? scheduledEnd) + AFTER_END_MS) return hidden('over');
    return vehicleBusy ? hidden('other_trip') : { visible: true, reason: 'just_ended' };
  }
  if (now >= Math.max(scheduledEnd, trip.startedAt ?? 0) + FORGOTTEN_MS) return hidden('over');
  if (status === 'IN_PROGRESS') return { visible: true, reason: 'under_way' };
  if (vehicleBusy) return hidden('other_trip');
  if (isOn) return { visible: true, reason: 'under_way' };
  if (plan.direction === 'from_school') return hidden('not_started');
  const from = scheduledStart - BEFORE_START_MS;
  return now < from ? hidden('too_early', from) : { visible: true, reason: 'about_to_start' };
}

/** Whether the bus has left the stop where the child gets off. */
function hasLeftFor({ alightSequence, visits }: ChildTrip): boolean {
  if (alightSequence === null) return false;
  return visits.some(({ sequence, departedAt }) => sequence === alightSequence && departedAt !== null);
}

const WORDS: Readonly<Record<Concern['reason'], string>> = {
  under_way: 'the bus is on its way, and your child rides on it',
  about_to_start: 'the bus is about to start, and your child is expected on it',
  just_ended: 'the trip ended a moment ago',
  cancelled: 'the trip was cancelled',
  absent: 'your child was reported absent from this trip',
  not_expected: 'your child is not expected on this trip',
  alighted: 'your child has got off',
  passed: 'the bus has left the stop where your child gets off',
  over: 'the trip is over',
  not_started: 'the bus can be followed once the trip has started',
  too_early: 'the bus can be followed from fifteen minutes before the trip starts',
  other_trip: 'the bus is on another trip',
  no_vehicle: 'no bus was assigned yet',
};

/** Why, in words for the guardian. */
export function wordsOf({ reason }: Concern): string {
  return WORDS[reason];
}
