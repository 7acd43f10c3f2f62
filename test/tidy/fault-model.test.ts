/** docs/internals/fault-model.md promises nothing that no test shows: a test's title, or a promise of the story on lab hosts. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './sources.ts';

const page = readFileSync(join(root, 'docs/internals/fault-model.md'), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| ') && !/^\| (what|---) \|/.test(line));
const lastCells = rows.map((row) => row.split(' | ').at(-1)?.replace(/ \|$/, '') ?? '');

test('every line of the fault model names its test, or says that it is open', () => {
  assert.ok(rows.length > 20);
  const unnamed = lastCells.filter(
    (cell) => cell !== 'open' && !/^`([\w./-]+\.test|ops\/story\/parts\/[\w-]+)\.ts`: \S/.test(cell),
  );
  assert.deepEqual(unnamed, []);
});

test('every test that the fault model names is there', () => {
  const missing = lastCells.flatMap((cell) => {
    const [, file, name] = /^`([^`]+)`: (.+)$/.exec(cell) ?? [];
    if (file === undefined || name === undefined) return [];
    const path = join(root, file);
    if (!existsSync(path)) return [`${file} is not there`];
    const titles = [...readFileSync(path, 'utf8').matchAll(/\b(?:test|promise)\(\s*(['`])(.*?)\1/g)].map(
      ([, , title]) => title ?? '',
    );
    return titles.some((title) => title.includes(name)) ? [] : [`${file} has no test "${name}"`];
  });
  assert.deepEqual(missing, []);
});
