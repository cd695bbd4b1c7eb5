import { distanceFrom, marginM, metresPast, metresUntil } from './borders.ts';
import { placeLoosely, resolveUpTo } from './judge-loosely.ts';
import type { Moment } from './moment.ts';
import { beginVisit, endVisit, retimeArrival, skipStop } from './record-visit.ts';
import { timeVisit, type VisitTimes } from './time-visit.ts';
import type { VisitStop } from './visit-trip.ts';
import type { WayPoint } from './visits-state.ts';

/** How sure, in standard deviations of what is left of the error. */
const SURE = 1;
/** What the error adds to the margin of a departure at the most, as of an accuracy. */
const ERROR_CAP_M = 50;
/** A trip that began this close to its first stop, and the errors of a fix, began there. */
const STARTED_SDS = 2.5;
/** A vehicle that was first seen beyond stops has to go along the line for so long before they count as missed. */
const JOINED_M = 300;

/** Departures are judged before arrivals; a stop that was passed between two fixes has both. */
export function judgeStops(moment: Moment): void {
  settle(moment);
  judgeDepartures(moment);
  if (moment.isLoose) return placeLoosely(moment);
  if (moment.backAtM !== null) resolveUpTo(moment, firstAfter(moment, moment.backAtM));
  placeTightly(moment);
}

/** The first stop, by its place among them, that is not over at a place on the line. */
function firstAfter({ trip, state }: Moment, alongM: number): number {
  if (state.joinedM !== null) return 0;
  const index = trip.stops.findIndex((stop, at) => at >= state.next && stop.leaveM >= alongM);
  return index === -1 ? trip.stops.length : index;
}

/** Of visits that go on: when the way last crossed the far border, as far as nothing more is learned about it. */
function settle(moment: Moment): void {
  const { state, settled } = moment;
  const last = settled[settled.length - 1];
  if (last === undefined) return;
  if (state.outAt.length === 0) {
    state.settled = moment.placed(last);
    return;
  }
  const way = moment.way();
  const start = state.settled === null ? 0 : 1;
  for (let i = start; i < start + settled.length; i++) {
    const point = way[i];
    if (point === undefined) continue;
    state.outAt = state.outAt.map((one) => ({ ...one, t: leftBy(moment, one, way[i - 1], point) }));
  }
  state.settled = way[start + settled.length - 1] ?? state.settled;
}

function leftBy(
  { trip }: Moment,
  known: { readonly stop: number; readonly t: number | null },
  before: WayPoint | undefined,
  point: WayPoint,
): number | null {
  const stop = trip.stops[known.stop];
  if (stop === undefined) return known.t;
  const past = metresPast(stop, point);
  if (past <= 0) return null;
  if (known.t !== null) return known.t;
  return before === undefined ? point.t : crossedAt(metresPast(stop, before), past, before.t, point.t);
}

function judgeDepartures(moment: Moment): void {
  const { state, trip, sdM } = moment;
  for (const { stop: index, t, timed } of state.outAt) {
    const stop = trip.stops[index];
    if (stop === undefined) continue;
    const retimed = timed ? undefined : retime(moment, stop, index);
    if (metresPast(stop, moment.here) <= marginM(stop) + Math.min(ERROR_CAP_M, SURE * sdM)) continue;
    const likely = retimed ?? timeVisit(moment, stop);
    if (!timed && likely.arrivedAt !== null) retimeArrival(moment, stop, likely.arrivedAt);
    endVisit(moment, stop, likely.departedAt ?? departureOn(moment.way(), stop, t), 'beyond');
  }
}

/** What is known of an arrival is known after this time; later the fixes around it are forgotten. */
const TIMED_MS = 40_000;

/** The times that were found; undefined: it is too early. */
function retime(moment: Moment, stop: VisitStop, index: number): VisitTimes | undefined {
  const { state, fix } = moment;
  const visit = state.visits.findLast(({ sequence }) => sequence === stop.sequence);
  if (visit === undefined || fix.t - visit.arrivedAt < TIMED_MS) return undefined;
  const times = timeVisit(moment, stop);
  if (times.arrivedAt !== null) retimeArrival(moment, stop, times.arrivedAt);
  state.outAt = state.outAt.map((one) => (one.stop === index ? { ...one, timed: true } : one));
  return times;
}

function departureOn(way: readonly WayPoint[], stop: VisitStop, settledAt: number | null): number {
  for (let i = way.length - 1; i > 0; i--) {
    const [a, b] = [way[i - 1], way[i]];
    if (a === undefined || b === undefined) continue;
    const [before, after] = [metresPast(stop, a), metresPast(stop, b)];
    if (before <= 0 && after > 0) return crossedAt(before, after, a.t, b.t);
  }
  return settledAt ?? way[0]?.t ?? 0;
}

/** On the line: every stop that the vehicle has come to. */
function placeTightly(moment: Moment): void {
  const { state, trip } = moment;
  for (let stop = trip.stops[state.next]; stop !== undefined; stop = trip.stops[state.next]) {
    if (!isThere(moment, stop)) return;
    if (state.joinedM !== null && !hasServed(moment, stop, state.joinedM)) return;
    if (trip.stops[state.next] !== stop) continue;
    arrive(moment, stop);
    judgeDepartures(moment);
  }
}

function isThere({ state, here, fix, sdM, accuracy }: Moment, stop: VisitStop): boolean {
  const until = metresUntil(stop, here);
  const beyond = metresPast(stop, here) > 0;
  // A fix whose accuracy is worse than the fence cannot enter it.
  if (!beyond && accuracy !== null && accuracy > stop.radiusM) return false;
  const starts = state.next === 0 && state.firstAt === fix.t && !beyond;
  return until <= (starts ? 0 : -SURE * sdM);
}

/** False: it cannot be told yet. What was behind the vehicle when it was first seen is skipped. */
function hasServed(moment: Moment, stop: VisitStop, joinedM: number): boolean {
  const { state, track } = moment;
  const errorM = Math.sqrt(track.errorM2);
  const beganBeyondM = joinedM - stop.leaveM;
  if (
    beganBeyondM <= (state.next === 0 ? marginM(stop) + STARTED_SDS * errorM : 0) &&
    (state.next === 0 || stop.enterM > joinedM)
  )
    return true;
  if ((state.progressM ?? 0) - joinedM < JOINED_M) return false;
  skipStop(moment, stop, 'the vehicle was first seen beyond it');
  return true;
}

function arrive(moment: Moment, stop: VisitStop): void {
  const way = moment.way();
  const at = arrivalOn(way, stop);
  const wasThere = way.some((point) => point.t >= at.t && isAt(stop, point));
  const near = way.find((point) => point.t >= at.t);
  const distanceM = distanceFrom(stop, near ?? moment.head);
  const isStart = at.t === moment.state.firstAt && !wasThere;
  beginVisit(moment, stop, {
    arrivedAt: at.t,
    distanceM,
    rule: isStart ? 'start' : wasThere ? 'inside' : 'passed',
  });
}

function isAt(stop: VisitStop, point: WayPoint): boolean {
  return metresUntil(stop, point) <= 0 && metresPast(stop, point) <= 0;
}

/** Where the way came to the stop for the last time; its beginning, when it began there. */
function arrivalOn(way: readonly WayPoint[], stop: VisitStop): { readonly t: number } {
  for (let i = way.length - 1; i > 0; i--) {
    const [a, b] = [way[i - 1], way[i]];
    if (a === undefined || b === undefined) continue;
    const [before, after] = [metresUntil(stop, a), metresUntil(stop, b)];
    if (before > 0 && after <= 0) return { t: crossedAt(before, after, a.t, b.t) };
  }
  return { t: way[0]?.t ?? 0 };
}

/** When, between two times, something that changed from one value to another was zero. */
function crossedAt(from: number, to: number, fromT: number, toT: number): number {
  return from === to ? toT : fromT + ((toT - fromT) * from) / (from - to);
}
