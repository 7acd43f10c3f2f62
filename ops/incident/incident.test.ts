/** An incident from opening to closing, on real evidence in a directory. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { runOps } from '../cli/ops.ts';
import type { Entry } from '../plan/evidence/fact.ts';
import { inspectLedger, openLedger } from '../plan/evidence/ledger.ts';
import { redactor } from '../plan/evidence/redact.ts';
import { asMarkdown } from '../plan/report/markdown.ts';
import { digests, requireChanged, type Surroundings } from './change.ts';
import type { Incident } from './incident.ts';
import { incidentsReport } from './incidents-report.ts';
import { measuresIn } from './measures.ts';
import { messageText } from './message.ts';
import { alertEvents, firedIn, inOrder, logEvents, stillFiring, type TimelineEvent } from './timeline.ts';

const state = mkdtempSync(join(tmpdir(), 'paperfloor-incident-'));
after(() => rmSync(state, { recursive: true, force: true }));

async function ops(...words: string[]): Promise<{ code: number; answer: string; said: string }> {
  let answer = '';
  let said = '';
  const code = await runOps(
    ['incident', ...words, ...(words.includes('--env') ? [] : ['--env', 'lab-staging']), '--state', state],
    {
      answer: (text) => {
        answer += `${text}\n`;
      },
      talk: (line) => {
        said += `${line}\n`;
      },
      environment: { USER: 'alice' },
      workingDirectory: state,
      root: join(import.meta.dirname, '../..'),
    },
  );
  return { code, answer, said };
}

test('an incident is opened, told, and closed only with what is different now', async () => {
  assert.match((await ops('show', '--no-monitor')).said, /no incident of lab-staging is open\n.*incident open/);
  const opened = await ops('open', '--title', 'Orders time out', '--severity', 'critical');
  assert.deepEqual([opened.code, opened.answer], [0, 'incident-1\n']);

  const told = await ops('tell', '--no-monitor', '--audience', 'users');
  assert.match(told.answer, /^A problem with Paperfloor \(incident-1, simulation\)/);
  assert.match(told.answer, /Orders time out\.\nTrading is not possible/);
  assert.doesNotMatch(told.answer, /alice|Severity/);

  const same = await ops('close', '--no-monitor', '--cause', 'a full disk', '--changed', 'alert:HostDiskFull');
  assert.equal(same.code, 1);
  assert.match(same.said, /alert:HostDiskFull is what it was when the incident was opened/);
  const nothing = await ops('close', '--no-monitor', '--cause', 'a full disk');
  assert.match(nothing.said, /closed with what was changed/);
  const unknown = await ops('close', '--no-monitor', '--cause', 'a full disk', '--changed', 'alert:DiskFull');
  assert.match(unknown.said, /there is no alert:DiskFull/);
  assert.match((await ops('list')).answer, /^incident-1 +open +critical /);
  const report = await ops('show', '--no-monitor', 'incident-1');
  assert.match(report.answer, /# incident-1: Orders time out/);
  assert.match(report.answer, /incident\.told/);
  assert.match(
    report.answer,
    /users, that it is open, by alice\n\n```text\nA problem with Paperfloor/,
    'in these words',
  );
  const ledger = readFileSync(join(state, 'environments/lab-staging/evidence/evidence.jsonl'), 'utf8');
  assert.equal(ledger.trim().split('\n').length, 2, 'what was refused has left no trace');
});

test('a closed incident is told with its cause and what was done, and shown from what was kept', async () => {
  const directory = join(state, 'environments/lab-single/evidence');
  const ledger = openLedger({ directory, environment: 'lab-single', redact: redactor({}), now: Date.now });
  const began = new Date(Date.now() - 60_000).toISOString();
  const opened = { incident: 'incident-1', title: 'Orders time out', severity: 'major', by: 'bo', began } as const;
  ledger.append({ what: 'incident.opened', ...opened, known: {} });
  ledger.append({
    ...{ what: 'deploy.ended', deployment: 'd', kind: 'rollback', version: '0.1.0', by: 'bo', why: 'slow' },
    ...{ verdict: 'pass', reason: '0.1.0 serves in blue', slot: 'blue', milliseconds: 900, attachments: [] },
  });
  const here = ['--env', 'lab-single'];
  const closed = await ops(
    'close',
    '--no-monitor',
    '--cause',
    'a full disk',
    '--changed',
    'alert:HostDiskFull',
    ...here,
  );
  assert.deepEqual([closed.code, closed.answer], [0, 'incident-1 is closed\n'], closed.said);
  assert.match(closed.said, /next: .*incident tell incident-1 --env lab-single --audience users --about over/);
  // Nobody asks a monitor host, which would have forgotten by then.
  const told = await ops('tell', 'incident-1', '--audience', 'stakeholders', '--about', 'over', ...here);
  assert.match(told.answer, /^Solved: .*\n\n.*\nIt is over after .*\nCause: a full disk\.\n/, told.said);
  assert.match(told.answer, /What was done:\n- .* UTC: we went back to release 0\.1\.0\./);
  assert.match(told.answer, /Alerts: none fired\.\nChanged so that it does not happen again: alert:HostDiskFull\./);
  const shown = await ops('show', 'incident-1', ...here);
  assert.match(shown.answer, /\*\*Changed:\*\* alert:HostDiskFull/);
  assert.match(shown.answer, /evidence \| incident\.opened/);
  const all = asMarkdown(incidentsReport('lab-single', inspectLedger(directory, 'lab-single')));
  assert.match(
    all,
    /\| Orders time out<br>incident-1, major<br>1 message sent \| .* \| closed<br>.* \| a full disk \| alert:HostDiskFull \|/,
  );
});

test('what can be named is told when nothing was, or nothing that changed', () => {
  const now: Surroundings = { ...before, alerts: [{ ...alert, for: '15s' }] };
  const known = digests(before);
  assert.throws(() => requireChanged([], known, before), /since then no step, check or alert has changed/);
  assert.throws(() => requireChanged([], known, now), /changed since then: alert:HostDown/);
});

test('it is not over while a page fires; a ticket may wait', () => {
  const event = (text: string): TimelineEvent => ({ at: '2026-11-22T10:00:00Z', from: 'alert', text });
  const page = [event('HostDown (page) db1 fires'), event('HostClockOff (ticket) db1 fires')];
  assert.deepEqual(stillFiring(page), ['HostDown (page) db1']);
  assert.deepEqual(stillFiring([...page, event('HostDown (page) db1 is over')]), []);
  assert.deepEqual(firedIn(page), ['HostDown', 'HostClockOff']);
});

test('nobody is promised what the evidence does not say', () => {
  const incident: Incident = {
    ...{ id: 'incident-1', title: 'Balances look wrong', severity: 'critical', began: '2026-11-22T10:00:00.000Z' },
    ...{ openedAt: '2026-11-22T10:01:00.000Z', openedBy: 'bo', known: {}, told: [], closed: undefined },
  };
  const facts = { incident, environment: 'production', service: 'Paperfloor', alerts: undefined, measures: [], now: 0 };
  const text = messageText('operators', 'open', facts);
  assert.doesNotMatch(text, /are safe/);
  assert.match(text, /Alerts: not asked for\./, 'not asked is not none');
  assert.match(text, /Timeline: paperfloor ops incident show incident-1 --env production/);
  const restored = {
    what: 'database.restored',
    verdict: 'pass',
    target: 'to before-0.2.0',
    at: '2026-11-22T10:30:00.000Z',
  };
  const earlier = { ...restored, at: '2026-11-22T09:00:00.000Z' };
  assert.deepEqual(measuresIn([earlier, restored] as unknown as Entry[], incident), [
    '2026-11-22 10:30:00 UTC: the database was restored to before-0.2.0; orders acknowledged after that point are gone.',
  ]);
});

test('bad input is told and changes nothing', async () => {
  assert.equal((await ops('open', '--title', 'x')).code, 2);
  assert.equal((await ops('open', '--title', 'Orders time out', '--began', '2999-01-01T00:00:00Z')).code, 2);
  assert.match((await ops('close', 'incident-9', '--cause', 'a full disk', '--no-monitor')).said, /has no incident-9/);
});

const alert = {
  alert: 'HostDown',
  expr: 'up == 0',
  severity: 'page',
  summary: 'away',
} as const;
const before: Surroundings = { steps: [], alerts: [alert], tests: { 'a.test.ts': "test('one', …)" } };

test('an alert that changed, a new one and a new test count; an old one and a title that is not there do not', () => {
  const known = digests(before);
  const now: Surroundings = {
    steps: [],
    alerts: [
      { ...alert, for: '15s' },
      { ...alert, alert: 'New' },
    ],
    tests: { 'a.test.ts': "test('one', …)\ntest('two', …)" },
  };
  requireChanged(['alert:HostDown', 'alert:New', 'check:a.test.ts: two'], known, now);
  assert.throws(() => requireChanged(['alert:HostDown'], known, before), /is what it was/);
  assert.throws(() => requireChanged(['check:a.test.ts: three'], known, now), /has no test "three"/);
  assert.throws(() => requireChanged(['check:a.test.ts: one'], known, before), /is what it was/);
  assert.throws(() => requireChanged(['HostDown'], known, now), /there is no HostDown/);
});

test('an alert that fired twice is two spans, and one that still fires has no end', () => {
  const point = (time: number) => [time, '1'] as const;
  const metric = { alertname: 'HostDown', severity: 'page', host: 'db1' };
  const values = [point(100), point(105), point(200), point(205)];
  const events = alertEvents([{ metric, values }], { from: 0, to: 207 });
  assert.deepEqual(
    events.map(({ at, text }) => `${Date.parse(at) / 1000} ${text}`),
    ['100 HostDown (page) db1 fires', '110 HostDown (page) db1 is over', '200 HostDown (page) db1 fires'],
  );
});

test('sources come in one order of time, and secrets are taken out of logs', () => {
  const line = {
    at: '2026-11-22T10:00:05+00:00',
    host: 'app1',
    program: 'x',
    message: 'failed: password=hunter2hunter2',
  };
  const logs = logEvents([line], (text) => text.replace('hunter2hunter2', '[redacted]'));
  const [first, second] = inOrder(logs, [{ at: '2026-11-22T10:00:01.000Z', from: 'alert', text: 'a' }]);
  assert.equal(first?.from, 'alert');
  assert.equal(second?.text, 'app1 x: failed: password=[redacted]');
});
