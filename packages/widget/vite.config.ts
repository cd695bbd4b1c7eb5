import { defineConfig } from 'vite';

export default defineConfig({
  resolve: { conditions: ['waycast-source', 'module', 'browser', 'development|production'] },
  build: {
    target: 'es2022',
    // One classic script without a hash in its name: pages of others name it, and the server tells caches of a change.
    lib: { entry: 'src/widget.ts', formats: ['iife'], name: 'WaycastWidget', fileName: () => 'widget.js' },
  },
});
