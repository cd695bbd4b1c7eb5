import { shortClockIn } from '../../words/clock.ts';
import { etaText } from '../../words/eta-text.ts';
import type { ShownTrip } from './shown-trip.ts';

/** Where a trip is bound for and when, in a line: "William Street · in 4 min (3–6)". */
export function nextStopWords(trip: ShownTrip, nowMs: number, timeZone: string): string {
  const clock = (time: string): string => shortClockIn(Date.parse(time), timeZone);
  switch (trip.status) {
    case 'SCHEDULED':
      return `starts at ${clock(trip.scheduledStart)}`;
    case 'COMPLETED':
      return trip.endedAt === null ? 'completed' : `ended at ${clock(trip.endedAt)}`;
    case 'CANCELLED':
      return trip.reason === null ? 'cancelled' : `cancelled: ${trip.reason}`;
    case 'IN_PROGRESS': {
      const { nextStop, range, asOfMs } = trip;
      if (nextStop === null) return 'no stop is left';
      if (nextStop.eta === null) return `${nextStop.name} · no estimate yet`;
      const ageMs = asOfMs === null ? null : nowMs - asOfMs;
      return `${nextStop.name} · ${etaText({ eta: nextStop.eta, ...range }, { nowMs, timeZone, ageMs })}`;
    }
    default:
      return trip.status satisfies never;
  }
}
