// `npm run dev`: the server, started again whenever a source file that it has loaded changes. Without arguments
// the demo; `npm run dev -- start --port 4000` runs any other command.
import { fileURLToPath } from 'node:url';
import { SOURCE_CONDITION } from '../packages/cli/bin/node24.js';
import { restartUnderNode24 } from '../packages/cli/bin/restart.js';
import { installWhenNeeded } from './install.js';

installWhenNeeded();
const bin = fileURLToPath(new URL('../packages/cli/bin/waycast.js', import.meta.url));
const command = process.argv.length > 2 ? process.argv.slice(2) : ['demo'];
restartUnderNode24(['--watch', '--watch-preserve-output', SOURCE_CONDITION, bin, ...command]);
