/** No line of the plans is unaccounted for, and what accounts for it is there. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { planDocuments } from '../lines/plan-line.ts';
import { planLines } from '../lines/plan-lines.ts';
import { readDocument } from '../lines/read-document.ts';
import { allSteps } from '../the-plan.ts';
import { countCoverage, coverage, coveragePage, splitTest } from './coverage.ts';

const root = new URL('../../..', import.meta.url).pathname;

/** The documents stand beside the repository where the project was begun, not in it. */
const documents = planDocuments.map((document) => ({ document, path: join(root, '../shared/plans', document.file) }));
const absent = documents.every(({ path }) => existsSync(path))
  ? false
  : 'the plan documents are not beside this repository';

test('every line of both plans is carried out by a step', () => {
  const rows = coverage();
  assert.deepEqual(
    rows.filter(({ state }) => state === 'nothing').map(({ line }) => line.id),
    [],
  );
  const { lines, automatic, byHand, later } = countCoverage(rows);
  assert.equal(automatic + byHand + later, lines);
});

test('a line without a step would be seen', () => {
  const rows = coverage([...planLines, { id: 'X1', section: '', quote: 'new', ours: 'new', digest: '' }]);
  assert.deepEqual(
    rows.filter(({ state }) => state === 'nothing').map(({ line }) => line.id),
    ['X1'],
  );
});

test('every step names a test that is there', () => {
  const missing = allSteps.flatMap(({ id, tests }) =>
    tests.length === 0 ? [`${id} names none`] : tests.flatMap(missingTest),
  );
  assert.deepEqual([...new Set(missing)], []);
});

test('the page says what the plan says', () => {
  const page = readFileSync(join(root, 'docs/operations/plan-coverage.md'), 'utf8');
  assert.equal(page, coveragePage(coverage()), 'run: paperfloor ops plan coverage');
});

test('the lines are those of the documents: none changed, forgotten or invented', { skip: absent }, () => {
  const read = documents.flatMap(({ document, path }) => readDocument(document, readFileSync(path, 'utf8')));
  assert.deepEqual(
    planLines.map(({ id, section, digest }) => ({ id, section, digest })),
    read.map(({ id, section, digest }) => ({ id, section, digest })),
  );
  const texts = new Map(read.map(({ id, text }) => [id, text]));
  assert.deepEqual(
    planLines.filter(({ id, quote }) => !texts.get(id)?.startsWith(quote)),
    [],
  );
});

test('quotes are short: the documents themselves are not in the repository', () => {
  assert.deepEqual(
    planLines.filter(({ quote }) => quote.length > 60 || quote.split(' ').length > 7),
    [],
  );
});

test('a document is read line by line, with the headings above', () => {
  const text = '# Plan\n\n## First\n\n- **Name**: does it.\n\n### Inner\n  1. Then.\n## Second\nPlain.\n';
  const lines = readDocument(planDocuments[0], text).map(({ id, section, text: words }) => [id, section, words]);
  assert.deepEqual(lines, [
    ['D5', 'First', 'Name: does it.'],
    ['D8', 'First, Inner', 'Then.'],
    ['D10', 'Second', 'Plain.'],
  ]);
});

function missingTest(test: string): string[] {
  const [file, title] = splitTest(test);
  if (title === '' || !existsSync(join(root, file))) return [`${test} is not there`];
  const titles = [...readFileSync(join(root, file), 'utf8').matchAll(/\btest\(\s*(['`])(.*?)\1/g)].map(
    ([, , name]) => name,
  );
  return titles.some((name) => name?.includes(title)) ? [] : [`${file} has no test "${title}"`];
}
