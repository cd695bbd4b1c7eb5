import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type AccuracyScore, bandsIn, EtaModel } from '@waycast/server/evaluate-eta';
import { EtaEvaluation, type JudgedPrediction } from '../eval/evaluate-eta.ts';
import { CallLocator, type LocatedCalls } from '../eval/locate-calls.ts';
import { readCalls } from '../eval/read-calls.ts';
import { readSchedule } from '../eval/read-schedule.ts';
import { CommandFailure, messageOf } from '../failure.ts';

/** What `waycast eval eta` takes: file names. */
export interface EvalEtaOptions {
  readonly schedule: string;
  readonly trips: string;
  readonly train: readonly string[];
  readonly test: string;
  readonly out?: string;
}

/** Predicts the test's arrivals as the server would have, writes the predictions, and prints their scores. */
export async function evalEta(options: EvalEtaOptions): Promise<void> {
  const startedAt = performance.now();
  const locator = new CallLocator(await readSchedule(options.schedule, options.trips));
  const trainingRows = [];
  for (const file of options.train) trainingRows.push(...(await readCalls(file)));
  const testRows = await readCalls(options.test);
  const training = locator.locate(trainingRows);
  const test = locator.locate(testRows);
  tellUnknown('training', training);
  tellUnknown('test', test);
  if (test.calls.length === 0)
    throw new CommandFailure(`no call of ${options.test} is of a trip and stop of ${options.schedule}.`);
  const model = new EtaModel(bandsIn(testRows[0]?.offset ?? '+00:00'));
  const evaluation = new EtaEvaluation(model, training.calls, test.calls);
  const count = await write(evaluation, options.out);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const to = options.out === undefined ? '' : ` to ${options.out}`;
  process.stdout.write(
    `${number(training.calls.length)} calls learned, ${number(count)} predictions at ${number(test.calls.length)} calls${to} in ${seconds} s\n\n`,
  );
  process.stdout.write(table(evaluation));
}

/** One line for each prediction; resolves to how many. */
async function write(evaluation: EtaEvaluation, out: string | undefined): Promise<number> {
  let count = 0;
  function* lines(): Generator<string> {
    for (const predictions of evaluation.run()) {
      count += predictions.length;
      if (predictions.length > 0) yield predictions.map(lineOf).join('');
    }
  }
  if (out === undefined) {
    for (const _ of lines());
    return count;
  }
  try {
    await pipeline(Readable.from(lines()), createWriteStream(out));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new CommandFailure(`${out} cannot be written: ${messageOf(error)}`);
  }
  return count;
}

function lineOf({ tripId, stopId, stopSequence, madeAt, predictedAt, p10, p90 }: JudgedPrediction): string {
  const iso = (at: number): string => new Date(at).toISOString();
  const line = {
    tripId,
    stopId,
    stopSequence,
    madeAt: iso(madeAt),
    predictedAt: iso(predictedAt),
    p10: iso(p10),
    p90: iso(p90),
  };
  return `${JSON.stringify(line)}\n`;
}

function tellUnknown(which: string, { unknownTrips, unknownStops }: LocatedCalls): void {
  if (unknownTrips > 0)
    process.stderr.write(
      `${number(unknownTrips)} ${which} calls are of trips that are not scheduled; left out\n`,
    );
  if (unknownStops > 0)
    process.stderr.write(
      `${number(unknownStops)} ${which} calls are at stops that their trips do not have; left out\n`,
    );
}

function table({ tallies }: EtaEvaluation): string {
  const rows = [...tallies].map(([name, tally]) => ({ name, score: tally.score() }));
  const waycast = rows.find(({ name }) => name === 'waycast')?.score;
  const minutes =
    waycast?.buckets.map(({ fromMinutes, toMinutes }) => `${fromMinutes}–${toMinutes} min`) ?? [];
  const lines = [
    line('accurate, %', [...minutes, 'mean']),
    ...rows.map(({ name, score }) => line(name, cellsOf(score))),
    line('predictions', [
      ...(waycast?.buckets.map(({ predictions }) => number(predictions)) ?? []),
      number(waycast?.predictions ?? 0),
    ]),
    '',
    `p10 to p90 holds ${percent(waycast?.coveredPercent)} % of the arrivals`,
  ];
  return `${lines.join('\n')}\n`;
}

function cellsOf({ buckets, percent: mean }: AccuracyScore): string[] {
  return [...buckets.map((bucket) => percent(bucket.percent)), percent(mean)];
}

function line(name: string, cells: readonly string[]): string {
  return name.padEnd(22) + cells.map((cell) => cell.padStart(11)).join('');
}

function percent(value: number | null | undefined): string {
  return value == null ? '–' : value.toFixed(1);
}

function number(value: number): string {
  return value.toLocaleString('en-US');
}
