/**
 * Builds the terminal, the API reference and the Operations page into `terminal/dist`, served at `/`, `/api-docs` and `/operations`. Paths are absolute,
 * because the same pages also answer under `/f/NAME` and `/floors/NAME/api-docs`. Nothing is inlined into the page, so a strict content security policy holds.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';

export default defineConfig({
  base: '/',
  plugins: [solid()],
  build: {
    target: 'es2023',
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: ['index.html', 'api-docs.html', 'operations.html'].map((page) =>
        fileURLToPath(new URL(page, import.meta.url)),
      ),
    },
  },
});
