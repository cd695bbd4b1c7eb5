import { styleText } from 'node:util';
import {
  type ConfigEntry,
  type ConfigReport,
  configWarnings,
  inspectEnv,
  optionNamed,
} from '@waycast/server/config';

/** Prints every setting, then what is wrong. With `check`, problems make the exit code 1. */
export function printConfig({ check, json }: { check?: true; json?: true }): void {
  const report = inspectEnv();
  process.stdout.write(json ? `${JSON.stringify(toJson(report), undefined, 2)}\n` : toText(report));
  if (check && report.problems.length > 0) process.exitCode = 1;
}

function toJson(report: ConfigReport): object {
  return {
    settings: report.entries.map(({ name, env, value, source }) => ({
      name,
      env,
      value: value ?? null,
      source,
      unit: optionNamed(name).unit ?? null,
      description: optionNamed(name).doc,
    })),
    problems: report.problems,
    warnings: configWarnings(report.config),
  };
}

function toText(report: ConfigReport): string {
  const width = Math.max(...report.entries.map(({ env, value }) => env.length + 1 + shown(value).length));
  const lines: string[] = [];
  let section = '';
  for (const entry of report.entries) {
    const option = optionNamed(entry.name);
    if (option.section !== section)
      lines.push(...(section === '' ? [] : ['']), styleText('bold', option.section));
    section = option.section;
    lines.push(...entryLines(entry, Math.min(width, 60)));
  }
  const warnings = configWarnings(report.config);
  if (warnings.length > 0)
    lines.push('', styleText('yellow', 'To consider'), ...warnings.map((text) => `  ${text}`));
  if (report.problems.length > 0) {
    lines.push('', styleText('red', 'Wrong'), ...report.problems.map(({ message }) => `  ${message}`));
  }
  return `${lines.join('\n')}\n`;
}

function entryLines({ name, env, value, source }: ConfigEntry, width: number): string[] {
  const { doc, unit } = optionNamed(name);
  const setting = `${env}=${shown(value)}`.padEnd(width);
  const from = source === 'default' ? styleText('dim', source) : styleText('cyan', source);
  return [`  ${setting}  ${from}`, styleText('dim', `    ${doc}${unit === undefined ? '' : ` (${unit})`}`)];
}

function shown(value: string | undefined): string {
  return value ?? '';
}
