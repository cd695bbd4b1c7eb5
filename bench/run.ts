// `npm run bench`: Waycast and its peers under the same load, in turn, on this machine. `--help` says what it takes.

import { installMissing } from './processes/program.ts';
import { type Plan, readCommandLine, UsageError, usage } from './runner/command-line.ts';
import { describeMachine, loadWarning, type Machine, machineHeader } from './runner/machine.ts';
import { type Measured, section, writeReport } from './runner/markdown.ts';
import { measureScenario } from './runner/rounds.ts';
import { passingReport, REPORT, savedResults, saveResult, writeText } from './runner/saved.ts';
import { SCENARIOS } from './scenarios/index.ts';

/** No scenario of a quick run begins later, so that all is over within 10 minutes. */
const QUICK_MS = 9 * 60_000;

const startedAt = new Date();
const command = ['npm run bench', ...(process.argv.length > 2 ? ['--'] : []), ...process.argv.slice(2)].join(
  ' ',
);

function say(line: string): void {
  console.log(`${new Date().toTimeString().slice(0, 8)} ${line}`);
}

/** Returns whether everything could be measured. */
async function run(plan: Plan & { kind: 'run' }): Promise<boolean> {
  const { scenarios, options, whole } = plan;
  const machine = await describeMachine();
  const warning = loadWarning(machine);
  if (warning !== undefined) say(warning);
  const path = passingReport(options.quick ? 'quick' : whole ? 'all' : 'named');
  const measured: Measured[] = [];
  for (const scenario of scenarios) {
    if (options.quick && whole && performance.now() > QUICK_MS) {
      say(`${scenario.name}: no time left for it; npm run bench -- quick ${scenario.name}`);
      continue;
    }
    say(`${scenario.name}: ${scenario.title}`);
    const result = await measureScenario(scenario, options, say);
    measured.push({ scenario, result });
    console.log(`\n${section({ scenario, result })}\n`);
    if (!options.quick) await saveResult(result);
    await writeText(path, reportOf(machine, measured));
  }
  const report = whole && !options.quick ? REPORT : path;
  await writeText(report, reportOf(machine, measured));
  say(`written to ${report}`);
  return measured.every(({ result }) => result.contenders.every(({ failures }) => failures.length === 0));
}

function reportOf(machine: Machine, measured: readonly Measured[]): string {
  return writeReport(machineHeader(machine, command, startedAt), measured);
}

/** From what earlier runs left; each section says when it was measured and what else the machine did then. */
async function assembleReport(): Promise<void> {
  const saved = await savedResults(SCENARIOS);
  if (saved.length === 0)
    throw new UsageError('No full-size run has left its samples in bench/results: npm run bench.');
  await writeText(REPORT, reportOf({ ...(await describeMachine()), load: 0 }, saved));
  say(`written to ${REPORT}`);
}

/** Refuses a machine on which the bench cannot run. */
async function checkMachine(): Promise<void> {
  if (process.platform !== 'linux')
    throw new UsageError('The bench needs Linux: it pins processes to cores and reads /proc.');
  const install = await installMissing();
  if (install !== undefined) throw new UsageError(`The bench needs programs that are not here: ${install}`);
}

async function main(): Promise<void> {
  const plan = readCommandLine(process.argv.slice(2), SCENARIOS);
  switch (plan.kind) {
    case 'help':
      return console.log(usage(SCENARIOS));
    case 'report':
      return assembleReport();
    case 'run':
      await checkMachine();
      process.exitCode = (await run(plan)) ? 0 : 1;
  }
}

// Each child process has a watch that ends it and removes its folder when this process is gone.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  process.once(signal, () => {
    say('stopped; what was started ends now');
    process.exit(code);
  });
}

try {
  await main();
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n\n${usage(SCENARIOS)}`);
  process.exitCode = 2;
}
