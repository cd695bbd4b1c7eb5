import { defineConfig } from 'tsdown';

const EMBEDDED = 'src/adapters/postgres/embedded';

export default defineConfig({
  entry: [
    'src/index.ts',
    'src/config.ts',
    'src/evaluate-eta.ts',
    'src/adapters/jose/sign.ts',
    'src/adapters/web-push/sealer.ts',
    'src/evaluate-arrivals.ts',
    'src/evaluate-roads.ts',
    'src/trip-engine.ts',
    `${EMBEDDED}/pglite-worker.ts`,
  ],
  platform: 'node',
  fixedExtension: false,
  // Only what gets published: declarations of all that it names are written beside it.
  tsconfig: 'tsconfig.build.json',
  dts: true,
  // File for file, since migrations and the database thread are found beside the module that names them.
  unbundle: true,
  copy: [{ from: 'src/**/*.{sql,lua,tar.gz}', to: 'dist', flatten: false }],
});
