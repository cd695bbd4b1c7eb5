import type { Fix } from '@waycast/contract';
import { distanceM } from '@waycast/geo';
import { STANDING_RADIUS_M, STANDING_WINDOW_MS } from '../../../kernel/motion.ts';
import type { Finding } from '../../../ports/findings.ts';
import { type Place, placeOf } from './fix-shape.ts';
import { addToHour } from './hour-sums.ts';
import { distanceOf, endedStop, endedTrip, openStop, openTrip } from './motion-findings.ts';
import {
  type DistanceQuarter,
  MotionShape,
  type MotionState,
  NOWHERE,
  type Phase,
  type Stop,
  type Trip,
} from './motion-state.ts';
import { measureSpeed } from './speed-meter.ts';
import type { Stage, Step } from './stage.ts';
import {
  ageWindow,
  arrivalIn,
  countedM,
  creptM,
  departureIn,
  isDue,
  isStanding,
  meanOf,
  meanWith,
  type Waypoint,
} from './waypoints.ts';

/*
 * Trips, stops and the odometer, by displacement over a window:
 *
 *     unknown ──▶ standing ──two fixes 200 m off, and the window is no longer that narrow──▶ moving
 *                     ▲                                                                        │
 *                     └──────────────────all of the last 180 s within 200 m────────────────────┘
 *
 * Both changes are noticed late and dated back, so that the way of the last window is provisional: its metres count
 * once the vehicle is known to have been on its way. What drifts while it stands never counts; but where it creeps,
 * as in a jam, the mean of the window moves, and that does.
 *
 * When the track is interrupted a trip ends at the last fix. A stop goes on when the vehicle is next heard at the same
 * place, and where a trip ended in silence and the next fix is there, the vehicle stood there meanwhile.
 */

type Motion = Step<MotionState>;

export const motion: Stage<MotionState> = {
  name: 'motion',
  shape: MotionShape,
  start: () => NOWHERE,

  step(state, fix) {
    switch (state.phase.type) {
      case 'unknown':
        return { state: beginAt(state, fix, tentative(fix)), found: [] };
      case 'silent':
        return resume(state, state.phase, fix);
      case 'standing': {
        const next = goOn(state, fix);
        return stand(next, state.phase.stop, fix, next.window !== state.window);
      }
      case 'moving':
        return move(goOn(state, fix), state.phase.trip, fix);
      default:
        return state.phase satisfies never;
    }
  },

  interrupted(state) {
    const { phase, last, window, loose } = state;
    const place = placeOf(last);
    const silent = (stop: Stop | null): Phase => ({ type: 'silent', since: last.time, place, stop });
    if (phase.type === 'standing') return { state: { ...state, phase: silent(phase.stop) }, found: [] };
    if (phase.type !== 'moving') return { state, found: [] };
    const counted = count(state, phase.trip, [...window, { ...last, ...loose }]);
    return {
      state: { ...counted.state, phase: silent(null) },
      found: [...counted.found, endedTrip(counted.trip, last.time, place, true)],
    };
  },

  grown({ phase, window, loose, hour }) {
    const sums = hour === null ? [] : [distanceOf(hour, false)];
    if (phase.type === 'moving') return [openTrip(withLegs(phase.trip, [...window, loose])), ...sums];
    const stop = phase.type === 'unknown' ? null : phase.stop;
    return stop?.sure === true ? [openStop(stop), ...sums] : sums;
  },
};

function tentative(fix: Fix): Stop {
  return standingSince(fix.time, placeOf(fix), false);
}

function standingSince(startsAt: number, place: Place, inferred: boolean): Stop {
  return { startsAt, place, count: 1, spot: place, sure: false, inferred, outside: 0 };
}

/** The way begins anew at a fix, with what was counted before it kept. */
function beginAt(state: MotionState, fix: Fix, stop: Stop): MotionState {
  const { mps, reference } = measureSpeed(null, fix);
  const here = { ...placeOf(fix), time: fix.time };
  return {
    ...state,
    phase: { type: 'standing', stop },
    window: [{ ...here, metres: 0, top: mps ?? 0 }],
    loose: { metres: 0, top: 0 },
    spot: placeOf(fix),
    last: here,
    reference,
  };
}

function resume(state: MotionState, { since, place, stop }: Phase & { type: 'silent' }, fix: Fix): Motion {
  if (distanceM(place, fix) > STANDING_RADIUS_M) {
    const found = stop?.sure === true ? [endedStop(stop, since, true)] : [];
    return { state: beginAt(state, fix, tentative(fix)), found };
  }
  const stood = stop ?? standingSince(since, place, true);
  const sure = stood.sure || fix.time - stood.startsAt >= STANDING_WINDOW_MS;
  const next: Stop = { ...stood, sure, outside: 0 };
  return { state: beginAt(state, fix, next), found: sure && !stood.sure ? [openStop(next)] : [] };
}

/** The fix joins the way. Its waypoint is new in the window when it is due. */
function goOn(state: MotionState, fix: Fix): MotionState {
  const counted = countedM(state.spot, fix);
  const { mps = 0, reference } = measureSpeed(state.reference, fix);
  const loose = { metres: state.loose.metres + counted, top: Math.max(state.loose.top, mps) };
  const here = { ...placeOf(fix), time: fix.time };
  const due = isDue(state.window, fix);
  return {
    ...state,
    window: due ? [...state.window, { ...here, ...loose }] : state.window,
    loose: due ? { metres: 0, top: 0 } : loose,
    spot: counted > 0 ? placeOf(fix) : state.spot,
    last: here,
    reference,
  };
}

function stand(state: MotionState, stop: Stop, fix: Fix, isWaypoint: boolean): Motion {
  const inside = distanceM(stop.spot, fix) <= STANDING_RADIUS_M;
  const window = [...ageWindow(state.window, fix.time).kept];
  if (!inside && stop.outside > 0 && !isStanding(window, fix)) return depart(state, stop);
  const next = { ...stop, outside: inside ? 0 : stop.outside + 1 };
  const stood =
    isWaypoint && inside
      ? creep({ ...state, window }, next, fix)
      : { state: { ...state, window }, stop: next, found: [] };
  const sure = stop.sure || (inside && fix.time - stop.startsAt >= STANDING_WINDOW_MS);
  const now: Stop = { ...stood.stop, sure };
  return {
    state: { ...stood.state, phase: { type: 'standing', stop: now } },
    found: sure && !stop.sure ? [...stood.found, openStop(now)] : stood.found,
  };
}

/** A waypoint of a standing vehicle: where it stands on the whole, and whether that moves. */
function creep(state: MotionState, stop: Stop, fix: Fix): Motion & { readonly stop: Stop } {
  const place = meanWith(stop.place, stop.count, fix);
  const mean = meanOf(state.window, fix);
  const metres = creptM(stop.spot, mean);
  const spot = metres > 0 ? mean : stop.spot;
  const counted =
    metres > 0 ? countMetres(state, [{ time: fix.time, metres, top: 0 }]) : { state, found: [] };
  return { ...counted, stop: { ...stop, place, count: stop.count + 1, spot } };
}

/** It left at the last waypoint that was at the place; what it drove since counts, what it drifted before does not. */
function depart(state: MotionState, stop: Stop): Motion {
  const index = departureIn(state.window, stop.spot);
  const [left, ...since] = state.window.slice(index);
  if (left === undefined) return { state, found: [] };
  const trip: Trip = {
    startsAt: left.time,
    from: placeOf(left),
    metres: creptM(stop.spot, left),
    top: 0,
  };
  const window = [{ ...left, metres: 0 }, ...since];
  const counted = countMetres(state, [{ time: left.time, metres: trip.metres, top: 0 }]);
  return {
    state: { ...counted.state, phase: { type: 'moving', trip }, window },
    found: [
      ...counted.found,
      ...(stop.sure ? [endedStop(stop, left.time, false)] : []),
      openTrip(withLegs(trip, [...window, state.loose])),
    ],
  };
}

function move(state: MotionState, trip: Trip, fix: Fix): Motion {
  const { kept, left } = ageWindow(state.window, fix.time);
  const counted = count({ ...state, window: [...kept] }, trip, left);
  if (isStanding(kept, fix)) {
    const underWay = kept.findIndex(({ time }) => time > trip.startsAt);
    return arrive(counted, kept, Math.max(underWay, arrivalIn(kept, fix)), fix);
  }
  return {
    state: { ...counted.state, phase: { type: 'moving', trip: counted.trip } },
    found: counted.found,
  };
}

function arrive(counted: Counted, window: readonly Waypoint[], index: number, fix: Fix): Motion {
  const all = count(counted.state, counted.trip, window.slice(0, index + 1));
  const stood = window.slice(index).map((point) => ({ ...point, metres: 0 }));
  const arrived = stood[0];
  if (arrived === undefined) return counted;
  const stop: Stop = {
    ...standingSince(arrived.time, meanOf(stood, fix), false),
    count: stood.length,
    spot: placeOf(arrived),
    sure: true,
  };
  return {
    state: {
      ...all.state,
      phase: { type: 'standing', stop },
      window: stood,
      loose: { metres: 0, top: 0 },
      spot: placeOf(fix),
    },
    found: [
      ...counted.found,
      ...all.found,
      endedTrip(all.trip, arrived.time, placeOf(arrived), false),
      openStop(stop),
    ],
  };
}

interface Counted extends Motion {
  readonly trip: Trip;
}

/** Waypoints that the vehicle drove count for good: for its trip and for their quarters of the hour. */
function count(state: MotionState, trip: Trip, waypoints: readonly Waypoint[]): Counted {
  return { ...countMetres(state, waypoints), trip: withLegs(trip, waypoints) };
}

function countMetres(state: MotionState, legs: readonly Pick<Waypoint, 'time' | 'metres' | 'top'>[]): Motion {
  let { hour } = state;
  const found: Finding[] = [];
  for (const { time, metres, top } of legs) {
    // What is dated back over a full hour after something crept is counted with that.
    const added = addToHour<DistanceQuarter>(hour, Math.max(time, hour?.startsAt ?? time), (quarter) => ({
      metres: (quarter?.metres ?? 0) + metres,
      maxMps: Math.max(quarter?.maxMps ?? 0, top),
    }));
    if (added.ended !== undefined) found.push(distanceOf(added.ended, true));
    hour = { startsAt: added.hour.startsAt, quarters: [...added.hour.quarters] };
  }
  return { state: { ...state, hour }, found };
}

function withLegs(trip: Trip, legs: readonly Pick<Waypoint, 'metres' | 'top'>[]): Trip {
  return {
    ...trip,
    metres: trip.metres + legs.reduce((sum, { metres }) => sum + metres, 0),
    top: legs.reduce((highest, { top }) => Math.max(highest, top), trip.top),
  };
}
