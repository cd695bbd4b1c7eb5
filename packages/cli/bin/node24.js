import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The Node option that makes packages of this checkout resolve to their TypeScript sources. */
export const SOURCE_CONDITION = '--conditions=waycast-source';

/** Whether this process was started with the source condition. */
export function seesSources() {
  const options = [...process.execArgv, process.env.NODE_OPTIONS ?? ''];
  return options.some((option) => option.includes('waycast-source'));
}

/** What exec-node24.sh says too: a young generation of 48 MB, unless NODE_OPTIONS says otherwise. */
export function memoryOptions() {
  return /max[-_]semi[-_]space[-_]size/.test(process.env.NODE_OPTIONS ?? '')
    ? []
    : ['--max-semi-space-size=16'];
}

/**
 * Path of a Node that is 24 or newer: the running one, else the one that npm installed for this platform in a
 * node_modules folder at or above this file. Undefined where there is neither.
 */
export function findNode24() {
  if (Number.parseInt(process.versions.node, 10) >= 24) return process.execPath;
  const isWindows = process.platform === 'win32';
  // There is no arm64 package for macOS; Rosetta runs the x64 one.
  const arch = process.platform === 'linux' ? process.arch : 'x64';
  const name = `node-${isWindows ? 'win' : process.platform}-${arch}`;
  let directory = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = join(directory, 'node_modules', name, 'bin', isWindows ? 'node.exe' : 'node');
    if (existsSync(candidate)) return candidate;
    const parent = dirname(directory);
    if (parent === directory) return undefined;
    directory = parent;
  }
}
