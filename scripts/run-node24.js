import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findNode24 } from '../packages/cli/bin/node24.js';

const root = new URL('../', import.meta.url);

/** Runs `node ARGS` under Node 24 in a folder of the repository; ends this process with its status if it fails. */
export function runNode24(args, folder = './') {
  const node = findNode24();
  if (!node) {
    console.error(
      `waycast needs Node 24: npm install without --omit=optional brings it; this is ${process.version}.`,
    );
    process.exit(1);
  }
  const { status } = spawnSync(node, args, { cwd: fileURLToPath(new URL(folder, root)), stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
