/**
 * Builds the terminal, the API reference and the Operations page into `terminal/dist`, served at `/`, `/api-docs` and `/operations`. Paths are absolute,
 * because the same pages also answer under `/f/NAME` and `/floors/NAME/api-docs`. Nothing is inlined into the page, so a strict content security policy holds.
 */
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';
import solid from 'vite-plugin-solid';

export default defineConfig({
  base: '/',
  plugins: [solid(), preloadChart()],
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

/** The chart is a part of its own, and in sight from the start: its script is fetched beside the page's, not behind it. */
function preloadChart(): Plugin {
  return {
    name: 'preload-chart',
    transformIndexHtml(_html, { bundle, filename }) {
      const chart = Object.keys(bundle ?? {}).find((name) => /\/chart-canvas-[\w-]+\.js$/.test(name));
      if (chart === undefined || !filename.endsWith('/index.html')) return [];
      return [{ tag: 'link', attrs: { rel: 'modulepreload', crossorigin: true, href: `/${chart}` }, injectTo: 'head' }];
    },
  };
}
