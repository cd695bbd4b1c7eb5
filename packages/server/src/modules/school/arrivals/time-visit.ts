import type { FlatLine } from '@waycast/geo';
import { type Bin, newestFirst } from './bins.ts';
import { likelyTimes } from './likely-drive.ts';
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
  const aroundM = AROUND_M + ERRORS_AROUND * errorM;
  const { bins, beginM, endM } = past(path, state.bins, state.progressM, {
    fromM: stop.enterM - aroundM,
    toM: stop.leaveM + aroundM,
  });
  const fromM = Math.max(stop.enterM - MAX_AROUND_M, Math.min(stop.enterM - 30, beginM) - 2 * errorM);
  const toM = Math.min(stop.leaveM + MAX_AROUND_M, Math.max(stop.leaveM + 30, endM) + 2 * errorM);
  const stopsM = trip.stops.map(({ alongM }) => alongM).filter((alongM) => alongM >= fromM && alongM <= toM);
  const stretch = { fromM, toM, stopsM, placeAt: (alongM: number) => path.at(alongM) };
  const [arrivedAt = null, departedAt = null] = likelyTimes(bins, errorM, stretch, [
    stop.enterM,
    stop.leaveM,
  ]);
  return { arrivedAt, departedAt };
}

interface Past {
  /** From the last before a stretch of line to the first beyond it, as far as there are. */
  readonly bins: readonly Bin[];
  /** Where on the line the first and the last of them are. */
  readonly beginM: number;
  readonly endM: number;
}

/** From the newest back, for that is where the vehicle is known to be, and what lies before is of no use. */
function past(
  path: FlatLine,
  packed: readonly number[],
  headM: number,
  { fromM, toM }: { readonly fromM: number; readonly toM: number },
): Past {
  let bins: Bin[] = [];
  let [alongM, endM] = [headM, headM];
  let later: Bin | undefined;
  for (const bin of newestFirst(packed)) {
    const movedM = later === undefined ? 0 : Math.hypot(bin.x - later.x, bin.y - later.y);
    const expected = { alongM: alongM - movedM, sdM: 20 + movedM / 2, offSdM: 10 };
    const isNewest = later === undefined;
    alongM = path.nearest(bin.x, bin.y, alongM - 30 - movedM, alongM + 30 + movedM, expected).alongM;
    later = bin;
    if (isNewest || alongM > toM) {
      bins = [];
      endM = alongM;
    }
    bins.push(bin);
    if (alongM < fromM) break;
  }
  return { bins: bins.reverse(), beginM: alongM, endM };
}
