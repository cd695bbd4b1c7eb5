import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: ['src/index.ts', 'src/errors.ts', 'src/version.ts', 'src/openapi.ts', 'src/asyncapi.ts'],
  // Browser-safe: nothing of Node.
  platform: 'neutral',
  dts: true,
  unbundle: true,
});
