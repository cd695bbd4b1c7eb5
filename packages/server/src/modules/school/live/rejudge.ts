import type { TripFacts } from '../../../ports/trip-runs.ts';
import { given } from './known-trips.ts';

/**
 * Device time from which fixes mean something else after a trip has changed; undefined: from none. A start or an end
 * that somebody gave may be for a time that has been judged, and so may a substitution; what followed from the fixes
 * themselves changes nothing.
 */
export function rejudgedFrom({
  startedAt,
  startedBy,
  endedAt,
  endedBy,
  vehicles,
}: TripFacts): number | undefined {
  const start = given(startedAt, startedBy);
  const end = given(endedAt, endedBy);
  // It ended by itself: nothing was given since it began.
  if (endedBy === 'automatic') return undefined;
  const changes = [start?.at, end?.at, ...vehicles.slice(1).map(({ fromAt }) => fromAt)];
  const times = changes.filter((time) => time !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}
