import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: ['src/index.ts'],
  // Browser-safe: nothing of Node.
  platform: 'neutral',
  dts: true,
  unbundle: true,
});
