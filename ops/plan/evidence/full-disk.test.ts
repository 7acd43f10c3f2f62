/** A disk that is full for a while costs the entries that can't be written, and no other: the evidence stays sound. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { OpsProblem } from '../../command/problem.ts';
import type { Fact } from './fact.ts';
import { headFile, inspectLedger, openLedger } from './ledger.ts';
import { redactor } from './redact.ts';

const work = mkdtempSync(join(tmpdir(), 'paperfloor-full-'));
after(() => rmSync(work, { recursive: true, force: true }));
const environment = 'lab-staging';

const open = (directory: string) =>
  openLedger({ directory, environment, redact: redactor({}), now: () => 1_750_000_000_000 });
const stopped = (reason: string): Fact => ({ what: 'run.stopped', run: 'r', verdict: 'fail', reason });
const reasonsIn = (directory: string) =>
  inspectLedger(directory, environment).entries.map((entry) => (entry.what === 'run.stopped' ? entry.reason : ''));

/** Appends until it can't, then says how many entries there are by the ledger's word. */
const filling = `
const [, ledger, redact, directory] = process.argv;
const { openLedger } = await import(ledger);
const { redactor } = await import(redact);
const open = openLedger({ directory, environment: '${environment}', redact: redactor({}), now: () => 1 });
let count = 0;
try {
  for (; count < 100; count++) open.append({ what: 'run.stopped', run: 'r', verdict: 'fail', reason: 'x'.repeat(200) });
} catch (error) {
  console.log(count, error.message);
}
`;

test('a line that finds room for its beginning alone is refused and leaves nothing behind', () => {
  const directory = mkdtempSync(join(work, 'ledger-'));
  // A file can't grow beyond 4 KiB: as on a disk that is full, the write that meets the end is a short one.
  const script = `trap '' XFSZ; ulimit -f 8; exec "$@"`;
  const modules = ['ledger.ts', 'redact.ts'].map((name) => join(import.meta.dirname, name));
  const words = ['-c', script, 'sh', process.execPath, '--input-type=module', '--eval', filling, ...modules, directory];
  const { stdout, stderr } = spawnSync('sh', words, { encoding: 'utf8' });
  const [, count = '', message = ''] = /^(\d+) (.*)$/m.exec(stdout) ?? [];
  assert.match(message, /can't be written: EFBIG/, stderr);
  assert.ok(Number(count) > 3, stdout);
  assert.deepEqual(inspectLedger(directory, environment).faults, []);
  assert.equal(reasonsIn(directory).length, Number(count));
});

test('where the line has room and the head has none, neither is there, however often it is tried', () => {
  const directory = mkdtempSync(join(work, 'ledger-'));
  const ledger = open(directory);
  ledger.append(stopped('one'));
  mkdirSync(join(directory, `${headFile}.new`));
  for (const reason of ['two', 'three', 'four']) {
    assert.throws(
      () => ledger.append(stopped(reason)),
      (error) => error instanceof OpsProblem && /can't be written: EISDIR/.test(error.message),
    );
  }
  rmdirSync(join(directory, `${headFile}.new`));
  ledger.append(stopped('five'));
  assert.deepEqual(reasonsIn(directory), ['one', 'five']);
  assert.deepEqual(inspectLedger(directory, environment).faults, []);
  assert.equal(open(directory).entries.length, 2);
});
