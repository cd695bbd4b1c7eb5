import type { PlannedStop, TripPlan } from '../../../../src/modules/school/eta/plan.ts';
import type { StopCall } from '../../../../src/modules/school/eta/start-of-leads.ts';

/** A Monday, 06:00 UTC. */
export const MONDAY = Date.parse('2026-03-02T06:00:00Z');
export const MINUTE_MS = 60_000;
export const DAY_MS = 1440 * MINUTE_MS;

/** A trip of ten stops, a minute and 500 m apart by schedule. */
export function planOf(tripId: string, startsAt: number, change: Partial<PlannedStop>[] = []): TripPlan {
  const stops = Array.from({ length: 10 }, (_, index) => ({
    sequence: index + 1,
    stopId: `stop-${index + 1}`,
    arrival: startsAt + index * MINUTE_MS,
    departure: null,
    alongM: index * 500,
    ...change[index],
  }));
  return { tripId, routeId: 'north', patternId: '0', stops };
}

/** Calls without standing: each leg takes what `legS` gives. */
export function callsOf(plan: TripPlan, startsAt: number, legS: (leg: number) => number): StopCall[] {
  let at = startsAt;
  return plan.stops.map(({ sequence }, index) => {
    if (index > 0) at += legS(index - 1) * 1000;
    return { stopSequence: sequence, arrivedAt: at, departedAt: at };
  });
}
