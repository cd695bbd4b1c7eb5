import { wallText } from '../../../kernel/wall-text.ts';
import type { TripRoster } from '../../../ports/boardings.ts';
import type { AwaitedApproach } from '../../../ports/guardians.ts';
import type { StopAhead, TripProgress } from '../../../ports/trip-progress.ts';
import type { Recorded } from '../boarding/boarding-desk.ts';
import { stopAt } from '../boarding/rider-states.ts';
import type { Trouble } from '../boarding/troubles.ts';
import type { Happening } from './notices.ts';

const NO_VEHICLE = 'unknown';

/** Children who got on or off by taps that were just stored. */
export function boardedNow({ roster, before, after }: Recorded): Happening[] {
  return [...after].flatMap(([studentId, state]): Happening[] => {
    const was = before.get(studentId);
    if (was?.state === state.state || (state.state !== 'BOARDED' && state.state !== 'ALIGHTED')) return [];
    const isOn = state.state === 'BOARDED';
    const at = isOn ? state.boardedAt : state.alightedAt;
    const rider = roster.riders.find((one) => one.studentId === studentId);
    if (at === null || rider === undefined) return [];
    const sequence = stopAt(at, roster.visits);
    const stop = roster.plan.stops.find((one) => one.sequence === sequence);
    return [
      {
        ...aboutTrip(roster, studentId, at),
        kind: isOn ? 'boarded' : 'alighted',
        title: `${rider.name} ${isOn ? 'got on' : 'got off'} the bus`,
        body: [roster.plan.name, stop?.name].filter((text) => text !== undefined).join(', '),
        evidence: { stopSequence: sequence, flags: state.flags },
      },
    ];
  });
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
        evidence: { stopSequence: sequence },
        withheld: isTapped ? undefined : 'no_taps',
      },
    ];
  });
}

/** The bus comes near the stop where a guardian waits. */
export function approachingNow(
  { tenant, tripId, vehicleId, at }: TripProgress,
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
      stopSequence: sequence,
      eta: new Date(ahead.eta).toISOString(),
      etaP10: new Date(ahead.etaP10).toISOString(),
      distanceM: Math.round(ahead.distanceM),
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
