import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askAll, queryPath, samplesOf } from '../ask.ts';
import { allRules } from '../rules/all-rules.ts';
import { alertsOf } from '../rules/rule.ts';
import { checkLogs } from './logs.ts';
import { ruleFindings, type Target, targetFindings } from './watching.ts';

const target = (health: string, labels: Record<string, string>): Target => ({ health, lastError: 'refused', labels });
const slot = (host: string, color: string, health: string) =>
  target(health, { job: 'application', host, slot: color, instance: `${host}:${color}` });
const wrong = (findings: readonly { ok: boolean; what: string }[]) =>
  findings.filter(({ ok }) => !ok).map(({ what }) => what);

test('an empty slot is well beside a full one, and a host without any is not', () => {
  const targets = [slot('app1', 'blue', 'up'), slot('app1', 'green', 'down'), slot('app2', 'blue', 'down')];
  assert.deepEqual(wrong(targetFindings(targets, ['app1', 'app2'])), ['target application app2:blue']);
});

test('hosts that are left out are not missed; the service itself always is', () => {
  const targets = [
    target('down', { job: 'node', host: 'db2', instance: 'db2:9100' }),
    target('down', { job: 'service', way: 'address', instance: 'paperfloor.test' }),
  ];
  assert.deepEqual(wrong(targetFindings(targets, ['db1'])), ['target service paperfloor.test']);
});

test('rules of another version are told by name', () => {
  const loaded = alertsOf(allRules).map(({ alert }) => ({ name: alert, health: 'ok', type: 'alerting' }));
  assert.deepEqual(wrong(ruleFindings({ data: { groups: [{ rules: loaded }] } })), []);
  const other = [...loaded.slice(1), { name: 'Older', health: 'err', type: 'alerting' }];
  const [found, broken] = ruleFindings({ data: { groups: [{ rules: other }] } });
  assert.equal(found?.says, 'ServiceUnreachable is missing, Older is of another version');
  assert.equal(broken?.what, 'rule Older');
});

test('questions go as paths, and an answer that is missing is not taken for an empty one', async () => {
  assert.equal(queryPath('up == 0', 7), '/api/v1/query?query=up%20%3D%3D%200&time=7');
  const answer = { status: 'success', data: { result: [{ metric: { host: 'a' }, value: [1, '0.5'] }] } };
  const [first] = await askAll(() => Promise.resolve(`${JSON.stringify(answer)}\n`), 9090, ['/a']);
  assert.deepEqual(samplesOf(first), [{ metric: { host: 'a' }, value: 0.5 }]);
  await assert.rejects(
    askAll(() => Promise.resolve(''), 9090, ['/a']),
    /gave 0 answers to 1 questions/,
  );
  await assert.rejects(
    askAll(() => Promise.resolve('<html>'), 9090, ['/a']),
    /answered no JSON/,
  );
});

test('a forged line that got through is told, and so is a log that did not arrive', async () => {
  const say = (host: string, words: readonly string[]) => {
    if (words[0] === 'logger') return Promise.resolve('');
    if (words[0] === 'python3') return Promise.resolve('open\n');
    return Promise.resolve(
      words.at(-1)?.endsWith('-forged') ? './app1/x.jsonl\n' : `./app1/x.jsonl\n./${host}/x.jsonl\n`,
    );
  };
  const findings = await checkLogs({ hosts: ['app1', 'mon1'], monitor: 'mon1', say, word: 'w' });
  assert.deepEqual(wrong(findings), ['sender without a certificate']);
});
