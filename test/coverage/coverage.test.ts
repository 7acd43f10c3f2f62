/** The coverage page tells the truth: about the program's tables, about its tests, and about what the documents list. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { checklist } from './checklist.ts';
import { type CoverageRow, coverage, coveragePage, evidenceOf, proofOf } from './coverage.ts';
import { readTests } from './test-index.ts';

const rows = coverage();
const nameOf = ({ names }: CoverageRow) => names.join(' · ');

test('everything that is documented is here, or says why it is not', () => {
  assert.deepEqual(rows.filter(({ isHere, note }) => !isHere && note === '').map(nameOf), []);
});

test('nothing is here that is said to be missing', () => {
  const claimed = rows.filter(({ group, isHere, note }) => group === 'error' && isHere && note !== '');
  assert.deepEqual(claimed.map(nameOf), []);
});

test('a code that is said to come instead of another does come', () => {
  const here = new Set(rows.filter(({ isHere }) => isHere).flatMap(({ names }) => names));
  const wrong = rows.filter(({ note }) => (note.match(/-\d{4}/g) ?? []).some((code) => !here.has(code)));
  assert.deepEqual(wrong.map(nameOf), []);
});

test('no must and no should is open: each names one test or scenario that is there', () => {
  assert.ok(checklist.length > 150);
  const open = checklist.filter((promised) => proofOf(promised) === undefined);
  assert.deepEqual(
    open.map(({ promise, evidence }) => `${promise}: ${evidence}`),
    [],
  );
});

test('everything that is here is shown by a test', () => {
  assert.deepEqual(rows.filter(({ isHere, shownBy }) => isHere && shownBy.length === 0).map(nameOf), []);
});

test('a test that goes away is missed', () => {
  const left = readTests().filter(({ text }) => !text.includes('-1139'));
  const unshown = coverage(left).filter(({ isHere, shownBy }) => isHere && shownBy.length === 0);
  assert.ok(unshown.map(nameOf).includes('-1139'));
});

test('the page says the same, and every test that it names is there and shows it', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/reference/binance-coverage.md'), 'utf8');
  const named = page
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.slice(0, -2).split(' | ').slice(2).join(' | '));
  const command = 'node test/coverage/coverage.ts > docs/reference/binance-coverage.md';
  assert.equal(page, coveragePage(rows, named), `run: ${command}`);
  const untrue = rows.filter(({ shownBy }, index) => !['', ...shownBy.map(evidenceOf)].includes(named[index] ?? ''));
  assert.deepEqual(untrue.map(nameOf), [], `run: ${command}`);
  const silent = rows.filter(({ isHere }, index) => isHere && named[index] === '');
  assert.deepEqual(silent.map(nameOf), [], `run: ${command}`);
});
