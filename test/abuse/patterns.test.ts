/** No pattern in the program takes long over ten thousand characters made to hold it up. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import ts from 'typescript';
import { readSources } from '../tidy/sources.ts';

const msMax = 10;
const length = 10_000;

const patterns = readSources('src/**/*.ts')
  .filter(({ path }) => !path.endsWith('.test.ts'))
  .flatMap(({ path, text }) => patternsIn(path, text));

function patternsIn(path: string, text: string): { readonly path: string; readonly pattern: RegExp }[] {
  const found: { path: string; pattern: RegExp }[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      found.push({ path, pattern: new RegExp(node.text.slice(1, end), node.text.slice(end + 1).replace('g', '')) });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  return found;
}

/** Long runs of what a pattern may want to repeat, and an end that spoils the match. */
const hostile = [
  'a',
  '0',
  ' ',
  '.',
  ',',
  '/',
  '-',
  '%41',
  'a0',
  '0.',
  '\n',
  '\t ',
  '"',
  '[',
  'a,',
  '=&',
  'A-',
  '::',
  '\u00e9',
]
  .map((part) => part.repeat(Math.ceil(length / part.length)).slice(0, length))
  .flatMap((run) => [run, `${run}!`, `1${run}\u0000`, `a=${run}`]);

/** Of up to three tries the quickest: the machine may have been elsewhere in one of them. */
function msOf(pattern: RegExp, text: string): number {
  let best = Number.POSITIVE_INFINITY;
  for (let tries = 0; tries < 3 && best > msMax; tries++) {
    const began = performance.now();
    pattern.test(text);
    best = Math.min(best, performance.now() - began);
  }
  return best;
}

test('every pattern answers ten thousand hostile characters within ten milliseconds', () => {
  assert.ok(patterns.length > 50, `${patterns.length} patterns found`);
  const slow = patterns.flatMap(({ path, pattern }) => {
    const worst = Math.max(...hostile.map((text) => msOf(pattern, text)));
    return worst > msMax ? [`${path}: ${pattern} took ${worst.toFixed(1)} ms`] : [];
  });
  assert.deepEqual(slow, []);
});
