import type { GuardianChild } from '@waycast/contract';
import { shortClockIn } from '../../words/clock.ts';
import { etaText } from '../../words/eta-text.ts';
import { sentence } from '../words/notice-words.ts';

export type ChildTrip = GuardianChild['trips'][number];

/** What a guardian reads of one trip: what stands large, and what explains it. */
export interface ChildWords {
  readonly headline: string;
  readonly detail: string;
}

interface Context {
  readonly nowMs: number;
  readonly timeZone: string;
  /** Age of the bus's newest position; null: none is known here. */
  readonly ageMs: number | null;
}

/** One trip of a child in words. Times count down only by young positions; what is over is named with its time. */
export function childWords(trip: ChildTrip, context: Context): ChildWords {
  const clock = (time: string | null): string =>
    time === null ? '' : shortClockIn(Date.parse(time), context.timeZone);
  const planned = trip.scheduledAt === null ? '' : `planned ${clock(trip.scheduledAt)}`;
  if (trip.status === 'CANCELLED') return { headline: 'Does not run today', detail: sentence(trip.why) };
  if (trip.state === 'ABSENT') return { headline: 'Marked as not riding', detail: planned };
  if (trip.state === 'ALIGHTED')
    return { headline: `Got off at ${clock(trip.alightedAt)}`, detail: boardedWords(trip, clock) };
  if (trip.status === 'COMPLETED')
    return { headline: 'This trip is over', detail: boardedWords(trip, clock) || planned };
  if (trip.state === 'BOARDED' && trip.direction === 'to_school')
    return { headline: `On board since ${clock(trip.boardedAt)}`, detail: `got on at ${trip.stop.name}` };
  return comingWords(trip, context, clock);
}

function comingWords(trip: ChildTrip, context: Context, clock: (time: string | null) => string): ChildWords {
  const { stop, status, arrivedAt, eta, p10, p90, scheduledAt, state, boardedAt } = trip;
  const riding = state === 'BOARDED' ? `on board since ${clock(boardedAt)}` : '';
  const planned = scheduledAt === null ? '' : `planned ${clock(scheduledAt)}`;
  const detail = [riding, planned].filter(Boolean).join(' · ');
  if (arrivedAt !== null) return { headline: `${stop.name} · arrived ${clock(arrivedAt)}`, detail };
  if (status === 'SCHEDULED' || eta === null)
    return {
      headline: scheduledAt === null ? stop.name : `${stop.name} · planned for ${clock(scheduledAt)}`,
      detail: status === 'SCHEDULED' ? 'The bus has not started yet.' : 'No estimate yet.',
    };
  return { headline: `${stop.name} · ${etaText({ eta, p10, p90 }, context)}`, detail };
}

function boardedWords({ boardedAt, stop }: ChildTrip, clock: (time: string | null) => string): string {
  return boardedAt === null ? '' : `got on at ${clock(boardedAt)} · ${stop.name}`;
}

/** The trip that matters now: one under way, else the next, else the last one. */
export function tripNow(trips: readonly ChildTrip[]): ChildTrip | undefined {
  return (
    trips.find(({ status, state }) => status === 'IN_PROGRESS' && state !== 'ALIGHTED') ??
    trips.find(({ status }) => status === 'SCHEDULED') ??
    trips.at(-1)
  );
}

/** "Told when the bus is 5 min or 500 m away", "Not told when it comes". */
export function settingWords({ seconds, metres }: GuardianChild['notice']): string {
  const parts = [
    seconds !== null && `${Math.round(seconds / 60)} min`,
    metres !== null && `${metres.toLocaleString('en')} m`,
  ].filter(Boolean);
  return parts.length === 0
    ? 'You are not told when it comes.'
    : `You are told when it is ${parts.join(' or ')} away.`;
}
