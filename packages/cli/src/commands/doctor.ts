import { styleText } from 'node:util';
import { inspectEnv } from '@waycast/server/config';
import { checkBalancer } from '../doctor/check-balancer.ts';
import { checkDatabase } from '../doctor/check-database.ts';
import { checkMachine } from '../doctor/check-machine.ts';
import { checkRedis } from '../doctor/check-redis.ts';
import { checkSettings } from '../doctor/check-settings.ts';
import type { Finding } from '../doctor/finding.ts';

const COLOURS = { ok: 'green', warn: 'yellow', fail: 'red' } as const;

/** Runs all checks and prints what they found. The exit code is 1 when one of them failed. */
export async function examine({ json }: { json?: true }): Promise<void> {
  const report = inspectEnv();
  const findings = [
    ...checkSettings(report),
    ...(await checkMachine(report.config)),
    ...(await checkDatabase(report.config)),
    ...(await checkRedis(report.config)),
    ...checkBalancer(report.config),
  ];
  process.stdout.write(json ? `${JSON.stringify({ findings }, undefined, 2)}\n` : toText(findings));
  if (findings.some(({ verdict }) => verdict === 'fail')) process.exitCode = 1;
}

function toText(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ check, verdict, found, advice }) => [
    `${styleText(COLOURS[verdict], verdict.padEnd(4))}  ${check.padEnd(width)}  ${found}`,
    ...(advice === undefined ? [] : [`${' '.repeat(width + 8)}→ ${advice}`]),
  ]);
  const count = (verdict: Finding['verdict']): number =>
    findings.filter((finding) => finding.verdict === verdict).length;
  return `${lines.join('\n')}\n\n${count('ok')} ok, ${count('warn')} to consider, ${count('fail')} to mend\n`;
}
