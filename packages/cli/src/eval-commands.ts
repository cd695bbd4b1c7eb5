import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseWhole } from './arguments.ts';
import type { EvalArrivalsOptions } from './commands/eval-arrivals.ts';
import type { EvalDayOptions } from './commands/eval-day.ts';
import type { EvalEtaOptions } from './commands/eval-eta.ts';
import type { EvalRoadsOptions } from './commands/eval-roads.ts';
import { examples } from './examples.ts';

/** `waycast eval`: the engine on recorded files, with its scores. */
export function addEval(program: Command): void {
  const evaluation = program
    .command('eval')
    .description('run the engine on recorded files, and score what it says')
    .helpCommand(false)
    .addHelpText(
      'after',
      examples('eval arrivals --help', 'eval day --help', 'eval eta --help', 'eval roads --help'),
    );
  addArrivals(evaluation);
  addDay(evaluation);
  addEta(evaluation);
  addRoads(evaluation);
}

/** `waycast eval arrivals`. */
function addArrivals(evaluation: Command): void {
  evaluation
    .command('arrivals')
    .description('find the arrivals of a recorded ride at its stops, also with noise, gaps and in any order')
    .requiredOption('--ride <file>', 'GPX, GeoJSON, NMEA 0183 or CSV, also gzipped')
    .requiredOption('--stops <file>', 'GeoJSON Points in order of the drive, or with stop_sequence')
    .option('--route <file>', "GeoJSON LineString of the route (default: the stops' order has to do)")
    .option('--radius <metres>', 'what counts as being at a stop', parseNumber(1, 1000), 50)
    .option('--noise <metres>', 'standard deviation of errors to add, an axis', parseNumber(0, 1000), 0)
    .option(
      '--drift <seconds>',
      'errors that wander: what is left of one fades so fast',
      parseNumber(0, 3600),
      0,
    )
    .option('--outliers <percent>', 'fixes 100 to 1000 m off that claim to be exact', parseNumber(0, 50), 0)
    .option('--sample <seconds>', 'fixes at least so far apart, and the last', parseNumber(0, 3600), 1)
    .addOption(new Option('--shuffle', 'deliver them in any order').conflicts('late'))
    .option('--late', 'deliver a part of the way after all others, at once')
    .option('--twice', 'deliver everything twice')
    .option('--restart', 'kill the server at one of twenty deliveries, which comes again to another')
    .option('--seed <number>', 'the same seed gives the same noise and order', parseWhole(0, 2 ** 31), 1)
    .option('--out <file>', 'where visits are written, a line of JSON each (default: standard output)')
    .addHelpText(
      'after',
      examples(
        'eval arrivals --ride ride.gpx --stops stops.geojson --route route.geojson',
        'eval arrivals --ride ride.gpx.gz --stops stops.geojson --noise 20 --sample 10 --shuffle --seed 7 --out visits.jsonl',
      ),
    )
    .action(async (options: EvalArrivalsOptions) =>
      (await import('./commands/eval-arrivals.ts')).evaluateArrivals(options),
    );
}

/** `waycast eval day`. */
function addDay(evaluation: Command): void {
  evaluation
    .command('day')
    .description(
      "find the arrivals of a day's vehicle positions at the stops of its schedule, without shapes",
    )
    .requiredOption(
      '--positions <file>',
      'CSV: vehicle_id, trip_id, timestamp, latitude, longitude; also gzipped',
    )
    .requiredOption('--schedule <file>', 'CSV: trip_id, stop_id, arrival_time')
    .requiredOption('--stops <file>', "GTFS's stops: stop_id, stop_lat, stop_lon")
    .option('--radius <metres>', 'what counts as being at a stop', parseNumber(1, 1000), 50)
    .addHelpText(
      'after',
      examples('eval day --positions positions.csv.gz --schedule stop_times.txt --stops stops.txt'),
    )
    .action(async (options: EvalDayOptions) => (await import('./commands/eval-day.ts')).evaluateDay(options));
}

/** `waycast eval eta`. */
function addEta(evaluation: Command): void {
  evaluation
    .command('eta')
    .description(
      'predict arrivals as the server would have, and score them by the ETA Accuracy Benchmark beside simple rules',
    )
    .requiredOption('--schedule <file>', "GTFS's stop_times, plain or gzipped")
    .requiredOption('--trips <file>', "GTFS's trips")
    .requiredOption('--train <file...>', 'observed calls to learn from: trip_id, stop_id, call_time')
    .requiredOption('--test <file>', 'observed calls to predict, each known from its call_time on')
    .option('--out <file>', 'write the predictions, a line of JSON each')
    .addHelpText(
      'after',
      examples(
        'eval eta --schedule stop_times.txt --trips trips.txt --train monday.csv.gz --test tuesday.csv.gz --out predictions.jsonl',
      ),
    )
    .action(async (options: EvalEtaOptions) => (await import('./commands/eval-eta.ts')).evalEta(options));
}

/** `waycast eval roads`. */
function addRoads(evaluation: Command): void {
  evaluation
    .command('roads')
    .description(
      'drive over a map in simulation, and score which roads the matcher finds and how rough it says they are',
    )
    .requiredOption('--roads <file>', 'GeoJSON lines, also gzipped; `oneway` as in OpenStreetMap')
    .option('--drives <number>', 'drives from anywhere to anywhere', parseWhole(1, 10_000), 40)
    .option('--devices <number>', 'phones that drive in turn', parseWhole(1, 1000), 20)
    .option('--seed <number>', 'the same seed gives the same drives and errors', parseWhole(0, 2 ** 31), 1)
    .addHelpText(
      'after',
      examples(
        'eval roads --roads roads.geojson.gz',
        'eval roads --roads roads.geojson --drives 200 --seed 7',
      ),
    )
    .action(async (options: EvalRoadsOptions) =>
      (await import('./commands/eval-roads.ts')).evaluateRoads(options),
    );
}

function parseNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,7}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max))
      throw new InvalidArgumentError(`It takes a number from ${min} to ${max}.`);
    return value;
  };
}
