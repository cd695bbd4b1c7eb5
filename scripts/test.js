// `npm test`: everything, on a bare machine too. Plain JavaScript, since it starts under the machine's own Node.
//   --install  bring Redis, PostgreSQL, nginx, Chromium and the like by apt-get (root); CI=true does as well
//   --gates    only the gates that read the sources, without running tests
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installWhenNeeded } from './install.js';
import { requirePrograms } from './programs.js';
import { countTests, runStep } from './steps.js';

const options = new Set(process.argv.slice(2));
const gatesOnly = options.has('--gates');

installWhenNeeded();
if (!gatesOnly) requirePrograms(options.has('--install') || process.env.CI === 'true');

const folder = mkdtempSync(join(tmpdir(), 'waycast-test-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const report = join(folder, 'vitest.json');

const WORKSPACES = ['contract', 'geo', 'client', 'react', 'widget', 'server', 'cli'].map(
  (name) => `packages/${name}`,
);
const TYPED = ['.', ...WORKSPACES, 'apps/dashboard', 'bench', 'examples'];
const SOURCES = ['packages', 'apps', 'bench', 'examples', 'scripts', 'test'];

/** Logs of machines are read without colours. */
const plain = process.stdout.isTTY ? [] : ['--colors=off'];

const gates = [
  {
    title: 'Format and lint',
    run: ['biome', 'ci', '--diagnostic-level=warn', '--error-on-warnings', '--max-diagnostics=100', ...plain],
  },
  { title: 'Names', run: ['node', 'scripts/check-names.js'] },
  { title: 'The lock file serves every machine', run: ['node', 'scripts/complete-lock.js', '--check'] },
  ...TYPED.map((project) => ({ title: `Types of ${project}`, run: ['tsc', '-p', project] })),
  { title: 'Imports go down only', run: ['depcruise', '--config', '.dependency-cruiser.cjs', ...SOURCES] },
  { title: 'Every import rule catches its planted violation', run: ['node', 'scripts/plant-violations.js'] },
  { title: 'Nothing unused', run: ['knip'] },
  {
    title: 'Generated files are up to date',
    run: ['node', '-C', 'waycast-source', 'scripts/generate.ts', '--check'],
  },
];
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
const tests = [
  { title: 'Prepared files', run: ['node', 'scripts/prepare.js'] },
  { title: 'Tests', run: ['vitest', 'run', ...reporters], report },
];

const startedAt = Date.now();
let failed = 0;
for (const step of gatesOnly ? gates : [...gates, ...tests]) {
  if (runStep(step)) continue;
  failed = 1;
  break;
}
const counts = countTests(report, failed);
console.log(`\n${failed ? 'FAILED' : 'Done'} after ${Math.round((Date.now() - startedAt) / 1000)} s`);
if (!gatesOnly || failed) console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = failed;
