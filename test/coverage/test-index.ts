/** All tests of the project by title, with the text of each, to find the one that shows a thing. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

export interface IndexedTest {
  readonly file: string;
  readonly title: string;
  /** From its title to the next test. */
  readonly text: string;
  /** What stands in its file before the first test: tables and helpers that its tests work off. */
  readonly preamble: string;
}

const opening = /^[ \t]*test\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`([^`$]*)`)/gm;
/** Where the plainest tests are comes first. */
const places = ['test/rest', 'src/gateway', 'test/e2e', 'test'];

export function readTests(): readonly IndexedTest[] {
  const files = globSync(['src/gateway/**/*.test.ts', 'test/**/*.test.ts'], { cwd: root })
    .filter((file) => !file.startsWith('test/coverage') && !file.endsWith('fuzz.test.ts'))
    .sort((a, b) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1));
  return files.flatMap(testsOf);
}

function placeOf(file: string): number {
  return places.findIndex((place) => file.startsWith(place));
}

/** Those of one file; none when there is no such file. */
export function testsOf(file: string): IndexedTest[] {
  if (!existsSync(join(root, file))) return [];
  const text = readFileSync(join(root, file), 'utf8');
  const found = [...text.matchAll(opening)];
  const preamble = text.slice(0, found[0]?.index ?? 0);
  return found.map((match, index) => ({
    ...{ file, preamble },
    title: match[1] ?? match[2] ?? match[3] ?? '',
    text: text.slice(match.index, found[index + 1]?.index ?? text.length),
  }));
}
