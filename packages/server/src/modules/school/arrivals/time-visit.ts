import { likelyTimes } from './likely-drive.ts';
import { placeWay } from './locate.ts';
import type { Moment } from './moment.ts';
import type { VisitStop } from './visit-trip.ts';

/** Where fixes are exact, a straight way between them is as good. */
const LEAST_ERROR_M = 10;
/** The stretch of line around a stop that is looked at, beside the errors of the fixes. */
const AROUND_M = 90;
const ERRORS_AROUND = 1.5;
const MAX_AROUND_M = 500;

/** Null where the fixes do not tell. */
export interface VisitTimes {
  readonly arrivedAt: number | null;
  readonly departedAt: number | null;
}

/** When the vehicle came to a stop and left it, by all recent fixes. */
export function timeVisit(moment: Moment, stop: VisitStop): VisitTimes {
  const { trip, state, track } = moment;
  const errorM = Math.sqrt(track.errorM2);
  if (moment.isLoose || state.progressM === null || errorM < LEAST_ERROR_M)
    return { arrivedAt: null, departedAt: null };
  const { path } = trip.line;
  const way = placeWay(path, null, state.bins, state.progressM, 1000);
  const aroundM = AROUND_M + ERRORS_AROUND * errorM;
  const isBefore = way.findLastIndex(({ alongM }) => alongM !== null && alongM < stop.enterM - aroundM);
  const isAfter = way.findIndex(
    ({ alongM }, index) => index > isBefore && alongM !== null && alongM > stop.leaveM + aroundM,
  );
  const first = Math.max(0, isBefore);
  const last = isAfter === -1 ? way.length - 1 : isAfter;
  const bins = state.bins.slice(first, last + 1);
  const fromM = Math.max(
    stop.enterM - MAX_AROUND_M,
    Math.min(stop.enterM - 30, way[first]?.alongM ?? 0) - 2 * errorM,
  );
  const toM = Math.min(
    stop.leaveM + MAX_AROUND_M,
    Math.max(stop.leaveM + 30, way[last]?.alongM ?? 0) + 2 * errorM,
  );
  const stopsM = trip.stops.map(({ alongM }) => alongM).filter((alongM) => alongM >= fromM && alongM <= toM);
  const stretch = { fromM, toM, stopsM, placeAt: (alongM: number) => path.at(alongM) };
  const [arrivedAt = null, departedAt = null] = likelyTimes(bins, errorM, stretch, [
    stop.enterM,
    stop.leaveM,
  ]);
  return { arrivedAt, departedAt };
}
