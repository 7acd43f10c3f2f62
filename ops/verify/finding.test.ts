import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OpsProblem } from '../command/problem.ts';
import { type CheckParts, runChecks } from './check.ts';
import { failed, judge, passed, undecided, verdictOf } from './finding.ts';
import { waive, waiverProblem } from './waiver.ts';

test('a verification is as good as its worst finding, and one that saw nothing is no pass', () => {
  assert.equal(verdictOf([passed('a', '')]), 'pass');
  assert.equal(verdictOf([passed('a', ''), undecided('b', '')]), 'inconclusive');
  assert.equal(verdictOf([undecided('b', ''), failed('c', '')]), 'fail');
  assert.equal(verdictOf([]), 'inconclusive');
  assert.equal(verdictOf([{ ...failed('a', ''), verdict: 'waived' }]), 'inconclusive');
});

test('a failure names the first thing wrong and keeps all of them', () => {
  assert.deepEqual(judge('c', 'good', ['one', 'two']), {
    ...{ check: 'c', verdict: 'fail', says: 'one (and 1 more)', measured: {}, details: ['one', 'two'] },
  });
  assert.equal(judge('c', 'good', []).says, 'good');
});

test('a check that could not be run decides nothing, and the others are run all the same', async () => {
  const broken = { name: 'broken', run: () => Promise.reject(new OpsProblem('db1 does not run')) };
  const whole = { name: 'whole', run: () => Promise.resolve([passed('whole', 'seen')]) };
  const findings = await runChecks([broken, whole], {} as CheckParts, () => {});
  assert.deepEqual(
    findings.map(({ check, verdict, says }) => [check, verdict, says]),
    [
      ['broken', 'inconclusive', 'db1 does not run'],
      ['whole', 'pass', 'seen'],
    ],
  );
  const bug = { name: 'bug', run: () => Promise.reject(new TypeError('x is not a function')) };
  await assert.rejects(
    runChecks([bug], {} as CheckParts, () => {}),
    TypeError,
  );
});

const waiver = { environment: 'production', check: 'packages.open', by: 'Bo', reason: 'no feed', until: '2026-12-01' };
const at = (day: string) => Date.parse(`${day}T23:00:00Z`);

test('a waiver holds through its last day, in its environment, for its check and what stands under it', () => {
  const found = [
    undecided('packages.open app1', 'no feed'),
    failed('packages.opened', 'x'),
    passed('packages.open', 'y'),
  ];
  const verdicts = (environment: string, day: string) =>
    waive(found, [waiver], environment, at(day)).map(({ verdict }) => verdict);
  assert.deepEqual(verdicts('production', '2026-12-01'), ['waived', 'fail', 'pass']);
  assert.deepEqual(verdicts('production', '2026-12-02'), ['inconclusive', 'fail', 'pass']);
  assert.deepEqual(verdicts('staging', '2026-11-01'), ['inconclusive', 'fail', 'pass']);
  const [ended] = waive(found, [waiver], 'production', at('2026-12-02'));
  assert.deepEqual(ended?.details, ['the waiver of Bo ended on 2026-12-01']);
});

test('what is not a whole waiver is told', () => {
  assert.equal(waiverProblem(waiver), undefined);
  assert.equal(waiverProblem({ ...waiver, by: '' }), 'expected a text for "by"');
  assert.equal(waiverProblem({ ...waiver, until: 'never' }), 'expected "until" as a day such as 2027-03-31');
  assert.equal(waiverProblem(null), 'expected an object');
});
