import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: [
    'src/index.ts',
    'src/errors.ts',
    'src/version.ts',
    'src/openapi.ts',
    'src/asyncapi.ts',
    'src/examples.ts',
  ],
  // Browser-safe: nothing of Node.
  platform: 'neutral',
  // Only what gets published: declarations of all that it names are written beside it.
  tsconfig: 'tsconfig.build.json',
  dts: true,
  unbundle: true,
});
