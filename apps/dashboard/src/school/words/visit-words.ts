import type { TripStop } from '@waycast/contract';
import { clockIn } from '../../words/clock.ts';
import { distanceText } from '../../words/figures.ts';

/** What became of a stop so far. */
export type VisitPhase = 'departed' | 'at' | 'approaching' | 'skipped' | 'ahead';

export function phaseOf(stop: TripStop): VisitPhase {
  if (stop.skipped) return 'skipped';
  if (stop.departedAt !== null) return 'departed';
  if (stop.arrivedAt !== null) return 'at';
  return stop.approachedAt === null ? 'ahead' : 'approaching';
}

const EARLIER_S = 60;

/** "3 min after its time"; nothing where there is no schedule or no arrival. */
export function againstSchedule({ arrivedAt, scheduledAt }: TripStop): string | undefined {
  if (arrivedAt === null || scheduledAt === null) return undefined;
  const seconds = (Date.parse(arrivedAt) - Date.parse(scheduledAt)) / 1000;
  if (Math.abs(seconds) < EARLIER_S) return 'on time';
  return `${Math.round(Math.abs(seconds) / 60)} min ${seconds > 0 ? 'late' : 'early'}`;
}

/** Why the page says what it says of a stop, one sentence each. */
export function whySentences(stop: TripStop, timeZone: string): string[] {
  const { approachedAt, arrivedAt, departedAt, distanceM, radiusM, inferred, late, skipped } = stop;
  const clock = (time: string): string => clockIn(Date.parse(time), timeZone);
  const said: string[] = [];
  if (skipped) said.push('The bus passed this stop on its way and was never within its radius.');
  if (approachedAt !== null) said.push(`Approaching was told at ${clock(approachedAt)}.`);
  if (arrivedAt !== null)
    said.push(
      inferred
        ? `No position shows the bus within ${distanceText(radiusM)} of the stop; the way between two positions does, at about ${clock(arrivedAt)}.`
        : `The bus came within ${distanceText(radiusM)} of the stop at ${clock(arrivedAt)}${distanceM === null ? '' : `, ${distanceText(distanceM)} from its middle`}.`,
    );
  if (departedAt !== null) said.push(`It left the radius at ${clock(departedAt)}.`);
  if (late) said.push('This was found out late: the positions had waited on the phone.');
  if (said.length === 0) said.push('No position has shown the bus near this stop yet.');
  return said;
}
