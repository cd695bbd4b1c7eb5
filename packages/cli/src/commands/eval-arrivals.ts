import { writeFile } from 'node:fs/promises';
import type { Fix } from '@waycast/contract';
import { createRandom, type Random } from '@waycast/geo';
import { type FoundVisit, findArrivals, stopProblems } from '@waycast/server/evaluate-arrivals';
import { doubled, partLate, sampled, shuffled, withNoise, withOutliers } from '../eval/disturb.ts';
import { insideNow, twoInARow } from '../eval/naive-rules.ts';
import { readLine, readStops } from '../eval/read-plan.ts';
import { readRide } from '../eval/read-ride.ts';
import { type Disturbance, type Score, scoreOf, truthsOf } from '../eval/score.ts';
import type { Told } from '../eval/told.ts';
import { CommandFailure, messageOf } from '../failure.ts';

/** What `waycast eval arrivals` takes. */
export interface EvalArrivalsOptions {
  readonly ride: string;
  readonly stops: string;
  readonly route?: string;
  /** Metres. */
  readonly radius: number;
  readonly noise: number;
  /** Seconds. */
  readonly sample: number;
  /** Seconds. */
  readonly drift: number;
  /** Percent. */
  readonly outliers: number;
  readonly shuffle?: true;
  readonly late?: true;
  readonly twice?: true;
  readonly restart?: true;
  readonly seed: number;
  readonly out?: string;
}

/** Fixes that come together when they come in any order. */
const MOST_TOGETHER = 100;

/** Share of deliveries at which the server is killed. */
const KILLED = 0.05;

/** Runs the engine on a recorded ride, writes the visits that it finds, and says how right they are. */
export async function evaluateArrivals(options: EvalArrivalsOptions): Promise<void> {
  const stops = await readStops(options.stops, options.radius);
  const trip = { stops, line: options.route === undefined ? null : await readLine(options.route) };
  for (const { message } of stopProblems(trip)) process.stderr.write(`${message}\n`);
  const ride = await readRide(options.ride);
  const random = createRandom(options.seed);
  const inexact = sampled(withNoise(ride, options.noise, random, options.drift), options.sample);
  const fixes = withOutliers(inexact, options.outliers / 100, random);
  const isKilled = () => options.restart === true && random.next() < KILLED;
  const { visits } = findArrivals(trip, deliveriesOf(fixes, options, random), isKilled);
  const lines = visits.map((visit) => `${JSON.stringify(asWritten(visit))}\n`).join('');
  await write(options.out, lines);
  const told = visits.flatMap(toldBy);
  const disturbance = { fixes, sigmaM: options.noise, sampleS: options.sample };
  const rules: [string, readonly Told[]][] = [
    ['Waycast', told],
    ['inside now, outside before', insideNow(fixes, stops)],
    ['in by 1, out by 1.4 radii, twice', twoInARow(fixes, stops)],
  ];
  const scores = options.out === undefined ? process.stderr : process.stdout;
  scores.write(report(rules, truthsOf(ride, stops), disturbance, stops.length));
}

function deliveriesOf(fixes: readonly Fix[], options: EvalArrivalsOptions, random: Random): Fix[][] {
  const once = options.shuffle
    ? shuffled(fixes, MOST_TOGETHER, random)
    : options.late
      ? partLate(fixes, random)
      : fixes.map((fix) => [fix]);
  return options.twice ? doubled(once, random) : once;
}

function asWritten({ stopId, sequence, arrivedAt, departedAt, inferred, late }: FoundVisit) {
  return {
    stopId,
    stopSequence: sequence,
    arrivedAt: new Date(arrivedAt).toISOString(),
    departedAt: departedAt === null ? null : new Date(departedAt).toISOString(),
    inferred,
    late,
  };
}

async function write(file: string | undefined, lines: string): Promise<void> {
  if (file === undefined) {
    process.stdout.write(lines);
    return;
  }
  try {
    await writeFile(file, lines);
  } catch (error) {
    throw new CommandFailure(`${file} cannot be written: ${messageOf(error)}`);
  }
}

function toldBy({ sequence, arrivedAt, departedAt }: FoundVisit): Told[] {
  const arrived: Told = { sequence, action: 'ARRIVED', at: arrivedAt };
  return departedAt === null ? [arrived] : [arrived, { sequence, action: 'DEPARTED', at: departedAt }];
}

function report(
  rules: readonly (readonly [string, readonly Told[]])[],
  truths: ReturnType<typeof truthsOf>,
  disturbance: Disturbance,
  stops: number,
): string {
  const { fixes, sigmaM, sampleS } = disturbance;
  const unreached = stops - truths.length;
  const rows = rules.flatMap(([name, told]) =>
    (['ARRIVED', 'DEPARTED'] as const).map((action) =>
      row(name, action, scoreOf(told, truths, action, disturbance)),
    ),
  );
  return [
    `${fixes.length} fixes, noise ${sigmaM} m, every ${sampleS} s; ${truths.length} of ${stops} stops were reached by the clean ride${unreached > 0 ? ` (${unreached} were not: a visit to one counts as surplus)` : ''}`,
    `${'rule'.padEnd(34)}${'event'.padEnd(10)}${COLUMNS.map((name) => name.padStart(10)).join('')}`,
    ...rows,
    '',
  ].join('\n');
}

const COLUMNS = ['told', 'right', 'mistimed', 'missing', 'surplus'] as const;

function row(name: string, action: string, score: Score): string {
  const numbers = COLUMNS.map((column) => String(score[column]).padStart(10)).join('');
  return `${name.padEnd(34)}${action.padEnd(10)}${numbers}`;
}
