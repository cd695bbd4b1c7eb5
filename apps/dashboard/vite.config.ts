import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { driverFiles } from './driver-files.ts';

/** Where `vite` sends requests for the server while developing. */
const SERVER = 'http://localhost:3000';

const driver = driverFiles();

export default defineConfig({
  plugins: [
    react(),
    driver.plugin,
    VitePWA({
      // Only the driver page works offline: the worker controls nothing outside it.
      scope: '/driver',
      injectRegister: false,
      registerType: 'autoUpdate',
      includeAssets: ['icon.svg'],
      manifest: {
        id: '/driver',
        name: 'Waycast driver',
        short_name: 'Driver',
        description: 'This phone reports its position to Waycast.',
        start_url: '/driver',
        scope: '/driver',
        display: 'standalone',
        orientation: 'portrait',
        background_color: '#14171b',
        theme_color: '#14171b',
        icons: [
          { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
          { src: '/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
        ],
      },
      workbox: {
        globPatterns: [
          'index.html',
          'icon.svg',
          'assets/*.{js,css}',
          'assets/inter-latin-wght-normal-*.woff2',
        ],
        manifestTransforms: [
          (entries) => ({
            manifest: entries.filter(({ url }) => !/\.(js|css)$/.test(url) || driver.isLoaded(url)),
          }),
        ],
        navigateFallback: '/index.html',
        navigateFallbackAllowlist: [/^\/driver/, /^\/school\/driver/, /^\/taxi\/driver/],
        inlineWorkboxRuntime: true,
        skipWaiting: true,
        clientsClaim: true,
      },
    }),
    {
      name: 'no-manifest-for-viewers',
      enforce: 'post',
      transformIndexHtml: {
        order: 'post',
        // Whoever follows a parcel is not to install the driver's page.
        handler: (html, { path }) =>
          path.endsWith('share.html') ? html.replace(/<link rel="manifest"[^>]*>/, '') : html,
      },
    },
  ],
  resolve: { conditions: ['waycast-source', 'module', 'browser', 'development|production'] },
  worker: { format: 'es' },
  server: {
    proxy: {
      '/api': SERVER,
      '/tracking': SERVER,
      '/health': SERVER,
      '/ws': { target: SERVER, ws: true },
    },
  },
  build: {
    target: 'es2022',
    // MapLibre is one module of a megabyte; it loads after the shell and is cached for good.
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      // Two pages: viewers of a share link load nothing of the dashboard.
      input: ['index.html', 'share.html'],
      output: {
        codeSplitting: {
          groups: [
            { name: 'maplibre', test: /node_modules[\\/]maplibre-gl/ },
            { name: 'uplot', test: /node_modules[\\/]uplot/ },
          ],
        },
      },
    },
  },
});
