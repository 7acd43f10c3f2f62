/**
 * Builds the terminal for a release, from the checkout, into a folder of its own: what lies in terminal/dist may be older or newer
 * than the commit. Vite names its files after their content, so the same sources give the same bytes.
 */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { command } from '../command/command.ts';
import { OpsProblem } from '../command/problem.ts';
import { runAnyway } from '../command/run.ts';

/** Rejects with `OpsProblem` when it does not build. */
export async function buildTerminal(root: string, target: string): Promise<void> {
  const vite = join(root, 'node_modules/vite/bin/vite.js');
  const words = ['build', join(root, 'terminal'), '--outDir', target, '--emptyOutDir', '--logLevel', 'warn'];
  const { code, stderr } = await runAnyway(command(process.execPath, vite, ...words));
  if (code === 0) return;
  throw new OpsProblem(
    `the terminal did not build: ${stderr.trim().split('\n')[0] ?? ''}`,
    'npm ci, then npm run check',
  );
}

/** Packages whose code, styles or fonts the terminal's own sources name: they end up inside its bundle. */
export function bundledPackages(root: string): string[] {
  const sources = globSync('terminal/src/**/*.{ts,tsx,css}', { cwd: root }).filter((path) => !path.includes('.test.'));
  const names = sources.flatMap((path) => packagesNamedIn(readFileSync(join(root, path), 'utf8')));
  return [...new Set(names)].sort();
}

const naming = /(?:\bfrom\s+|\bimport\s+|\bimport\(\s*|@import\s+|url\(\s*)['"]([^'"]+)['"]/g;

export function packagesNamedIn(text: string): string[] {
  return [...text.matchAll(naming)].flatMap(([, specifier = '']) => {
    const name = /^(@[\w.-]+\/[\w.-]+|[a-z][\w.-]*)(?=\/|$)/.exec(specifier)?.[1];
    return name === undefined ? [] : [name];
  });
}
