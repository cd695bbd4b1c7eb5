import { formatServiceTime } from '../../../../kernel/service-time.ts';
import type { ScheduledStop } from '../../../../ports/school-plan-store.ts';
import type { Findings } from './findings.ts';
import type { FeedTime, FeedTrip } from './read-trips.ts';

const FILE = 'stop_times.txt';

/** Whether a trip's times can be: in order, each place once, and known where it begins and ends. Says why not. */
export function timesAreSound(trip: FeedTrip, times: readonly FeedTime[], findings: Findings): boolean {
  const before = findings.errorCount;
  if (times.length < 2) {
    const place = { file: 'trips.txt', row: trip.row, column: 'trip_id', value: trip.id };
    const reason = `has ${times.length} stop times, and a trip needs two at least`;
    findings.error(place, reason, 'Add its times to stop_times.txt, or leave the trip out.');
    return false;
  }
  let last: { readonly seconds: number; readonly row: number } = { seconds: 0, row: 0 };
  for (const [index, { row, sequence, arrivalS, departureS }] of times.entries()) {
    const at = (column: string, value: string) => ({ file: FILE, row, column, value });
    const former = times[index - 1];
    if (former?.sequence === sequence)
      findings.error(
        at('stop_sequence', String(sequence)),
        `stands in line ${former.row} already for trip ${trip.id}`,
        'Number the stops of a trip in order.',
      );
    if (arrivalS === undefined && (index === 0 || index === times.length - 1)) {
      const remedy = 'Write the time of the first and the last stop of each trip.';
      findings.error(at('arrival_time', ''), 'is missing', remedy);
    }
    for (const [column, seconds] of [
      ['arrival_time', arrivalS],
      ['departure_time', departureS],
    ] as const) {
      if (seconds === undefined) continue;
      if (seconds < last.seconds) {
        const reason = `is before ${formatServiceTime(last.seconds)} in line ${last.row}: the trip goes backwards`;
        const remedy = 'Let times go forwards; after midnight they go on with 24:00:00.';
        findings.error(at(column, formatServiceTime(seconds)), reason, remedy);
      }
      last = { seconds, row };
    }
  }
  return findings.errorCount === before;
}

/** The times of a sound trip, those that are missing by the distance between the known ones. */
export function filledTimes(times: readonly FeedTime[], alongM: readonly number[]): ScheduledStop[] {
  const filled: ScheduledStop[] = [];
  let from = 0;
  for (const [index, { arrivalS, departureS }] of times.entries()) {
    if (arrivalS === undefined || departureS === undefined) continue;
    for (let gap = from + 1; gap < index; gap += 1) {
      const seconds = between(times, alongM, from, gap, index);
      filled.push({ sequence: gap + 1, arrivalS: seconds, departureS: seconds });
    }
    filled.push({ sequence: index + 1, arrivalS, departureS });
    from = index;
  }
  return filled;
}

function between(
  times: readonly FeedTime[],
  alongM: readonly number[],
  from: number,
  at: number,
  to: number,
): number {
  const start = times[from]?.departureS ?? 0;
  const end = times[to]?.arrivalS ?? start;
  const [startM, endM] = [alongM[from] ?? 0, alongM[to] ?? 0];
  const fraction =
    endM > startM ? ((alongM[at] ?? startM) - startM) / (endM - startM) : (at - from) / (to - from);
  return Math.round(start + (end - start) * fraction);
}
