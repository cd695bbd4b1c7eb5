import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Scenario } from '../scenario.ts';
import type { Measured } from './markdown.ts';
import { type ScenarioResult, scenarioResult } from './result.ts';

const BENCH = join(import.meta.dirname, '..');

/** The committed report of a whole run. */
export const REPORT = join(BENCH, 'RESULTS.md');

/** Path of a report that git ignores. */
export function passingReport(name: string): string {
  return join(BENCH, 'results', `${name}.md`);
}

/** Writes a report, with its folder. */
export async function writeText(path: string, text: string): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, text);
}

/** Keeps what a scenario gave, in place of its last result. */
export function saveResult(result: ScenarioResult): Promise<void> {
  return writeText(fileOf(result.scenario), `${JSON.stringify(result, null, 1)}\n`);
}

/** The last results of those scenarios that have one. */
export async function savedResults(scenarios: readonly Scenario[]): Promise<Measured[]> {
  const found = await Promise.all(
    scenarios.map(async (scenario) => {
      const text = await readFile(fileOf(scenario.name), 'utf8').catch(() => undefined);
      return text === undefined ? [] : [{ scenario, result: scenarioResult.parse(JSON.parse(text)) }];
    }),
  );
  return found.flat();
}

function fileOf(scenario: string): string {
  return join(BENCH, 'results', `${scenario}.json`);
}
