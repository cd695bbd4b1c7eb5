import type { Command } from 'commander';
import type { EvalEtaOptions } from './commands/eval-eta.ts';
import { examples } from './examples.ts';

/** `waycast eval`: the engine on recorded files, with its scores. */
export function addEval(program: Command): void {
  const evaluation = program
    .command('eval')
    .description('run the engine on recorded files, and score what it says')
    .helpCommand(false)
    .addHelpText('after', examples('eval eta --help'));
  addEta(evaluation);
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
