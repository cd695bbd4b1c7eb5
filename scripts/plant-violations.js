// Gates that cannot fail are worth nothing: a copy of the sources gets one violation of each import rule, and each
// must be reported under its rule's name at the planted file. A rule without a plant fails too.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { PLANTS } from './plants.js';

const root = resolve(import.meta.dirname, '..');
const CONFIG = '.dependency-cruiser.cjs';
const { forbidden } = createRequire(import.meta.url)(join(root, CONFIG));
const workspaces = [...children('packages'), ...children('apps'), 'bench'];

const copy = mkdtempSync(join(tmpdir(), 'waycast-plants-'));
process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
copySources();
for (const { files } of PLANTS) {
  for (const [path, text] of Object.entries(files)) write(path, text);
}

const found = violations();
const unplanted = forbidden
  .map(({ name }) => name)
  .filter((name) => !PLANTS.some(({ rule }) => rule === name));
const missed = PLANTS.filter(
  ({ rule, file }) => !found.some((one) => one.rule.name === rule && one.from === file),
);

for (const name of unplanted)
  console.error(`${name}: no violation of this rule is planted in scripts/plants.js`);
for (const { rule, file } of missed) console.error(`${rule}: does not catch ${file}`);
if (unplanted.length + missed.length > 0) process.exitCode = 1;
else console.log(`   ${PLANTS.length} rules, each caught its planted violation`);

/** Sources and manifests as they are, with node_modules whose own packages are those of the copy. */
function copySources() {
  const isWanted = (path) => !/[\\/](node_modules|dist|public)([\\/]|$)|[.]gz$/.test(path.slice(root.length));
  for (const workspace of workspaces)
    cpSync(join(root, workspace), join(copy, workspace), { recursive: true, filter: isWanted });
  for (const file of [CONFIG, 'package.json']) cpSync(join(root, file), join(copy, file));
  mkdirSync(join(copy, 'node_modules/@waycast'), { recursive: true });
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (name !== '@waycast') symlinkSync(join(root, 'node_modules', name), join(copy, 'node_modules', name));
  }
  for (const workspace of workspaces) {
    const { name } = JSON.parse(readFileSync(join(copy, workspace, 'package.json'), 'utf8'));
    if (name.startsWith('@waycast/')) symlinkSync(join(copy, workspace), join(copy, 'node_modules', name));
  }
}

function violations() {
  const bin = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const report = join(copy, 'report.json');
  const args = [
    bin,
    '--config',
    CONFIG,
    '--output-type',
    'json',
    '--output-to',
    report,
    'packages',
    'apps',
    'bench',
  ];
  const { stderr, status } = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`dependency-cruiser ended with ${status} in the planted copy:\n${stderr}`);
  return JSON.parse(readFileSync(report, 'utf8')).summary.violations;
}

function children(folder) {
  return readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);
}

function write(path, text) {
  mkdirSync(dirname(join(copy, path)), { recursive: true });
  writeFileSync(join(copy, path), `${text}\n`);
}
