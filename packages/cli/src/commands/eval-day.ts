import { MatchedDay } from '../eval/match-day.ts';
import { readDriven, readTimedStops } from '../eval/read-day.ts';
import { CommandFailure } from '../failure.ts';

/** What `waycast eval day` takes. */
export interface EvalDayOptions {
  readonly positions: string;
  readonly schedule: string;
  readonly stops: string;
  /** Metres. */
  readonly radius: number;
}

/** Matches a day's vehicle positions to its schedule, which has no shapes, and says what that tells. */
export async function evaluateDay(options: EvalDayOptions): Promise<void> {
  const driven = await readDriven(options.positions);
  const wanted = new Set(driven.map(({ tripId }) => tripId));
  const timed = await readTimedStops(options.schedule, options.stops, wanted);
  const day = new MatchedDay(options.radius);
  for (const trip of driven) day.add(trip, timed.get(trip.tripId) ?? []);
  if (day.trips === 0) throw new CommandFailure(`${options.schedule} has no trip of ${options.positions}.`);
  process.stdout.write(`${report(day, driven.length)}\n`);
}

function report(day: MatchedDay, driven: number): string {
  const { trips, fixes, stops, visits, inferred, skipped, lateS, withheld, missS } = day;
  const share = (part: number, whole: number) =>
    whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
  const within = (all: readonly number[], from: number, to: number) =>
    all.filter((one) => one >= from && one <= to).length;
  return [
    `${trips} of ${driven} driven trips are scheduled: ${fixes} positions, ${stops} stops`,
    `visits          ${visits}, ${share(visits, stops)} of the stops; ${share(inferred, visits)} between two positions`,
    `driven around   ${skipped}, ${share(skipped, stops)}; of the others nothing is told`,
    `schedule        median ${quantile(lateS, 0.5)} s late; ${share(within(lateS, -60, 300), lateS.length)} from 1 min early to 5 min late`,
    `without every second position: ${withheld} moments at a stop that nothing was heard of`,
    `  found again   ${share(missS.length, withheld)}`,
    `  off by        median ${quantile(missS, 0.5)} s, nine of ten ${quantile(missS, 0.9)} s; ${share(within(missS, 0, 30), withheld)} within 30 s, ${share(within(missS, 0, 60), withheld)} within 60 s`,
  ].join('\n');
}

function quantile(values: readonly number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.floor(share * (sorted.length - 1))];
  return value === undefined ? '–' : String(Math.round(value));
}
