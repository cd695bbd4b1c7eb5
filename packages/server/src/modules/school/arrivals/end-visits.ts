import { distanceFrom, marginM, metresUntil } from './borders.ts';
import { lastMoment } from './moment.ts';
import { beginVisit, endVisit } from './record-visit.ts';
import type { VisitTrip } from './visit-trip.ts';
import type { VisitsState, VisitsStep } from './visits-state.ts';

/** A trip that ended this close before its last stop, in errors of its position, ended there. */
const ENDED_SDS = 2.5;

/**
 * The trip is over, or its fixes have stopped: visits that go on end with the last fix, and the last stop was reached
 * if the vehicle may have been there. Nothing is to be stepped on from the state that it answers.
 */
export function endVisits(trip: VisitTrip, state: VisitsState): VisitsStep {
  const moment = lastMoment(trip, state);
  if (moment === undefined || state.lastAt === null) return { state, changes: [] };
  const stop = trip.stops[state.next];
  const last = state.next === trip.stops.length - 1;
  if (stop !== undefined && last && metresUntil(stop, moment.here) <= marginM(stop) + ENDED_SDS * moment.sdM)
    beginVisit(moment, stop, {
      arrivedAt: state.lastAt,
      distanceM: distanceFrom(stop, moment.head),
      rule: 'end',
    });
  for (const { stop: index } of moment.state.outAt) {
    const open = trip.stops[index];
    if (open !== undefined) endVisit(moment, open, state.lastAt, 'ended');
  }
  return { state: moment.state, changes: moment.changes };
}
