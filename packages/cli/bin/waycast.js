#!/usr/bin/env sh
":" //; exec /bin/sh "$(dirname "$(readlink -f "$0")")/exec-node24.sh" "$0" "$@"

// Two programs in one file. Started by name, it is a shell script of the one line above: the shell replaces
// itself with Node 24, so that the process id, its signals and its end are the server's own. Started as
// `node waycast.js`, the line above is a string and a comment, and Node goes on here.
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { memoryOptions, SOURCE_CONDITION, seesSources } from './node24.js';
import { endWithLauncher, restartUnderNode24 } from './restart.js';

const source = new URL('../src/main.ts', import.meta.url);
const isCheckout = existsSync(source);
const major = Number.parseInt(process.versions.node, 10);

if (major >= 24 && (!isCheckout || seesSources())) {
  endWithLauncher();
  // `waycast … | head`: the reader has enough, which is no fault.
  process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  // Compiled code is kept beside the package: every command after the first starts in half the time. Not in the
  // machine's temporary folder, where another user could put code of his own.
  module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/waycast', import.meta.url)));
  const { main } = await import(isCheckout ? source.href : new URL('../dist/main.js', import.meta.url).href);
  await main(process.argv.slice(2));
} else {
  const nodeOptions = [...memoryOptions(), ...(isCheckout ? [SOURCE_CONDITION] : [])];
  restartUnderNode24([...nodeOptions, fileURLToPath(import.meta.url), ...process.argv.slice(2)]);
}
