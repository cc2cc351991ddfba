/** How the page is built: into `.web` at the top of the project, with names of files that change with their content. */
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  build: {
    outDir: '../.web',
    emptyOutDir: true,
    assetsDir: 'assets',
    target: 'es2022',
    // The content policy allows no data: scripts or styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
});
