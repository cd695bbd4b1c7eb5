import { isOff, locate } from './locate.ts';
import type { Moment } from './moment.ts';
import { learnError } from './track.ts';

/*
 *     nowhere ──on the line──▶ on ──too far from it──▶ doubtful ──for long enough──▶ off the route
 *        │                      ▲ ▲───────on it again─────┘                                │
 *        └──goes along the line─┘ └──────────────────goes along the line───────────────────┘
 */

/** Doubt lasts for two fixes and this long. */
const DOUBT_MS = 8000;
/** A way has to lead along the line for so long, and at least this share of it, to be on it again. */
const ALONG_M = 40;
const ALONG_SHARE = 0.5;

/** Where on the line the vehicle is by now, if it is. */
export function followRoute(moment: Moment): void {
  const { state, trip, head, sdM } = moment;
  if (!trip.line.drawn) return followJoined(moment);
  if (state.offRouteSince !== null || (state.progressM === null && state.lastAt !== null))
    return lookForLine(moment);
  const on = locate(trip.line, head.x, head.y, sdM, knownOf(moment));
  if (isOff(on.offM, sdM)) return doubt(moment);
  state.offLineSince = null;
  goOn(moment, on.alongM);
}

function knownOf({ state, fix }: Moment) {
  if (state.progressM === null || state.lastAt === null) return null;
  return { alongM: state.progressM, speedMps: state.speedMps, seconds: (fix.t - state.lastAt) / 1000 };
}

/** Roads between stops are where they are: the line that joins the stops gives no more than the order of things. */
function followJoined(moment: Moment): void {
  const { state, trip, head, sdM } = moment;
  const { alongM } = locate(trip.line, head.x, head.y, sdM, knownOf(moment));
  setProgress(moment, alongM);
  state.joinedM ??= alongM;
}

function goOn(moment: Moment, alongM: number): void {
  const { state, trip, fix, head } = moment;
  const { path } = trip.line;
  const { offM } = path.nearest(fix.x, fix.y, alongM - 150, alongM + 150);
  // Where fixes are far apart, only their distance from the line tells how inexact they are.
  const sparse = head.pp / (head.pp + moment.track.errorM2);
  moment.track = learnError(moment.track, offM, Math.min(1, 2 * sparse));
  setProgress(moment, alongM);
  if (state.visits.length + state.skipped.length === 0)
    state.joinedM = Math.min(state.joinedM ?? alongM, alongM);
}

function setProgress({ state, trip, head }: Moment, alongM: number): void {
  const [east, north] = trip.line.path.directionAt(alongM);
  state.progressM = alongM;
  state.speedMps = east * head.vx + north * head.vy;
}

function doubt(moment: Moment): void {
  const { state, fix } = moment;
  if (state.progressM === null) return;
  state.offLineSince ??= fix.t;
  if (fix.t - state.offLineSince < DOUBT_MS) return;
  state.offRouteSince = state.offLineSince;
  state.offLineSince = null;
  state.speedMps = 0;
  moment.changes.push({ type: 'off-route', at: state.offRouteSince });
}

/** A road that crosses the line, or the line's other direction, is not the way back. */
function lookForLine(moment: Moment): void {
  const { state, trip, head, sdM } = moment;
  const { path } = trip.line;
  const from = state.returning;
  const moved = from === null ? 0 : Math.hypot(head.x - from.x, head.y - from.y);
  const on =
    from?.alongM == null
      ? path.nearest(head.x, head.y, 0, path.lengthM, {
          alongM: state.progressM ?? 0,
          sdM: 2000,
          offSdM: 20 + sdM,
        })
      : path.nearest(head.x, head.y, from.alongM - 50 - sdM, from.alongM + 1.5 * moved + 100 + sdM);
  const { t, x, y } = head;
  if (isOff(on.offM, 0.5 * sdM)) state.returning = null;
  else if (from?.alongM == null) state.returning = { t, x, y, alongM: on.alongM };
  else if (moved >= ALONG_M + 2 * sdM) {
    if (on.alongM - from.alongM >= ALONG_SHARE * moved) {
      moment.backAtM = from.alongM;
      backOnLine(moment, from.t, on.alongM);
    } else state.returning = { t, x, y, alongM: on.alongM };
  }
}

/** Also when a visit shows where the vehicle is. */
export function backOnLine(moment: Moment, at: number, alongM: number): void {
  const { state } = moment;
  if (state.offRouteSince !== null) moment.changes.push({ type: 'on-route', at });
  state.offRouteSince = null;
  state.offLineSince = null;
  state.returning = null;
  setProgress(moment, alongM);
  if (state.visits.length + state.skipped.length === 0) state.joinedM ??= alongM;
}
