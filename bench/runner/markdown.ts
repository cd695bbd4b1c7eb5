import type { Scenario } from '../scenario.ts';
import { DISTURBING, isGeneratorBound, percent, short, spreadCell } from './cells.ts';
import { judge, type Verdict } from './goals.ts';
import type { ContenderResult, ScenarioResult } from './result.ts';
import { figureSpread, ratioSpread } from './statistics.ts';

/** A scenario with what it gave. */
export interface Measured {
  readonly scenario: Scenario;
  readonly result: ScenarioResult;
}

/** The whole report; `header` says on what and how it was measured. */
export function writeReport(header: string, measured: readonly Measured[]): string {
  return `${[header, goalTable(measured), ...measured.map(section)].filter((part) => part !== '').join('\n\n')}\n`;
}

/** A scenario's heading, table and what has to be said about it. */
export function section({ scenario, result }: Measured): string {
  const notes = [
    ...(scenario.goal === undefined ? [] : [`Goal: ${scenario.goal}`]),
    ...result.leftOut.map(({ contender, needs }) => `Left out: ${contender}, which needs \`${needs}\`.`),
    ...result.contenders.flatMap(({ contender, failures }) =>
      failures.map((failure) => `Failed: ${contender}: ${failure.split('\n')[0]}`),
    ),
    ...disturbance(result),
    ...(result.contenders.some(boundOnce)
      ? ['† The generator was the slower part: the server can do more.']
      : []),
  ];
  const took = `${result.startedAt.slice(0, 16).replace('T', ' ')} UTC, ${result.rounds} × ${result.seconds} s each`;
  return [
    `## ${scenario.title}`,
    `\`${scenario.name}\`, ${took}.`,
    table({ scenario, result }),
    ...notes,
  ].join('\n\n');
}

interface Column {
  readonly title: string;
  cell(contender: ContenderResult): string;
}

function table({ scenario, result }: Measured): string {
  const columns = columnsOf(scenario, result).filter((column) =>
    result.contenders.some((one) => column.cell(one) !== ''),
  );
  const rows = result.contenders.map((one) => [nameCell(one), ...columns.map((column) => column.cell(one))]);
  return rowsOf(['', ...columns.map(({ title }) => title)], rows);
}

function columnsOf({ unit, baseline }: Scenario, result: ScenarioResult): Column[] {
  const base = result.contenders.find(({ contender }) => contender === baseline);
  const figure = (title: string, name: string): Column => ({
    title,
    cell: (one) => spreadCell(figureSpread(one, name), result.rounds),
  });
  const ratio = (name: string): Column => ({
    title: `× ${baseline}`,
    cell: (one) => (base === undefined ? '' : spreadCell(ratioSpread(one, base, name), result.rounds)),
  });
  const share = (title: string, name: string): Column => ({
    title,
    cell: (one) => {
      const spread = figureSpread(one, name);
      return spread === undefined ? '' : percent(spread.median);
    },
  });
  const extras = new Set(
    result.contenders.flatMap(({ measurements }) =>
      measurements.flatMap((one) => Object.keys(one?.extra ?? {})),
    ),
  );
  return [
    figure(`${unit}/s`, 'rate'),
    ratio('rate'),
    figure('per server-CPU-second', 'perCpuSecond'),
    ratio('perCpuSecond'),
    figure('p50 ms', 'p50Ms'),
    figure('p99 ms', 'p99Ms'),
    ...[...extras].map((name) => figure(name, name)),
    share('server busy', 'serverBusy'),
    share('generator busy', 'generatorBusy'),
  ];
}

/** Whether the machine was shared, and how much. */
function disturbance({ contenders }: ScenarioResult): string[] {
  const shares = contenders.flatMap(({ othersBusy }) => othersBusy);
  const greatest = Math.max(0, ...shares);
  if (greatest <= DISTURBING) return [];
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  return [
    `Other programs took ${percent(mean)} of a core meanwhile, at most ${percent(greatest)}: compare per CPU second, not rates and times.`,
  ];
}

function boundOnce({ measurements }: ContenderResult): boolean {
  return measurements.some((one) => one !== null && isGeneratorBound(one));
}

function nameCell(one: ContenderResult): string {
  return boundOnce(one) ? `${one.contender} †` : one.contender;
}

function goalTable(measured: readonly Measured[]): string {
  const rows = measured.flatMap(({ scenario, result }) =>
    judge(scenario, result).map((verdict) => [
      `[${scenario.title}](#${anchorOf(scenario.title)})`,
      figureCell(verdict, scenario.unit),
      limitCell(verdict),
      verdict.measured === undefined ? '' : short(verdict.measured),
      verdict.measured === undefined ? 'not measured' : verdict.reached ? 'yes' : '**no**',
    ]),
  );
  if (rows.length === 0) return '';
  return `## Goals\n\n${rowsOf(['scenario', 'figure', 'goal', 'measured', 'reached'], rows)}`;
}

function figureCell({ goal, versus }: Verdict, unit: string): string {
  const names: Readonly<Record<string, string>> = {
    rate: `${unit}/s`,
    perCpuSecond: `${unit} per server-CPU-second`,
    p50Ms: 'p50 ms',
    p99Ms: 'p99 ms',
    serverBusy: 'server busy',
  };
  const figure = `${goal.of}: ${names[goal.figure] ?? goal.figure}`;
  return versus === undefined ? figure : `${figure}, × ${versus}`;
}

function limitCell({ goal: { atLeast, atMost } }: Verdict): string {
  const limits = [
    ...(atLeast === undefined ? [] : [`≥ ${short(atLeast)}`]),
    ...(atMost === undefined ? [] : [`≤ ${short(atMost)}`]),
  ];
  return limits.join(', ');
}

/** As GitHub makes anchors of headings. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
    .replaceAll(/\s/g, '-');
}

function rowsOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}
