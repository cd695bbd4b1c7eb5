import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // Only inside this checkout, where the packages are not built: take their sources.
  resolve: { conditions: ['waycast-source', 'module', 'browser', 'development|production'] },
});
