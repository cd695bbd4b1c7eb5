import type { NoticeReason } from '@waycast/contract';
import { isoTime } from '../../../kernel/iso-time.ts';
import { wallText } from '../../../kernel/wall-text.ts';
import type { TripRoster } from '../../../ports/boardings.ts';
import type { AwaitedApproach } from '../../../ports/guardians.ts';
import type { StopAhead, TripProgress } from '../../../ports/trip-progress.ts';
import type { Recorded } from '../boarding/boarding-desk.ts';
import { type RiderState, stopAt, UNTOUCHED } from '../boarding/rider-states.ts';
import type { Trouble } from '../boarding/troubles.ts';
import type { Happening } from './notices.ts';

const NO_VEHICLE = 'unknown';

/**
 * Children who got on or off by taps that were just reported; those that were stored before count as well, for the server
 * that stored them may have ended before it told anybody. Whose tap of getting on comes only with or after that of getting
 * off is told of the latter: that it got on is decided, and withheld.
 */
export function boardedNow({ roster, without, after }: Recorded): Happening[] {
  return [...after].flatMap(([studentId, state]) =>
    tappedNow(roster, studentId, without.get(studentId) ?? UNTOUCHED, state),
  );
}

function tappedNow(roster: TripRoster, studentId: string, was: RiderState, state: RiderState): Happening[] {
  const on = tapped('boarded', roster, studentId, state);
  const off = tapped('alighted', roster, studentId, state);
  switch (state.state) {
    case 'BOARDED':
      return was.state === 'BOARDED' ? [] : on;
    case 'ALIGHTED':
      return [
        ...(was.boardedAt === null ? on.map(withheldAs('already_alighted')) : []),
        ...(was.state === 'ALIGHTED' ? [] : off),
      ];
    case 'EXPECTED':
    case 'ABSENT':
      return [];
  }
}

function withheldAs(withheld: NoticeReason): (happening: Happening) => Happening {
  return (happening) => ({ ...happening, withheld });
}

/** Nothing where there is no such tap, or the child is none of the trip's. */
function tapped(
  kind: 'boarded' | 'alighted',
  roster: TripRoster,
  studentId: string,
  { boardedAt, alightedAt, flags }: RiderState,
): Happening[] {
  const at = kind === 'boarded' ? boardedAt : alightedAt;
  const rider = roster.riders.find((one) => one.studentId === studentId);
  if (at === null || rider === undefined) return [];
  const sequence = stopAt(at, roster.visits);
  const stop = roster.plan.stops.find((one) => one.sequence === sequence);
  return [
    {
      ...aboutTrip(roster, studentId, at),
      kind,
      title: `${rider.name} ${kind === 'boarded' ? 'got on' : 'got off'} the bus`,
      body: [roster.plan.name, stop?.name].filter((text) => text !== undefined).join(', '),
      evidence: { stopSequence: sequence, flags, tap: tapBehind(roster, studentId, at) },
    },
  ];
}

/**
 * What guardians are told of what is wrong; of an unexpected child they hear that it got on. Where nobody is tapped in, or
 * out, a child without a tap means nothing, and parents are not to be frightened by it.
 */
export function troubledNow(roster: TripRoster, troubles: readonly Trouble[]): Happening[] {
  return troubles.flatMap(({ kind, rider, at, sequence }): Happening[] => {
    if (kind === 'unexpected_child') return [];
    const stop = roster.plan.stops.find((one) => one.sequence === sequence);
    const isMissing = kind === 'missing_child';
    const isTapped = roster.boardings.some(({ action }) => isMissing || action === 'ALIGHTED');
    return [
      {
        ...aboutTrip(roster, rider.studentId, at),
        kind: isMissing ? 'missing' : 'left_on_bus',
        title: isMissing
          ? `${rider.name} did not get on the bus`
          : `${rider.name} was not seen getting off the bus`,
        body: isMissing
          ? `The bus has left ${stop?.name ?? 'the stop'}. If this surprises you, call the school.`
          : `${roster.plan.name} has ended. The school was told as well.`,
        evidence: {
          stopSequence: sequence,
          taps: roster.boardings.filter(({ studentId }) => studentId === rider.studentId).length,
          ...(isMissing ? { departedAt: isoTime(at) } : { endedAt: isoTime(at) }),
        },
        withheld: isTapped ? undefined : 'no_taps',
      },
    ];
  });
}

/** The tap that a child's state rests on. */
function tapBehind({ boardings }: TripRoster, studentId: string, at: number) {
  const tap = boardings.find((one) => one.studentId === studentId && one.at === at);
  return tap === undefined ? null : { boardingId: tap.boardingId, method: tap.method, at: isoTime(tap.at) };
}

/** The bus comes near the stop where a guardian waits. */
export function approachingNow(
  { tenant, tripId, vehicleId, at, location }: TripProgress,
  { studentId, name, approachS, approachM, sequence }: AwaitedApproach,
  ahead: StopAhead,
  { stopName, timeZone }: { readonly stopName: string; readonly timeZone: string },
): Happening {
  const minutes = Math.max(1, Math.round((ahead.eta - at) / 60_000));
  const clock = (time: number): string => wallText(time, timeZone).slice('2026-01-01 '.length, -':00'.length);
  return {
    ...{ tenant, tripId, studentId, vehicleId, at },
    kind: 'approaching',
    title: `The bus is ${minutes} min from ${stopName}`,
    body: `For ${name}: expected at ${clock(ahead.eta)}, from ${clock(ahead.etaP10)} on.`,
    evidence: {
      fix: { at: isoTime(at), ...location },
      stopSequence: sequence,
      eta: isoTime(ahead.eta),
      etaP10: isoTime(ahead.etaP10),
      distanceM: Number.isFinite(ahead.distanceM) ? Math.round(ahead.distanceM) : null,
      seconds: approachS,
      metres: approachM,
    },
  };
}

function aboutTrip(
  { tenant, tripId, vehicleId }: TripRoster,
  studentId: string,
  at: number,
): Pick<Happening, 'tenant' | 'tripId' | 'studentId' | 'vehicleId' | 'at'> {
  return { tenant, tripId, studentId, vehicleId: vehicleId ?? NO_VEHICLE, at };
}
