import { encodeGeohash } from '@waycast/geo';
import type {
  MatchedObservation,
  ObservationMatch,
  RoadObservations,
  TakenTrace,
} from '../../../ports/road-observations.ts';
import { MAX_ACCURACY_M } from '../matching/matching-options.ts';
import type { RoadMatcher } from '../matching/road-matcher.ts';
import { rematchFrom, rematchTo, settledUpTo } from '../matching/windows.ts';
import { CELL_PREFIX } from './cells.ts';

/** Of a trace at once: some ten minutes of a phone that reports every second. */
const MAX_POINTS = 600;
const CELL_LENGTH = 8;
/** Where what is too inexact to be anywhere belongs; no line and no cell is named so. */
const NOWHERE = 'nowhere~';

/**
 * Says where the observations of a device belong that are not yet matched, or as much of them as is done in a moment.
 * What is decided follows from what is stored alone, so that whoever does it, and however often, ends in the same.
 */
export async function settleTrace(
  observations: Pick<RoadObservations, 'trace' | 'settle'>,
  matcher: RoadMatcher,
  taken: TakenTrace,
): Promise<void> {
  const { from, to } = taken;
  const { readFrom, settleFrom } = rematchFrom(from);
  const { readTo, settleTo } = rematchTo(to);
  const { trace, isWhole } = await read(observations, taken, readFrom, readTo);
  const last = trace.at(-1)?.time ?? readTo;
  const end = isWhole ? settleTo : settledUpTo(last);
  const places = matcher.matchTrace(trace);
  const changes: ObservationMatch[] = [];
  const stale = new Set<string>();
  for (const [index, observation] of trace.entries()) {
    if (observation.time < settleFrom || observation.time >= end) continue;
    const place = places[index];
    const segmentId = place?.segmentId ?? elsewhere(observation);
    const alongM =
      place?.alongM === undefined || place.alongM === null ? null : Math.round(place.alongM * 10) / 10;
    if (segmentId === observation.segmentId && alongM === observation.alongM) continue;
    changes.push({ time: observation.time, segmentId, alongM });
    if (observation.roughness === null || segmentId === observation.segmentId) continue;
    for (const id of [segmentId, observation.segmentId]) if (id !== null && id !== NOWHERE) stale.add(id);
  }
  await observations.settle(taken, changes, [...stale], isWhole ? to : end - 1);
}

/** More and more where a part is too short to come forward. */
async function read(
  observations: Pick<RoadObservations, 'trace'>,
  { tenant, deviceId, from }: TakenTrace,
  readFrom: number,
  readTo: number,
): Promise<{ readonly trace: readonly MatchedObservation[]; readonly isWhole: boolean }> {
  for (let limit = MAX_POINTS; ; limit *= 4) {
    const trace = await observations.trace(tenant, deviceId, readFrom, readTo, limit);
    const isWhole = trace.length < limit;
    if (isWhole || settledUpTo(trace.at(-1)?.time ?? 0) > from) return { trace, isWhole };
  }
}

function elsewhere({ accuracy, latitude, longitude }: MatchedObservation): string {
  if (accuracy !== null && accuracy > MAX_ACCURACY_M) return NOWHERE;
  return CELL_PREFIX + encodeGeohash({ latitude, longitude }, CELL_LENGTH);
}
