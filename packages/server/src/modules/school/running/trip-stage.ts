import type { Fix } from '@waycast/contract';
import type { TripsInReach, TripToRun } from '../../../ports/vehicle-trips.ts';
import { advance, ended, hasLeftStart, newRun, told } from './advance-run.ts';
import { PreparedTrip } from './prepared-trip.ts';
import { runFinding } from './run-findings.ts';
import {
  chosen,
  isGiven,
  isInWindow,
  isOnTime,
  LEAVING_MS,
  LONG_SILENCE_MS,
  MOST_OVER,
  STAND_MS,
  STUCK_MS,
  spanAt,
} from './running-rules.ts';
import { type EndReason, NO_RUNS, type RunFinding, RunningState, type TripRun } from './running-state.ts';

interface Setting {
  readonly trips: TripsInReach;
}

interface Step {
  readonly state: RunningState;
  readonly found: readonly RunFinding[];
}

/**
 * Which school trip a vehicle is on, and its visits to the stops:
 *
 *     (none) ──about its time, on its line──▶ tried ──left the first stop, or drove along──▶ running
 *        └───────────────somebody starts it──────────────────────────────────────────────▶ │
 *                                                         last stop reached and left ◀──────┤
 *                    leaving ◀──last stop reached, stood there for 5 min────────────────────┤
 *                       └──left──▶ over ◀──ended by somebody, handed over, next trip, silence
 *
 * One trip runs at a time. Others are tried only while the one that runs has reached its last stop, is off its route or
 * comes no further: out and back along the same road are not confused.
 */
export const tripStage = {
  name: 'trips',
  shape: RunningState,
  start: (): RunningState => NO_RUNS,
  step(state: RunningState, fix: Fix, { trips }: Setting): Step {
    if (trips.trips.length === 0 && state.runs.length === 0) return { state, found: [] };
    const pass = new Pass(state, trips.trips, fix.time);
    pass.endOthers();
    pass.follow(fix);
    pass.endReached();
    pass.beginGiven(fix);
    pass.tryOthers(fix);
    return pass.end();
  },
  /** Who has reached its last stop is taken to have left it by its last fix; others go on when they are heard again. */
  interrupted(state: RunningState, { trips }: Setting): Step {
    if (state.runs.length === 0) return { state, found: [] };
    const pass = new Pass(state, trips.trips, lastHeard(state));
    pass.endReachedSilently();
    return pass.end();
  },
};

function lastHeard({ runs }: RunningState): number {
  return Math.max(0, ...runs.map(({ visits }) => visits.lastAt ?? 0));
}

/** One fix against the vehicle's trips. */
class Pass {
  readonly #trips: readonly TripToRun[];
  readonly #t: number;
  readonly #found: RunFinding[] = [];
  #runs: readonly TripRun[];
  #over: readonly string[];

  constructor({ runs, over }: RunningState, trips: readonly TripToRun[], t: number) {
    this.#runs = runs;
    this.#over = over;
    this.#trips = trips;
    this.#t = t;
  }

  /** Ends what something else than the fix ended. */
  endOthers(): void {
    for (const run of this.#runs) {
      const end = this.#endOf(run);
      if (end !== undefined) this.#end(run, end);
    }
  }

  follow(fix: Fix): void {
    for (const run of this.#runs) {
      const trip = this.#prepared(run.tripId);
      if (trip === undefined || run.phase === 'tried') continue;
      const { run: next, found } = advance(run, trip, fix);
      this.#replace(next, found);
    }
  }

  endReached(): void {
    for (const run of this.#runs) {
      const { completedAt, visits } = run.visits;
      if (completedAt === null || run.phase === 'tried') continue;
      const left = visits.at(-1)?.departedAt ?? null;
      if (left !== null) this.#end(run, { at: left, why: 'left_last_stop' });
      else if (run.phase === 'running' && this.#t - completedAt >= STAND_MS)
        this.#replace({ ...run, phase: 'leaving' }, [
          runFinding(run, { at: completedAt + STAND_MS, why: 'stood_at_last_stop' }),
        ]);
    }
  }

  endReachedSilently(): void {
    for (const run of this.#runs) {
      if (run.phase === 'tried') this.#drop(run);
      else if (run.visits.completedAt !== null)
        this.#end(run, { at: run.visits.lastAt ?? this.#t, why: 'silent_at_last_stop' });
    }
  }

  /** Trips that somebody started begin, and end the one that runs. */
  beginGiven(fix: Fix): void {
    for (const trip of this.#trips) {
      const span = spanAt(trip, this.#t);
      const isKnown = this.#over.includes(trip.tripId) || this.#isOn(trip.tripId);
      if (isKnown || span === undefined || trip.start === null || !isGiven(trip, this.#t)) continue;
      const at = Math.max(trip.start.at, span.fromAt);
      const tried = this.#runs.find(({ tripId }) => tripId === trip.tripId);
      const prepared = this.#prepared(trip.tripId);
      if (prepared === undefined) continue;
      const { run } =
        tried === undefined ? advance(newRun(trip.tripId, prepared, at), prepared, fix) : { run: tried };
      // What was held back of visits to the first stop counts from now on.
      const engaged = run.engaged || run.visits.visits.length > 0;
      this.#begin({ ...run, engaged, began: { at, why: 'given' } });
    }
  }

  /** Follows the trips that may begin by themselves, and begins the one that the vehicle is on. */
  tryOthers(fix: Fix): void {
    const running = this.#runs.find(({ phase }) => phase === 'running');
    if (running !== undefined && !this.#mayBeOver(running)) {
      this.#runs = this.#runs.filter(({ phase }) => phase !== 'tried');
      return;
    }
    const begun: { readonly trip: TripToRun; readonly run: TripRun }[] = [];
    for (const trip of this.#trips) {
      const run = this.#tried(trip, fix);
      if (run !== undefined) begun.push({ trip, run });
    }
    const next = chosen(begun, this.#t);
    if (next !== undefined) this.#begin(next.run);
  }

  end(): Step {
    return { state: { runs: [...this.#runs], over: [...this.#over] }, found: this.#found };
  }

  #endOf(run: TripRun): { readonly at: number; readonly why: EndReason } | undefined {
    const trip = this.#trip(run.tripId);
    const lastAt = run.visits.lastAt ?? run.began.at;
    if (trip === undefined) return { at: lastAt, why: 'cancelled' };
    if (run.phase === 'leaving')
      return this.#t - lastAt > LEAVING_MS ? { at: lastAt, why: 'silence' } : undefined;
    if (run.phase === 'tried')
      return isInWindow(trip, this.#t) || trip.start !== null ? undefined : { at: lastAt, why: 'silence' };
    if (trip.end !== null && this.#t >= trip.end.at) return { at: trip.end.at, why: 'given' };
    const span =
      trip.spans.find(({ fromAt, untilAt }) => fromAt <= lastAt && lastAt < untilAt) ?? trip.spans.at(-1);
    if (span !== undefined && this.#t >= span.untilAt) return { at: span.untilAt, why: 'handed_over' };
    return this.#t - lastAt > LONG_SILENCE_MS ? { at: lastAt, why: 'silence' } : undefined;
  }

  /** The run of a trip that begins with this fix. */
  #tried(trip: TripToRun, fix: Fix): TripRun | undefined {
    const { tripId } = trip;
    const prepared = this.#prepared(tripId);
    if (prepared === undefined || this.#over.includes(tripId) || this.#isOn(tripId)) return undefined;
    const known = this.#runs.find((run) => run.tripId === tripId);
    if (spanAt(trip, this.#t) === undefined || !isInWindow(trip, this.#t)) {
      if (known !== undefined) this.#drop(known);
      return undefined;
    }
    const { run } = advance(known ?? newRun(tripId, prepared, this.#t), prepared, fix);
    this.#replace(run, []);
    if (!run.engaged) return undefined;
    const began = beginningOf(trip, prepared, run);
    if (began !== undefined) return { ...run, began };
    // On its way, but not at its time: it has to show it again.
    this.#drop(run);
    return undefined;
  }

  #mayBeOver({ visits, advanced }: TripRun): boolean {
    if (visits.completedAt !== null || visits.offRouteSince !== null) return true;
    return this.#t - advanced.t > STUCK_MS;
  }

  #begin(begun: TripRun): void {
    const at = begun.began.at;
    for (const run of this.#runs)
      if (run.phase !== 'tried' && run.tripId !== begun.tripId) this.#end(run, { at, why: 'next_trip' });
    const { run, found } = told({ run: { ...begun, phase: 'running' }, found: [] });
    this.#runs = this.#runs.filter(({ phase }) => phase !== 'tried');
    this.#replace(run, [runFinding(run), ...found]);
  }

  #end(run: TripRun, end: { readonly at: number; readonly why: EndReason }): void {
    if (run.phase !== 'tried') {
      this.#found.push(...ended(run, this.#prepared(run.tripId), end));
      this.#over = [...this.#over, run.tripId].slice(-MOST_OVER);
    }
    this.#drop(run);
  }

  #drop({ tripId }: TripRun): void {
    this.#runs = this.#runs.filter((run) => run.tripId !== tripId);
  }

  #replace(next: TripRun, found: readonly RunFinding[]): void {
    const others = this.#runs.filter(({ tripId }) => tripId !== next.tripId);
    this.#runs = [...others, next];
    this.#found.push(...found);
  }

  #isOn(tripId: string): boolean {
    return this.#runs.some((run) => run.tripId === tripId && run.phase !== 'tried');
  }

  #trip(tripId: string): TripToRun | undefined {
    return this.#trips.find((trip) => trip.tripId === tripId);
  }

  #prepared(tripId: string): PreparedTrip | undefined {
    const prepared = this.#trip(tripId)?.prepared;
    return prepared instanceof PreparedTrip ? prepared : undefined;
  }
}

/** When and why it began by itself; undefined: not at its time. */
function beginningOf(trip: TripToRun, prepared: PreparedTrip, run: TripRun): TripRun['began'] | undefined {
  if (hasLeftStart(run, prepared)) {
    const at = run.visits.visits[0]?.departedAt ?? run.began.at;
    return isInWindow(trip, at) ? { at, why: 'left_first_stop' } : undefined;
  }
  const { anchor } = run;
  if (anchor === null || !isOnTime(trip, anchor.t, prepared.plannedAt(anchor.alongM))) return undefined;
  return { at: anchor.t, why: 'moving_along' };
}
