import type { Fix } from '@waycast/contract';
import { distanceM } from '@waycast/geo';
import { endVisits } from '../arrivals/end-visits.ts';
import { startVisits, stepVisits } from '../arrivals/step-visits.ts';
import type { VisitChange, VisitsState } from '../arrivals/visits-state.ts';
import type { PreparedTrip } from './prepared-trip.ts';
import { arrived, departed, offRoute, runFinding, skipped, visitKey } from './run-findings.ts';
import { ADVANCE_M, BACK_M, ENGAGED_FIXES, ENGAGED_M, isBeside } from './running-rules.ts';
import type { EndReason, Near, RunFinding, TripRun } from './running-state.ts';

/** A run after a fix, and what is to be told of it. */
export interface Advanced {
  readonly run: TripRun;
  readonly found: readonly RunFinding[];
}

export function newRun(tripId: string, trip: PreparedTrip, t: number): TripRun {
  return {
    tripId,
    phase: 'tried',
    began: { at: t, why: 'given' },
    engaged: false,
    visits: startVisits(trip.visit),
    anchor: null,
    advanced: { t, alongM: 0 },
    held: [],
    nearing: [],
    open: [],
  };
}

/** The vehicle's next fix. Before it is engaged, a run begins anew wherever the vehicle does not drive along the line. */
export function advance(before: TripRun, trip: PreparedTrip, fix: Fix): Advanced {
  if (before.engaged) return told(stepped(before, trip, fix));
  const anew = returnsToStart(before, trip, fix) ? restarted(before, trip) : before;
  const { run, found } = stepped(anew, trip, fix);
  const held: TripRun = { ...run, held: [...run.held, ...found] };
  const along = alongNow(held.visits, trip, fix);
  if (along === undefined) return { run: restarted(held, trip), found: [] };
  const anchor = held.anchor ?? { t: fix.time, alongM: along, fixes: 0 };
  if (along < anchor.alongM - BACK_M) return { run: restarted(held, trip), found: [] };
  const fixes = anchor.fixes + 1;
  // It set off when it was last there.
  const t = along < anchor.alongM + BACK_M ? fix.time : anchor.t;
  const next: TripRun = { ...held, anchor: { ...anchor, t, fixes } };
  const isOnWay = fixes >= ENGAGED_FIXES && along - anchor.alongM >= ENGAGED_M;
  // Who was told that it runs is told of the first stop at once; of others it is waited for that they leave it.
  const isAtStart = before.phase === 'running' && next.visits.visits.length > 0;
  return isOnWay || isAtStart || hasLeftStart(next, trip)
    ? told({ run: engage(next), found: [] })
    : { run: next, found: [] };
}

export function hasLeftStart({ visits }: TripRun, { stops }: PreparedTrip): boolean {
  const [first] = visits.visits;
  return first !== undefined && first.sequence === stops[0]?.sequence && first.departedAt !== null;
}

/** What was held back while it was not certain is told when the run has begun. */
export function told({ run, found }: Advanced): Advanced {
  if (run.phase === 'tried' || run.held.length === 0) return { run, found };
  return { run: { ...run, held: [] }, found: [...run.held, ...found] };
}

/** The run is over: visits that go on end with its last fix. */
export function ended(
  before: TripRun,
  trip: PreparedTrip | undefined,
  end: { readonly at: number; readonly why: EndReason },
): readonly RunFinding[] {
  const { run, found } =
    trip === undefined
      ? { run: before, found: [] }
      : applied(before, trip, endVisits(trip.visit, before.visits));
  const cut = run.open.map((finding) => ({
    ...finding,
    endsAt: Math.max(finding.startsAt, run.visits.lastAt ?? end.at),
  }));
  const over = before.phase === 'running' ? [runFinding(before, end)] : [];
  return [...found, ...cut, ...over];
}

function stepped(run: TripRun, trip: PreparedTrip, fix: Fix): Advanced {
  const next = applied(run, trip, stepVisits(trip.visit, run.visits, fix));
  const { progressM } = next.run.visits;
  const isFurther = progressM !== null && progressM >= run.advanced.alongM + ADVANCE_M;
  if (!isFurther) return next;
  return { ...next, run: { ...next.run, advanced: { t: fix.time, alongM: progressM } } };
}

function applied(
  before: TripRun,
  trip: PreparedTrip,
  { state, changes }: { readonly state: VisitsState; readonly changes: readonly VisitChange[] },
): Advanced {
  const run: TripRun = { ...before, visits: state };
  if (changes.length === 0) return { run, found: [] };
  const open = new Map(before.open.map((finding) => [finding.key, finding]));
  const nearing = new Map(before.nearing.map((near) => [near.sequence, near]));
  const found: RunFinding[] = [];
  for (const change of changes) {
    if (change.type === 'approaching' && !change.inferred) nearing.set(change.sequence, nearOf(change));
    const finding = findingOf(before.tripId, trip, { open, nearing }, change);
    if (change.type === 'arrived') nearing.delete(change.visit.sequence);
    if (finding === undefined) continue;
    found.push(finding);
    if (finding.endsAt === null) open.set(finding.key, finding);
    else open.delete(finding.key);
  }
  return { run: { ...run, open: [...open.values()], nearing: [...nearing.values()] }, found };
}

interface Known {
  readonly open: ReadonlyMap<string, RunFinding>;
  readonly nearing: ReadonlyMap<number, Near>;
}

function nearOf({ sequence, at, distanceM }: Near): Near {
  return { sequence, at, distanceM };
}

function findingOf(
  tripId: string,
  trip: PreparedTrip,
  { open, nearing }: Known,
  change: VisitChange,
): RunFinding | undefined {
  switch (change.type) {
    case 'arrived':
      return arrived(tripId, trip, change, nearing.get(change.visit.sequence));
    case 'departed': {
      const before = open.get(visitKey(tripId, change.visit.sequence));
      return departed(before ?? arrived(tripId, trip, change), change);
    }
    case 'skipped':
      return skipped(tripId, trip, change);
    case 'off-route':
      return offRoute(tripId, change.at);
    case 'on-route': {
      const away = [...open.values()].find(({ kind }) => kind === 'off_route');
      return away === undefined ? undefined : { ...away, endsAt: Math.max(away.startsAt, change.at) };
    }
    // Told by whoever knows how soon it comes; and that the last stop was reached follows from its visit.
    case 'approaching':
    case 'completed':
      return undefined;
  }
}

/** The vehicle is at the first stop, and what is known of this run does not begin there. */
function returnsToStart(run: TripRun, trip: PreparedTrip, fix: Fix): boolean {
  const [first] = trip.stops;
  const known = run.visits.visits[0];
  if (first === undefined || run.visits.lastAt === null || (known !== undefined && known.departedAt === null))
    return false;
  return distanceM(first, fix) <= first.radiusM;
}

function restarted(run: TripRun, trip: PreparedTrip): TripRun {
  return { ...run, visits: startVisits(trip.visit), anchor: null, held: [], nearing: [], open: [] };
}

function engage(run: TripRun): TripRun {
  return { ...run, engaged: true };
}

/** How far along the line the fix is; undefined: beside it. */
function alongNow(
  { progressM, offRouteSince }: VisitsState,
  { visit }: PreparedTrip,
  fix: Fix,
): number | undefined {
  if (progressM === null || offRouteSince !== null) return undefined;
  const { path, drawn } = visit.line;
  const offM = path.offM(progressM, path.plane.east(fix.longitude), path.plane.north(fix.latitude));
  return drawn && isBeside(offM, fix.accuracy) ? undefined : progressM;
}
