import type { Fix } from '@waycast/contract';
import { binned } from './bins.ts';
import { placeWay } from './locate.ts';
import {
  beginTrack,
  type Extended,
  extendTrack,
  type Mark,
  SD_OF_ACCURACY,
  type Spot,
  smoothed,
  type Track,
} from './track.ts';
import type { VisitTrip } from './visit-trip.ts';
import type { SeenFix, VisitChange, VisitsState, WayPoint } from './visits-state.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Fixes that evidence can show. */
const FIXES_SHOWN = 4;

/** One fix at work on a trip: what was known, which is changed in a copy, and what is found. */
export class Moment {
  readonly trip: VisitTrip;
  readonly state: Mutable<VisitsState>;
  readonly changes: VisitChange[] = [];
  readonly fix: SeenFix;
  readonly accuracy: number | null;
  /** Where it is by all fixes so far. */
  readonly head: Mark;
  /** Standard deviation of that, an axis. */
  readonly sdM: number;
  /** Points of the way that nothing more will be learned about, after `state.settled`. */
  readonly settled: readonly Spot[];
  track: Track;
  /** Where the vehicle came back to the line, having been elsewhere until this moment. */
  backAtM: number | null = null;
  readonly #settledBefore: WayPoint | null;
  #way: WayPoint[] | undefined;

  constructor(trip: VisitTrip, state: VisitsState, fix: SeenFix, { track, head, settled }: Extended) {
    this.trip = trip;
    this.fix = fix;
    this.accuracy = fix.accuracy;
    this.state = { ...state, visits: [...state.visits], outAt: [...state.outAt] };
    this.track = track;
    this.head = head;
    this.settled = settled;
    this.#settledBefore = state.settled;
    this.sdM = Math.sqrt(head.pp);
  }

  /** The line does not tell where the vehicle is. */
  get isLoose(): boolean {
    return !this.trip.line.drawn || this.state.offRouteSince !== null || this.state.progressM === null;
  }

  get here(): WayPoint {
    const { t, x, y } = this.head;
    const onLine = !this.isLoose && this.state.offLineSince === null;
    return { t, x, y, alongM: onLine ? this.state.progressM : null };
  }

  /** The way from the last settled point before this fix to here. */
  way(): readonly WayPoint[] {
    this.#way ??= this.#wholeWay();
    return this.#way;
  }

  /** One point of the way by itself. */
  placed(spot: Spot): WayPoint {
    const { progressM } = this.state;
    const { t, x, y } = spot;
    const isLoose = this.isLoose || progressM === null;
    const [point] = isLoose ? [] : placeWay(this.trip.line.path, null, [spot], progressM, this.sdM);
    return point ?? { t, x, y, alongM: null };
  }

  #wholeWay(): WayPoint[] {
    const { progressM } = this.state;
    const settled = this.#settledBefore;
    const spots = [...this.settled, ...smoothed(this.track)];
    if (!this.isLoose && progressM !== null)
      return placeWay(this.trip.line.path, settled, spots, progressM, this.sdM);
    const way = spots.map(({ t, x, y }): WayPoint => ({ t, x, y, alongM: null }));
    return settled === null ? way : [settled, ...way];
  }
}

/** The moment at which the next fix is seen. */
export function momentOf(trip: VisitTrip, state: VisitsState, fix: Fix): Moment {
  const { plane } = trip.line.path;
  const accuracy = fix.accuracy !== null && fix.accuracy > 0 ? fix.accuracy : null;
  const seen = { t: fix.time, x: plane.east(fix.longitude), y: plane.north(fix.latitude), accuracy };
  const sight = { ...seen, claimedSdM: accuracy === null ? null : accuracy * SD_OF_ACCURACY };
  const extended = state.track === null ? beginTrack(sight) : extendTrack(state.track, sight);
  const shown = { ...seen, x: Math.round(seen.x * 10) / 10, y: Math.round(seen.y * 10) / 10 };
  const fixes = [...state.fixes.slice(1 - FIXES_SHOWN), shown];
  return new Moment(
    trip,
    { ...state, fixes, bins: binned(state.bins, seen), firstAt: state.firstAt ?? fix.time },
    seen,
    extended,
  );
}

/** The same moment again, when nothing follows it; undefined before any fix. */
export function lastMoment(trip: VisitTrip, state: VisitsState): Moment | undefined {
  const { track, fixes } = state;
  const [fix, head] = [fixes[fixes.length - 1], track?.marks[track.marks.length - 1]];
  if (track === null || fix === undefined || head === undefined) return undefined;
  return new Moment(trip, state, fix, { track, head, settled: [] });
}
