import { distanceFrom } from './borders.ts';
import type { Moment } from './moment.ts';
import type { VisitStop } from './visit-trip.ts';
import { VISIT_RULES, type Visit, type VisitEvidence, type VisitRule } from './visits-state.ts';

/** A visit that begins with the next stop, which the one after it becomes. */
export interface Beginning {
  readonly arrivedAt: number;
  readonly distanceM: number;
  readonly rule: VisitRule;
}

export function beginVisit(moment: Moment, stop: VisitStop, { arrivedAt, distanceM, rule }: Beginning): void {
  const { state, trip, changes } = moment;
  const visit: Visit = {
    sequence: stop.sequence,
    stopId: stop.stopId,
    arrivedAt: Math.round(arrivedAt),
    departedAt: null,
    distanceM: tenths(distanceM),
    inferred: rule !== 'inside',
  };
  state.visits.push(visit);
  state.outAt.push({ stop: state.next, t: null, timed: visit.arrivedAt === state.firstAt });
  state.joinedM = null;
  const { arrivedAt: at, inferred } = visit;
  changes.push({
    type: 'arrived',
    visit,
    at,
    distanceM: visit.distanceM,
    inferred,
    evidence: evidenceOf(moment, stop, rule),
  });
  goOnTo(moment, state.next + 1);
  if (state.next < trip.stops.length) return;
  state.completedAt = at;
  changes.push({ type: 'completed', at });
}

export function endVisit(moment: Moment, stop: VisitStop, departedAt: number, rule: VisitRule): void {
  const { state, changes } = moment;
  const index = state.visits.findLastIndex(({ sequence }) => sequence === stop.sequence);
  const known = state.visits[index];
  if (known === undefined) return;
  const at = Math.max(known.arrivedAt, Math.round(departedAt));
  const visit: Visit = { ...known, departedAt: at };
  state.visits[index] = visit;
  state.outAt = state.outAt.filter((one) => moment.trip.stops[one.stop] !== stop);
  const inferred = rule !== 'beyond' || known.inferred;
  const distanceM = tenths(distanceFrom(stop, moment.head));
  changes.push({
    type: 'departed',
    visit,
    at,
    distanceM,
    inferred,
    evidence: evidenceOf(moment, stop, rule),
  });
}

/** A better time for an arrival that was told: the fixes since then know more. */
export function retimeArrival({ state }: Moment, stop: VisitStop, arrivedAt: number): void {
  const index = state.visits.findLastIndex(({ sequence }) => sequence === stop.sequence);
  const known = state.visits[index];
  if (known !== undefined) state.visits[index] = { ...known, arrivedAt };
}

/** The next stop gets no visit. */
export function skipStop(moment: Moment, stop: VisitStop, because: string): void {
  const { state, changes, fix } = moment;
  state.skipped = [...state.skipped, stop.sequence];
  changes.push({ type: 'skipped', sequence: stop.sequence, stopId: stop.stopId, at: fix.t, because });
  goOnTo(moment, state.next + 1);
}

function goOnTo({ state, trip }: Moment, next: number): void {
  state.next = next;
  state.nextSequence = trip.stops[next]?.sequence ?? null;
}

function evidenceOf({ state, fix, sdM }: Moment, stop: VisitStop, rule: VisitRule): VisitEvidence {
  return {
    rule,
    because: VISIT_RULES[rule],
    confirmedAt: fix.t,
    errorM: tenths(sdM),
    fixes: state.fixes.map((one) => ({
      time: one.t,
      accuracy: one.accuracy,
      distanceM: tenths(distanceFrom(stop, one)),
    })),
  };
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
