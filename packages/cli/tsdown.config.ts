import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: ['src/main.ts'],
  platform: 'node',
  fixedExtension: false,
  // A command, not a library: there is nothing to import.
  dts: false,
  unbundle: true,
});
