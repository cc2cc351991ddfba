/** How the page is built: with names of files that change with their content. `bin/local/page-build.ts` says where to. */
import path from 'node:path';
import { defineConfig } from 'vite';

/** Scripts that are known by a name of their own: to browsers that registered one, and to sites that have the other. */
const NAMED = ['service-worker', 'widget'];
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
      input: {
        index: at('index.html'),
        'service-worker': at('src/service-worker.ts'),
        widget: at('src/widget/widget.ts'),
      },
      output: {
        entryFileNames: ({ name }) => (NAMED.includes(name) ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
