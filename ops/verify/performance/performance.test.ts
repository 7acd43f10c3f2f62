import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { readBudget } from './budget.ts';
import {
  figuresWords,
  judgeLoad,
  type LoadResult,
  readFigures,
  type ServerFigures,
  type Tally,
} from './performance.ts';

const text = readFileSync(new URL('budget.json', import.meta.url), 'utf8');
const budget = readBudget(text, 'lab');
const tally = (changed: Partial<Tally> = {}): Tally => ({
  ...{ kind: 'order', planned: 100, answered: 100, errors: 0, limited: 0, p50Ms: 5, p99Ms: 20, maxMs: 30 },
  ...changed,
});
const servers: readonly ServerFigures[] = [{ host: 'app1', loopLagP99Ms: 11, commitMs: 2 }];
const result = (changed: Partial<LoadResult> = {}): LoadResult => ({
  tallies: [tally()],
  lateP99Ms: 3,
  said: [],
  ...changed,
});
const verdicts = (given: LoadResult, figures = servers) =>
  Object.fromEntries(judgeLoad(given, figures, budget).map(({ check, verdict }) => [check.slice(12), verdict]));

test('a load within its budget passes; slow, failed or limited ones don’t', () => {
  assert.deepEqual(verdicts(result()), { clock: 'pass', order: 'pass', 'loop-lag': 'pass', commit: 'pass' });
  assert.equal(verdicts(result({ tallies: [tally({ p99Ms: budget.orderP99MsMax + 1 })] }))['order'], 'fail');
  const broken = result({ tallies: [tally({ errors: 1 })], said: ['order: 500'] });
  assert.equal(judgeLoad(broken, servers, budget)[1]?.says, '1 of 100 failed: order: 500');
  assert.deepEqual(verdicts(result({ tallies: [tally({ errors: 1, limited: 1 })] })), {
    clock: 'pass',
    limits: 'inconclusive',
  });
  assert.equal(verdicts(result({ tallies: [tally({ planned: 0 })] }))['order'], 'inconclusive');
});

test('a client that could not keep the clock has measured itself', () => {
  assert.deepEqual(verdicts(result({ lateP99Ms: 101 })), { clock: 'inconclusive' });
});

test('a server that says nothing of itself is not within the budget', () => {
  const silent = [...servers, { host: 'app2', loopLagP99Ms: undefined, commitMs: 1 }];
  assert.equal(verdicts(result(), silent)['loop-lag'], 'inconclusive');
  assert.equal(verdicts(result(), [])['commit'], 'inconclusive');
  const slow = [{ host: 'app1', loopLagP99Ms: 11, commitMs: budget.commitMsMax + 1 }];
  assert.equal(verdicts(result(), slow)['commit'], 'fail');
});

test('figures are read from the program’s own metrics, the worst floor counting', () => {
  const metrics = [
    'paperfloor_nodejs_eventloop_lag_p99_seconds 0.0241',
    'paperfloor_journal_commit_seconds{floor="main"} 0.003',
    'paperfloor_journal_commit_seconds{floor="other"} 0.0052',
  ].join('\n');
  assert.deepEqual(readFigures('app1', metrics), { host: 'app1', loopLagP99Ms: 24.1, commitMs: 5.2 });
  assert.deepEqual(readFigures('app1', ''), { host: 'app1', loopLagP99Ms: undefined, commitMs: undefined });
  assert.equal(
    figuresWords('10.77.1.21', 8081).join(' '),
    'curl --silent --fail --max-time 5 http://10.77.1.21:8081/metrics',
  );
});

test('a budget is whole and bounded, and its load is within what the exchange allows', () => {
  for (const place of ['lab', 'real'] as const) {
    const { seconds, accounts, perSecond } = readBudget(text, place);
    assert.ok(seconds * perSecond.depth * 5 < 6_000, 'weight of one address in a minute');
    assert.ok((10 * perSecond.order) / accounts <= 100, 'orders of one account in ten seconds');
  }
  assert.throws(() => readBudget('{"lab":{}}', 'lab'), { message: 'the budget has no number "seconds" for lab' });
  const long = JSON.stringify({ lab: { ...budget, seconds: 600 } });
  assert.throws(() => readBudget(long, 'lab'), { message: 'a load of 600 s is not bounded: at most 60 s' });
});
