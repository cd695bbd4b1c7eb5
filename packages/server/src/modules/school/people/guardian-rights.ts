import type { Subject } from '@waycast/contract';
import type { Clock } from '../../../ports/clock.ts';
import type { Concerned, GuardianRights } from '../../../ports/guardian-rights.ts';
import type { ChildTrip, Guardians } from '../../../ports/guardians.ts';
import { judgeTaps, type RiderState, statesOf, UNTOUCHED } from '../boarding/rider-states.ts';
import { concernOf } from './concern.ts';

const DAY_MS = 86_400_000;
/** Trips that may concern somebody at a moment lie within this span of it. */
const AROUND_MS = DAY_MS;

/** What guardians may follow, by the privacy rule, as the rows are at that moment. */
export function createGuardianRights(
  guardians: Pick<Guardians, 'trips'>,
  clock: Clock,
): GuardianRights & { concerned(tenant: string, guardianIds: readonly string[]): Promise<Concerned[]> } {
  async function concerned(tenant: string, guardianIds: readonly string[]): Promise<Concerned[]> {
    const now = clock.now();
    const trips = await guardians.trips(tenant, guardianIds, {
      from: now - AROUND_MS,
      until: now + AROUND_MS,
    });
    return trips.flatMap((trip) => visibleIn(trip, now));
  }

  const ofSubject = ({ tenant, id }: Pick<Subject, 'tenant' | 'id'>): Promise<Concerned[]> =>
    concerned(tenant, [id]);

  return {
    concerned,
    of: ofSubject,
    async mayFollow(subject, tripId) {
      return (await ofSubject(subject)).some((one) => one.tripId === tripId);
    },
  };
}

function visibleIn(trip: ChildTrip, now: number): Concerned[] {
  const { guardianId, studentId, tripId, vehicleId } = trip;
  const { visible } = concernOf(trip, stateIn(trip), now);
  return visible && vehicleId !== null ? [{ guardianId, studentId, tripId, vehicleId }] : [];
}

/** Where the child is, by the taps of the trip. */
export function stateIn({ studentId, tripId, taps }: ChildTrip): RiderState {
  const whole = {
    tripId,
    studentId,
    cardId: null,
    method: 'tap',
    stopSequence: null,
    recordedBy: '',
  } as const;
  const judged = judgeTaps(
    taps.map((tap) => ({ ...tap, ...whole })),
    [],
    [],
  );
  return statesOf(judged).get(studentId) ?? UNTOUCHED;
}
