/**
 * Builds the terminal into `terminal/dist`, which the gateway serves at `/`. Paths are absolute, because the same page
 * also answers under `/f/NAME`. Nothing is inlined into the page, so a strict content security policy holds.
 */
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
  },
});
