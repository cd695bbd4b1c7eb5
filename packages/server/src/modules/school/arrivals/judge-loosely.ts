import { distanceFrom, marginM } from './borders.ts';
import { backOnLine } from './follow-route.ts';
import type { Moment } from './moment.ts';
import { beginVisit, endVisit, skipStop } from './record-visit.ts';
import type { VisitStop } from './visit-trip.ts';
import type { Nearest, WayPoint } from './visits-state.ts';

/*
 * Where the line does not tell where the vehicle is, stops are reached by their circles, and looked for some stops
 * ahead. One that the way led by at a distance that the gaps in it explain was served, once the next is reached.
 */

/** Stops that are looked for. */
const AHEAD = 4;
/** Where no line was drawn: so far behind, a stop will not be reached any more. */
const BEHIND_M = 400;
/** Farther than this from a stop nothing is remembered of it. */
const REMEMBERED_M = 400;
/** What a road may be longer than the straight way between two fixes, as a share of that. */
const BENDS = 0.15;
const SURE = 1;

export function placeLoosely(moment: Moment): void {
  const { state, trip } = moment;
  rememberNearest(moment);
  if (!trip.line.drawn) resolveUpTo(moment, firstNotBehind(moment));
  const last = Math.min(trip.stops.length, state.next + AHEAD);
  for (let index = state.next; index < last; index++) {
    const stop = trip.stops[index];
    if (stop === undefined || !isReached(moment, stop, index)) continue;
    resolveUpTo(moment, index);
    arriveLoosely(moment, stop);
    return;
  }
}

/** The first stop, by its place among them, that is not far behind where the vehicle is on a line that joins the stops. */
function firstNotBehind({ state, trip }: Moment): number {
  const behindM = (state.progressM ?? 0) - BEHIND_M;
  const index = trip.stops.findIndex((stop, at) => at >= state.next && stop.alongM > behindM);
  return index === -1 ? trip.stops.length : index;
}

/** What lies between the stops before and where the vehicle is on its line again: passed, or driven around. */
export function resolveUpTo(moment: Moment, index: number): void {
  const { state, trip } = moment;
  for (
    let stop = trip.stops[state.next];
    stop !== undefined && state.next < index;
    stop = trip.stops[state.next]
  ) {
    const near = state.nearest.find((one) => one.stop === state.next);
    if (near === undefined || near.distanceM > stop.radiusM + near.slackM) {
      skipStop(
        moment,
        stop,
        near === undefined
          ? 'the vehicle drove elsewhere'
          : `the vehicle drove by at ${Math.round(near.distanceM)} m`,
      );
      continue;
    }
    passBy(moment, stop, near);
  }
  state.nearest = state.nearest.filter((one) => one.stop >= state.next);
}

function passBy(moment: Moment, stop: VisitStop, near: Nearest): void {
  beginVisit(moment, stop, { arrivedAt: near.t, distanceM: near.distanceM, rule: 'near' });
  endVisit(moment, stop, near.t, 'near');
}

function isReached(moment: Moment, stop: VisitStop, index: number): boolean {
  const { state, trip, head, sdM, accuracy } = moment;
  if (trip.line.drawn && state.visits.length + state.skipped.length === 0 && index > 0) return false;
  // Of stops beside each other the order decides; where no line was drawn, about where on the way they come.
  if (!trip.line.drawn && index > state.next && (state.progressM ?? 0) < stop.alongM - stop.radiusM - 150)
    return false;
  const distance = distanceFrom(stop, head);
  const fits = accuracy === null || accuracy <= stop.radiusM;
  if (fits && distance <= stop.radiusM - SURE * sdM) return true;
  const near = state.nearest.find((one) => one.stop === index);
  return (
    near !== undefined &&
    near.distanceM <= stop.radiusM &&
    distance > stop.radiusM + marginM(stop) + SURE * sdM
  );
}

function arriveLoosely(moment: Moment, stop: VisitStop): void {
  const { state, trip } = moment;
  const way = moment.way();
  const passage = passageOf(way, stop);
  const wasThere = way.some((point) => distanceFrom(stop, point) <= stop.radiusM);
  const near = state.nearest.find((one) => one.stop === state.next);
  const arrivedAt = passage?.from ?? near?.t ?? moment.fix.t;
  const distanceM = Math.min(near?.distanceM ?? Number.POSITIVE_INFINITY, distanceFrom(stop, moment.head));
  beginVisit(moment, stop, { arrivedAt, distanceM, rule: wasThere ? 'inside' : 'passed' });
  if (trip.line.drawn) backOnLine(moment, moment.fix.t, stop.alongM);
  if (
    passage?.to != null &&
    distanceFrom(stop, moment.head) > stop.radiusM + marginM(stop) + SURE * moment.sdM
  )
    endVisit(moment, stop, passage.to, 'beyond');
  state.nearest = state.nearest.filter((one) => one.stop >= state.next);
}

/** The last stretch of the way through a stop's circle. */
function passageOf(way: readonly WayPoint[], stop: VisitStop): { from: number; to: number | null } | null {
  let found: { from: number; to: number | null } | null = null;
  const first = way[0];
  if (first !== undefined && distanceFrom(stop, first) <= stop.radiusM) found = { from: first.t, to: null };
  for (let i = 1; i < way.length; i++) {
    const [a, b] = [way[i - 1], way[i]];
    if (a === undefined || b === undefined) continue;
    const chord = chordOf(stop, a, b);
    if (chord === null) continue;
    const time = (fraction: number) => a.t + fraction * (b.t - a.t);
    if (chord.from > 0 || found === null) found = { from: time(Math.max(0, chord.from)), to: null };
    found.to = chord.to < 1 ? time(chord.to) : null;
  }
  return found;
}

/** Between which fractions a straight way lies in a stop's circle; beyond 0 and 1 it begins or ends in it. */
function chordOf(stop: VisitStop, a: WayPoint, b: WayPoint): { from: number; to: number } | null {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const [fx, fy] = [a.x - stop.x, a.y - stop.y];
  const squared = dx * dx + dy * dy;
  const inside = fx * fx + fy * fy - stop.radiusM * stop.radiusM;
  if (squared === 0) return inside <= 0 ? { from: 0, to: 1 } : null;
  const half = (fx * dx + fy * dy) / squared;
  const root = half * half - inside / squared;
  if (root < 0) return null;
  const [from, to] = [-half - Math.sqrt(root), -half + Math.sqrt(root)];
  return to < 0 || from > 1 ? null : { from, to };
}

/** How near the newest stretch of the way came to the stops ahead; all of it, when it has just turned out to be off. */
function rememberNearest(moment: Moment): void {
  const { state, trip } = moment;
  const way = moment.way();
  const isNew = moment.changes.some(({ type }) => type === 'off-route');
  const from = isNew ? 1 : Math.max(1, way.length - 1);
  const known = new Map(state.nearest.map((one) => [one.stop, one]));
  const last = Math.min(trip.stops.length, Math.max(state.next, comesNext(moment)) + 2 * AHEAD);
  for (let index = state.next; index < last; index++) {
    const stop = trip.stops[index];
    for (let i = from; stop !== undefined && i < way.length; i++) remember(moment, known, stop, index, i);
  }
  state.nearest = [...known.values()];
}

/** The first stop ahead of where the vehicle is on a line that joins the stops: many may lie between two fixes. */
function comesNext({ state, trip }: Moment): number {
  if (trip.line.drawn) return state.next;
  return trip.stops.findIndex((stop) => stop.alongM > (state.progressM ?? 0));
}

function remember(
  moment: Moment,
  known: Map<number, Nearest>,
  stop: VisitStop,
  index: number,
  end: number,
): void {
  const [a, b] = [moment.way()[end - 1], moment.way()[end]];
  if (a === undefined || b === undefined) return;
  const near = nearestOn(a, b, stop, index);
  if (near.distanceM > Math.min(REMEMBERED_M, known.get(index)?.distanceM ?? REMEMBERED_M)) return;
  // Of the way to where it was first seen nothing is known.
  const isFirst = near.t === moment.state.firstAt;
  const bendsM = moment.trip.line.drawn || isFirst ? 0 : BENDS * Math.hypot(b.x - a.x, b.y - a.y);
  known.set(index, { ...near, slackM: marginM(stop) + 2 * SURE * moment.sdM + bendsM });
}

function nearestOn(a: WayPoint, b: WayPoint, stop: VisitStop, index: number): Omit<Nearest, 'slackM'> {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const squared = dx * dx + dy * dy;
  const along = squared === 0 ? 1 : ((stop.x - a.x) * dx + (stop.y - a.y) * dy) / squared;
  const fraction = Math.max(0, Math.min(1, along));
  const distanceM = Math.hypot(a.x + fraction * dx - stop.x, a.y + fraction * dy - stop.y);
  return { stop: index, distanceM, t: Math.round(a.t + fraction * (b.t - a.t)) };
}
