// npm runs this at the end of `npm ci`, so that starting a server never builds anything: the prepared data folder
// of the embedded database, the dashboard, and the chat for pages of others.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SOURCE_CONDITION } from '../packages/cli/bin/node24.js';
import { runNode24 } from './run-node24.js';

const vite = fileURLToPath(new URL('../node_modules/vite/bin/vite.js', import.meta.url));

runNode24([SOURCE_CONDITION, 'scripts/make-seed.ts']);
if (existsSync(vite)) {
  for (const pages of ['apps/dashboard/', 'packages/widget/'])
    runNode24([vite, 'build', '--logLevel', 'warn'], pages);
} else {
  console.log('waycast: development dependencies are left out, so that the dashboard is not built.');
}
