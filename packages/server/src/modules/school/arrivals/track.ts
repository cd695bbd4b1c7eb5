import { z } from 'zod';

/*
 * Where a vehicle was, estimated from fixes whose errors nobody tells honestly. Each axis of the plane is a position
 * and a velocity that wanders and calms down; both axes share one covariance, for the errors of a receiver know no
 * direction. How large these errors are follows from how far fixes lie from what the others around them say.
 * What later fixes say about an earlier moment is taken in as well, for as long as the moment is among the marks.
 */

/** A moment of the track, as the fixes up to it tell. Metres, seconds. */
const Mark = z.object({
  /** Epoch milliseconds. */
  t: z.number(),
  x: z.number(),
  y: z.number(),
  vx: z.number(),
  vy: z.number(),
  /** Covariance of position and velocity, the same for both axes. */
  pp: z.number(),
  pv: z.number(),
  vv: z.number(),
});
export type Mark = z.infer<typeof Mark>;

export const Track = z.object({
  /** The last moments, oldest first; never empty. */
  marks: z.array(Mark),
  /** Variance of a fix, an axis. */
  errorM2: z.number(),
  /** Fixes that this rests on, as far as they still count. */
  weight: z.number(),
  /** The newest fix lay where no vehicle comes from what was known, and was hardly believed. */
  strayed: z.boolean(),
});
export type Track = z.infer<typeof Track>;

/** A measured place. */
export interface Sight {
  readonly t: number;
  readonly x: number;
  readonly y: number;
  /** Metres an axis, as the device claims; null: unknown. */
  readonly claimedSdM: number | null;
}

/** A point of the track, with what is now known of it. */
export interface Spot {
  readonly t: number;
  readonly x: number;
  readonly y: number;
}

/** Marks are kept for this long, and so many; more fixes hardly change what is known of an earlier moment. */
const SPAN_MS = 24_000;
const MAX_MARKS = 12;
const MIN_MARKS = 3;
const AT_ONCE = 5;
/** After such a gap nothing of the velocity before it is left. */
const RESTART_MS = 150_000;

/** Density of the acceleration, m²/s³, and how long a velocity lasts. */
const ACCELERATION = 1.2;
const LASTS_S = 60;
const FIRST_SPEED_VARIANCE = 64;

/** Until the fixes tell more: an ordinary receiver, counted as so many fixes. */
const FIRST_ERROR_M2 = 64;
const FIRST_WEIGHT = 4;
const MAX_WEIGHT = 40;
const LEAST_ERROR_M2 = 6;
const MOST_ERROR_M2 = 3600;
/** Squared distance from what was expected, in variances, beyond which a fix counts less. */
const OUTLYING = 12;
/** And beyond which it is hardly believed, unless the one before was no better: then the vehicle is elsewhere. */
const STRAY = 30;
/** Of a claimed accuracy (68 % of a circle), the standard deviation of an axis. */
export const SD_OF_ACCURACY = 0.66;

export interface Extended {
  readonly track: Track;
  /** The newest mark. */
  readonly head: Mark;
  /** The moments that nothing more will be learned about, in order. */
  readonly settled: readonly Spot[];
}

export function beginTrack(sight: Sight): Extended {
  const head = firstMark(sight, FIRST_ERROR_M2);
  return {
    track: { marks: [head], errorM2: FIRST_ERROR_M2, weight: FIRST_WEIGHT, strayed: false },
    head,
    settled: [],
  };
}

function firstMark({ t, x, y, claimedSdM }: Sight, errorM2: number): Mark {
  const pp = Math.max(errorM2, claimedSdM === null ? 0 : claimedSdM * claimedSdM);
  return { t, x, y, vx: 0, vy: 0, pp, pv: 0, vv: FIRST_SPEED_VARIANCE };
}

/** The track with one more fix. */
export function extendTrack(track: Track, sight: Sight): Extended {
  const last = track.marks[track.marks.length - 1];
  if (last === undefined) return beginTrack(sight);
  if (sight.t - last.t > RESTART_MS) {
    const head = firstMark(sight, track.errorM2);
    return { track: { ...track, marks: [head] }, head, settled: smoothed(track) };
  }
  const { mark, ...learned } = update(track, last, sight);
  const marks = [...track.marks, mark];
  const next = { marks, ...learned };
  const old = countOld(marks, sight.t);
  if (old === 0) return { track: next, head: mark, settled: [] };
  return { track: { ...next, marks: marks.slice(old) }, head: mark, settled: smoothed(next).slice(0, old) };
}

/** Several at a time, for finding out where they were costs as much as all of them. */
function countOld(marks: readonly Mark[], now: number): number {
  const most = marks.length - MIN_MARKS;
  const isOver = marks.length > MAX_MARKS + AT_ONCE || now - (marks[0]?.t ?? now) > SPAN_MS + AT_ONCE * 1000;
  let old = 0;
  while (isOver && old < most && (marks.length - old > MAX_MARKS || now - (marks[old]?.t ?? now) > SPAN_MS))
    old += 1;
  return old;
}

function update(track: Track, last: Mark, sight: Sight): Omit<Track, 'marks'> & { readonly mark: Mark } {
  const seen = predict(last, (sight.t - last.t) / 1000);
  const claimed = sight.claimedSdM === null ? 0 : sight.claimedSdM * sight.claimedSdM;
  const error = Math.max(track.errorM2, claimed);
  const [dx, dy] = [sight.x - seen.x, sight.y - seen.y];
  const unlikely = (dx * dx + dy * dy) / (seen.pp + error);
  const strayed = unlikely > STRAY && !track.strayed;
  const inflated = strayed
    ? ((seen.pp + error) * unlikely) / OUTLYING - seen.pp
    : error * Math.max(1, unlikely / OUTLYING);
  const gain = seen.pp / (seen.pp + inflated);
  const gainV = seen.pv / (seen.pp + inflated);
  const mark: Mark = {
    t: sight.t,
    x: short(seen.x + gain * dx),
    y: short(seen.y + gain * dy),
    vx: short(seen.vx + gainV * dx),
    vy: short(seen.vy + gainV * dy),
    pp: short(seen.pp * (1 - gain)),
    pv: short(seen.pv * (1 - gain)),
    vv: short(seen.vv - gainV * seen.pv),
  };
  // What is left of the deviation after it was believed in part, and what that part was worth.
  const left = ((1 - gain) * (1 - gain) * (dx * dx + dy * dy)) / 2 + mark.pp;
  const told = Math.min(left, 9 * track.errorM2);
  const share = (1 - gain) / (track.weight + 1);
  const errorM2 = bounded(track.errorM2 + share * (told - track.errorM2));
  if (strayed) return { mark, errorM2: track.errorM2, weight: track.weight, strayed };
  return { mark, errorM2, weight: Math.min(MAX_WEIGHT, track.weight + (1 - gain)), strayed };
}

/** Learns from how far off a line a fix was, of a vehicle that is on it. */
export function learnError(track: Track, offM: number, share: number): Track {
  const told = Math.min(offM * offM, 9 * track.errorM2);
  const errorM2 = bounded(track.errorM2 + (share * (told - track.errorM2)) / (track.weight + 1));
  return { ...track, errorM2, weight: Math.min(MAX_WEIGHT, track.weight + share) };
}

function bounded(errorM2: number): number {
  return Math.min(MOST_ERROR_M2, Math.max(LEAST_ERROR_M2, errorM2));
}

/** As many digits as mean anything: the state is stored as text. */
function short(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function predict(from: Mark, seconds: number): Mark {
  const kept = Math.exp(-seconds / LASTS_S);
  const reach = LASTS_S * (1 - kept);
  const { pp, pv, vv } = from;
  const spread = ACCELERATION * LASTS_S * LASTS_S;
  return {
    t: from.t + seconds * 1000,
    x: from.x + reach * from.vx,
    y: from.y + reach * from.vy,
    vx: kept * from.vx,
    vy: kept * from.vy,
    pp:
      pp +
      2 * reach * pv +
      reach * reach * vv +
      spread * (seconds - 2 * reach + (LASTS_S / 2) * (1 - kept * kept)),
    pv: kept * (pv + reach * vv) + (spread / 2) * (1 - kept) * (1 - kept),
    vv: kept * kept * vv + ((ACCELERATION * LASTS_S) / 2) * (1 - kept * kept),
  };
}

/** Every mark as all fixes tell, the later ones too. */
export function smoothed({ marks }: Track): Spot[] {
  const spots: Spot[] = new Array(marks.length);
  let later: Mark | undefined;
  for (let i = marks.length - 1; i >= 0; i--) {
    const mark = marks[i];
    if (mark === undefined) continue;
    later = later === undefined ? mark : corrected(mark, later);
    spots[i] = later;
  }
  return spots;
}

/** A mark, given what its successor has turned out to be. */
function corrected(mark: Mark, later: Mark): Mark {
  const seconds = (later.t - mark.t) / 1000;
  const kept = Math.exp(-seconds / LASTS_S);
  const reach = LASTS_S * (1 - kept);
  const seen = predict(mark, seconds);
  // Covariance of the mark with what it predicts, by the inverse of the prediction's own.
  const [a, b, c, d] = [mark.pp + reach * mark.pv, kept * mark.pv, mark.pv + reach * mark.vv, kept * mark.vv];
  const determinant = seen.pp * seen.vv - seen.pv * seen.pv;
  const gpp = (a * seen.vv - b * seen.pv) / determinant;
  const gpv = (b * seen.pp - a * seen.pv) / determinant;
  const gvp = (c * seen.vv - d * seen.pv) / determinant;
  const gvv = (d * seen.pp - c * seen.pv) / determinant;
  return {
    ...mark,
    x: mark.x + gpp * (later.x - seen.x) + gpv * (later.vx - seen.vx),
    y: mark.y + gpp * (later.y - seen.y) + gpv * (later.vy - seen.vy),
    vx: mark.vx + gvp * (later.x - seen.x) + gvv * (later.vx - seen.vx),
    vy: mark.vy + gvp * (later.y - seen.y) + gvv * (later.vy - seen.vy),
  };
}
