/** The program's source files and what each imports, read from the text: enough for rules about layers. */
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

export const root = new URL('../..', import.meta.url).pathname;

export interface Source {
  /** Path from the repository's root, forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly lines: readonly string[];
  /** Specifiers as written. */
  readonly imports: readonly string[];
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s[^'"]*?from\s+['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)\s*import\s+['"]([^'"]+)['"]/g;

export function readSources(pattern: string): Source[] {
  return globSync(pattern, { cwd: root })
    .filter((path) => !path.includes('node_modules'))
    .sort()
    .map((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      const imports = [...text.matchAll(importPattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
      return { path, text, lines: text.split('\n'), imports };
    });
}

/** The path a relative specifier stands for; undefined for packages. */
export function resolveImport(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return normalize(join(dirname(from), specifier));
}

export function isTest(path: string): boolean {
  // The story on lab hosts is told in parts that only its test file starts.
  if (path.startsWith('ops/story/')) return true;
  return path.endsWith('.test.ts') || path.includes('/test-support/') || path.includes('/fixtures/');
}
