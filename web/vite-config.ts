/** How the page is built: with names of files that change with their content. `bin/local/page-build.ts` says where to. */
import path from 'node:path';
import { defineConfig, type Plugin } from 'vite';

/** Scripts that are known by a name of their own: to browsers that registered one, and to sites that have the other. */
const NAMED = ['service-worker', 'widget'];
const at = (name: string) => path.join(import.meta.dirname, name);

/** Has the browser load what the first script imports at once, instead of when that script runs. */
const preloadNext: Plugin = {
  name: 'preload-next',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { chunk, bundle = {} }) => {
      const first = [chunk, ...(chunk?.imports ?? []).map((name) => bundle[name])];
      const later = first.flatMap((file) => (file?.type === 'chunk' ? file.dynamicImports : []));
      // The others are for a few visitors.
      const next = later.filter((name) => bundle[name]?.name === 'main');
      return next.map((name) => ({
        tag: 'link',
        attrs: { rel: 'modulepreload', crossorigin: true, href: `/${name}` },
        injectTo: 'head',
      }));
    },
  },
};

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [preloadNext],
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
        // Two files for the first load, each with all that it imports: one by one they would be two dozen.
        codeSplitting: {
          groups: [
            { name: 'start', test: /\/web\/src\/start\.ts$/, priority: 2 },
            { name: 'main', test: /\/web\/src\/main\.tsx$/, priority: 1 },
          ],
        },
        entryFileNames: ({ name }) => (NAMED.includes(name) ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
