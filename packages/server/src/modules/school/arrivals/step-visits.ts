import type { Fix } from '@waycast/contract';
import { type EtaS, tellApproaches } from './approach.ts';
import { followRoute } from './follow-route.ts';
import { judgeStops } from './judge-stops.ts';
import { momentOf } from './moment.ts';
import type { VisitTrip } from './visit-trip.ts';
import type { VisitsState, VisitsStep } from './visits-state.ts';

/*
 * The visits of one trip of one vehicle, as a pure state machine over its believed fixes by ascending device time:
 *
 *     fix ──▶ track (where it is, how sure) ──▶ line (how far along, on it or off) ──▶ stops (left, reached, passed)
 */

export function startVisits(trip: VisitTrip): VisitsState {
  return {
    track: null,
    settled: null,
    firstAt: null,
    lastAt: null,
    fixes: [],
    bins: [],
    progressM: null,
    speedMps: 0,
    joinedM: null,
    nextSequence: trip.stops[0]?.sequence ?? null,
    next: 0,
    visits: [],
    skipped: [],
    approached: [],
    outAt: [],
    offRouteSince: null,
    offLineSince: null,
    returning: null,
    nearest: [],
    completedAt: null,
  };
}

/**
 * What the next fix changes. The state is not touched; a fix that is not later than the last changes nothing. With
 * `etaS` stops are also approached by time.
 */
export function stepVisits(trip: VisitTrip, state: VisitsState, fix: Fix, etaS?: EtaS): VisitsStep {
  if (state.lastAt !== null && fix.time <= state.lastAt) return { state, changes: [] };
  const moment = momentOf(trip, state, fix);
  followRoute(moment);
  judgeStops(moment);
  tellApproaches(moment, etaS);
  return { state: { ...moment.state, track: moment.track, lastAt: fix.time }, changes: moment.changes };
}
