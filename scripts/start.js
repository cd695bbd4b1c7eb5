// `npm start`: the demo, on a fresh clone too. Plain JavaScript, since it runs under the machine's own Node.
import { installWhenNeeded } from './install.js';

installWhenNeeded();
process.argv.splice(2, 0, 'demo');
await import('../packages/cli/bin/waycast.js');
