// `npm run build`: every package that gets published, each into its own dist. `--packages` leaves out the rest.
import { fileURLToPath } from 'node:url';
import { runNode24 } from './run-node24.js';

const tsdown = fileURLToPath(new URL('../node_modules/tsdown/dist/run.mjs', import.meta.url));

if (!process.argv.includes('--packages')) runNode24(['scripts/prepare.js']);
// In order of dependence: declarations of the later ones refer to the earlier ones.
for (const name of ['contract', 'geo', 'client', 'react', 'server', 'cli']) {
  runNode24([tsdown, '--logLevel', 'error'], `packages/${name}/`);
}
