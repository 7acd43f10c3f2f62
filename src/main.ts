/**
 * Entry of everything, and the one place that puts the rooms together: `npm start` and `bin/paperfloor` run this file. Rooms
 * are loaded when their stage begins, so that a command which only asks a running server stays quick.
 */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
enableCompileCache(join(root, 'node_modules/.cache/paperfloor'));

const { runCommandLine } = await import('./cli/command-line.ts');
await runCommandLine({
  root,
  openExchange: async () => {
    throw new Error('not composed yet');
  },
  serve: async () => {
    throw new Error('not composed yet');
  },
});
