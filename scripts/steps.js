import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNode24 } from '../packages/cli/bin/node24.js';

const root = fileURLToPath(new URL('../', import.meta.url));

/** Runs one step in the repository's root with Node 24 and npm's commands first on PATH. Returns whether it passed. */
export function runStep({ title, run: [command, ...args] }) {
  console.log(`\n== ${title}`);
  const startedAt = Date.now();
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env: environment() });
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  if (error) console.error(`${command} could not be started: ${error.message}`);
  if (status === 0) console.log(`   passed in ${seconds} s`);
  else
    console.error(
      `\n== FAILED after ${seconds} s: ${title}\n   again with: npx ${[command, ...args].join(' ')}`,
    );
  return status === 0;
}

/** How many tests passed and failed by Vitest's report; a failure outside any test counts as one. */
export function countTests(report, failedSteps) {
  let passed = 0;
  let failed = 0;
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
    for (const { status, assertionResults } of testResults) {
      const ended = (verdict) => assertionResults.filter((result) => result.status === verdict).length;
      passed += ended('passed');
      failed += ended('failed') || (status === 'failed' ? 1 : 0);
    }
  } catch (error) {
    // No report: a gate stopped the run before the tests.
    if (error.code !== 'ENOENT') throw error;
  }
  return { passed, failed: Math.max(failed, failedSteps) };
}

function environment() {
  const node = findNode24();
  if (!node)
    throw new Error(
      `Node 24 is missing: npm ci without --omit=optional brings it. This is ${process.version}.`,
    );
  const path = [dirname(node), `${root}node_modules/.bin`, process.env.PATH ?? ''].join(delimiter);
  return { ...process.env, PATH: path };
}
