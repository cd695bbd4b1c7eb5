import { parseArgs } from 'node:util';
import type { RunOptions, Scenario } from '../scenario.ts';

/** What the one who called asked for. */
export type Plan =
  | { readonly kind: 'help' }
  | { readonly kind: 'report' }
  | {
      readonly kind: 'run';
      readonly scenarios: readonly Scenario[];
      readonly options: RunOptions;
      /** All scenarios rather than named ones. */
      readonly whole: boolean;
    };

/** A wrong command line: what is wrong and what is accepted. */
export class UsageError extends Error {}

const FULL = { rounds: 3, seconds: 5 };
const QUICK = { rounds: 1, seconds: 2 };

/** Reads the arguments behind `npm run bench --`. Throws UsageError. */
export function readCommandLine(args: readonly string[], scenarios: readonly Scenario[]): Plan {
  const { values, positionals } = parse(args);
  if (values.help) return { kind: 'help' };
  if (values.report) return { kind: 'report' };
  const quick = positionals.includes('quick');
  const names = positionals.filter((name) => name !== 'quick');
  const usual = quick ? QUICK : FULL;
  return {
    kind: 'run',
    scenarios:
      names.length === 0
        ? scenarios.filter(({ fullOnly }) => !(quick && fullOnly))
        : scenariosOf(names, scenarios),
    whole: names.length === 0,
    options: {
      quick,
      rounds: positive('--rounds', values.rounds) ?? usual.rounds,
      seconds: positive('--seconds', values.seconds) ?? usual.seconds,
      scale: 1,
    },
  };
}

/** The text of `--help`. */
export function usage(scenarios: readonly Scenario[]): string {
  const width = Math.max(...scenarios.map(({ name }) => name.length), 0);
  return [
    'npm run bench                   all scenarios, median of 3 rounds, into bench/RESULTS.md',
    'npm run bench -- quick          the main ones and fewer peers, under 10 minutes, into bench/results/quick.md',
    'npm run bench -- NAME…          some scenarios, or all whose names begin so, into bench/results',
    'npm run bench -- quick NAME…    a look at some',
    '   --rounds N                   rounds (3; quick: 1)',
    '   --seconds N                  seconds that each contender is measured for (5; quick: 2)',
    'npm run bench -- --report       bench/RESULTS.md anew from the last full-size run of each scenario',
    '',
    'Scenarios:',
    ...scenarios.map(({ name, title }) => `   ${name.padEnd(width)}  ${title}`),
  ].join('\n');
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        report: { type: 'boolean' },
        rounds: { type: 'string' },
        seconds: { type: 'string' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function positive(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value > 0)) throw new UsageError(`${option} takes a number above 0, not ${text}`);
  return value;
}

/** By their names; a name that none has stands for all that begin with it. */
function scenariosOf(names: readonly string[], scenarios: readonly Scenario[]): Scenario[] {
  const wanted = new Set(names.flatMap((name) => named(name, scenarios)));
  return scenarios.filter((scenario) => wanted.has(scenario));
}

function named(name: string, scenarios: readonly Scenario[]): Scenario[] {
  const exact = scenarios.filter((scenario) => scenario.name === name);
  const found = exact.length > 0 ? exact : scenarios.filter((scenario) => scenario.name.startsWith(name));
  if (found.length > 0) return found;
  const known = scenarios.map((scenario) => scenario.name).join(', ');
  throw new UsageError(`There is no scenario ${name}. There are: ${known}, and the word quick.`);
}
