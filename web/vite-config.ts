/** How the page is built: with names of files that change with their content. `bin/local/page-build.ts` says where to. */
import path from 'node:path';
import { defineConfig } from 'vite';

const WORKER = 'service-worker';
const at = (name: string) => path.join(import.meta.dirname, name);

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  build: {
    assetsDir: 'assets',
    target: 'es2022',
    // The content policy allows no data: scripts or styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rollupOptions: {
      input: { index: at('index.html'), [WORKER]: at('src/service-worker.ts') },
      output: {
        // A browser asks for the service worker by the name that it was registered with.
        entryFileNames: ({ name }) => (name === WORKER ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
