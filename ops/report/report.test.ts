import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HostFacts } from '../parity/host-facts.ts';
import type { Entry } from '../plan/evidence/fact.ts';
import { cell, type ReportDocument } from '../plan/report/document.ts';
import { asHtml } from '../plan/report/html.ts';
import { asMarkdown } from '../plan/report/markdown.ts';
import { waivedIn } from '../plan/report/waived.ts';
import { aSite } from '../verify/test-support/a-site.ts';
import { configurationReport } from './configuration-report.ts';
import { readContract } from './contract.ts';
import { type Deployment, deploymentsIn, doraFigures } from './deployments.ts';
import { doraReport } from './dora-report.ts';
import { handoverBundle } from './handover.ts';
import { notesReport } from './notes-report.ts';
import { standing } from './standing.ts';
import { validationReport } from './validation-report.ts';

const head = { entries: 3, hash: 'a'.repeat(64) };
const day = 86_400_000;
const now = Date.parse('2026-11-22T12:00:00Z');

const entry = (fact: object, at: string, seq = 1) =>
  ({ seq, at, environment: 'lab-staging', previous: '', hash: '', ...fact }) as unknown as Entry;
const ended = {
  what: 'deploy.ended',
  deployment: 'd1',
  kind: 'deployment',
  version: '0.2.0',
  by: 'Bo',
  reason: 'r',
  why: 'w',
};
const entries = [
  entry({ ...ended, verdict: 'pass', milliseconds: 90_000 }, '2026-11-20T12:00:00Z'),
  entry({ what: 'deploy.step', deployment: 'd2', stage: 'canary 5 %', verdict: 'fail' }, '2026-11-21T12:00:00Z'),
  entry(
    { ...ended, deployment: 'd2', version: '0.3.0', verdict: 'fail', milliseconds: 60_000 },
    '2026-11-21T12:00:04Z',
  ),
  entry(
    { ...ended, deployment: 'd3', version: '0.4.0', verdict: 'pass', milliseconds: 80_000 },
    '2026-11-21T13:00:00Z',
  ),
  entry(
    { ...ended, deployment: 'd4', kind: 'rollback', version: '0.2.0', verdict: 'pass', milliseconds: 1_500 },
    '2026-11-21T14:00:00Z',
  ),
];

test('deliveries are read from the evidence, with how long it took to be back', () => {
  assert.deepEqual(
    deploymentsIn(entries).map(({ kind, version, verdict, recoveryMs }) => [kind, version, verdict, recoveryMs]),
    [
      ['deployment', '0.2.0', 'pass', undefined],
      ['deployment', '0.3.0', 'fail', 4_000],
      ['deployment', '0.4.0', 'pass', undefined],
      ['rollback', '0.2.0', 'pass', 1_500],
    ],
  );
});

test('a deployment that was refused before it began was not pulled back; one that could not be judged was', () => {
  const step = (deployment: string, stage: string, verdict: string, at: string) =>
    entry({ what: 'deploy.step', deployment, stage, verdict }, at);
  const odd = [
    step('d5', 'preflight', 'fail', '2026-11-21T15:00:00Z'),
    entry({ ...ended, deployment: 'd5', verdict: 'fail', milliseconds: 10 }, '2026-11-21T15:00:01Z'),
    step('d6', 'preflight', 'pass', '2026-11-21T16:00:00Z'),
    step('d6', 'canary 5 %', 'inconclusive', '2026-11-21T16:01:00Z'),
    entry({ ...ended, deployment: 'd6', verdict: 'inconclusive', milliseconds: 10 }, '2026-11-21T16:01:07Z'),
  ];
  assert.deepEqual(
    deploymentsIn(odd).map(({ pulledBack, recoveryMs }) => [pulledBack, recoveryMs]),
    [
      [false, undefined],
      [true, 7_000],
    ],
  );
  assert.equal(doraFigures(deploymentsIn(odd), { fromMs: now - day, toMs: now }).pulledBack, 1);
});

test('the four figures: frequency, lead time, failures, recovery; what nobody knows is not zero', () => {
  const measured = { commit: 'c0ffee'.repeat(7), committedAt: '2026-11-20T06:00:00Z' };
  const installed = { what: 'deploy.step', deployment: 'd1', stage: 'install', verdict: 'pass', measured };
  const all = deploymentsIn([entry(installed, '2026-11-20T11:59:00Z'), ...entries]);
  const window = { fromMs: now - 7 * day, toMs: now };
  const { within, ...dora } = doraFigures(all, window);
  assert.equal(within.length, 4);
  assert.deepEqual(dora, {
    ...{ window, days: 7, live: 2, perWeek: 2, leadTimeMs: 6 * 3_600_000, leadTimes: 1 },
    ...{ failed: 1, failureShare: 0.5, pulledBack: 1, recoveryMs: 1_500 },
  });
  const told = asMarkdown(doraReport('lab-staging', head, doraFigures(all, window), 3));
  assert.match(told, /Lead time for changes:\*\* 6\.0 h<br>known of 1 of 2/);
  assert.match(told, /0\.2\.0<br>deployment<br>commit c0ffeec0ffee/);
  assert.match(told, /3 older ones stand in the evidence/);
  const empty = doraFigures([], window);
  assert.equal(empty.leadTimeMs, undefined);
  assert.equal(empty.failureShare, undefined);
  const text = asMarkdown(doraReport('lab-staging', head, empty, 0));
  assert.match(text, /Change failure rate:\*\* not known/);
  assert.match(text, /nothing was deployed here/);
  const older: Deployment[] = all.map((each) => ({ ...each, at: '2026-01-01T00:00:00Z' }));
  assert.equal(doraFigures(older, window).live, 0);
});

const facts: HostFacts = {
  ...{
    system: 'Debian 13',
    kernel: '6.1',
    packages: { haproxy: '3.0.11', libfoo1: '1' },
    files: { '/etc/a.conf': 'f'.repeat(64) },
  },
  ...{ slots: { blue: 'paperfloor-0.1.0' }, certificateEnds: 'Dec 24 2027', schema: '' },
};

test('a configuration names hosts, software, flows and variables, and no secret', () => {
  const contract = readContract(
    JSON.stringify({
      _meta: {
        hostvars: {
          lb1: {
            domain: 'example.org',
            slots: { blue: 8081, green: 8082 },
            api_secret_key: 'abcdef0123456789',
            argument_specs: {
              main: {
                options: {
                  domain: { description: 'Domain of the names.' },
                  slots: { description: 'Ports.' },
                  api_secret_key: { description: 'Seals.', no_log: true },
                  flows: { description: 'x' },
                },
              },
            },
          },
        },
      },
    }),
  );
  const report = configurationReport({
    ...{ site: aSite, head, madeAt: '2026-11-22T12:00:00.000Z', contract },
    facts: new Map([['lb1', facts]]),
  });
  const text = asMarkdown(report);
  for (const expected of [
    'haproxy',
    '3.0.11',
    'app1',
    'did not answer',
    '5432',
    'Domain of the names.',
    'blue 8081, green 8082',
    '2027-12-24',
    'As of:** 2026-11-22 12:00:00 UTC',
    '/etc/a.conf',
    'blue: paperfloor-0.1.0',
  ]) {
    assert.ok(text.includes(expected), expected);
  }
  assert.ok(!text.includes('abcdef0123456789'));
  assert.ok(!text.includes('libfoo1'));
});

const looked = {
  what: 'verification.ended',
  kind: 'security',
  by: 'Bo',
  verdict: 'pass',
  milliseconds: 5,
  measured: {},
};
const found = (check: string, verdict: string, says = 'seen') => ({
  check,
  verdict,
  says,
  measured: { days: 9 },
  details: ['x', 'y'],
});

test('of every check the newest finding counts: a later look at one of them does not hide the others', () => {
  assert.equal(validationReport('lab-staging', head, []), undefined);
  const waived = found('tls', 'waived', 'ends soon; waived by Bo until 2027-01-01: known');
  const all = [
    entry({ ...looked, findings: [found('old', 'fail')] }, '2026-11-19T00:00:00Z', 1),
    entry({ ...ended, verdict: 'pass', milliseconds: 9, slot: 'green', why: 'w' }, '2026-11-20T00:00:00Z', 2),
    entry({ ...looked, findings: [waived, found('ssh', 'fail', 'a password was taken')] }, '2026-11-20T01:00:00Z', 3),
    entry({ ...looked, findings: [found('ssh', 'pass', 'keys alone')] }, '2026-11-21T00:00:00Z', 4),
  ];
  const text = asMarkdown(validationReport('lab-staging', head, all) as ReportDocument);
  assert.match(text, /\*\*Release:\*\* 0\.2\.0 in green, since 2026-11-20/);
  assert.match(text, /\*\*security:\*\* passed<br>1 waived, 1 passed<br>2 looks, last 2026-11-21 00:00:00 UTC by Bo/);
  assert.match(text, /\| tls \| ends soon; waived by Bo until 2027-01-01: known \|/);
  assert.match(text, /\| ssh<br>entry 4, .* \| passed \| keys alone \|/);
  assert.ok(!text.includes('| old'), 'what was seen of the release before');
  assert.ok(!text.includes('What is not good'));
});

test('a waiver is told as long as it is needed: a finding that is good later has none', () => {
  const look = (seq: number, ...findings: object[]) => entry({ ...looked, findings }, `2026-11-2${seq}T00:00:00Z`, seq);
  const waived = found('tls', 'waived', 'waived by Bo');
  assert.deepEqual(
    waivedIn([look(0, waived, found('ssh', 'waived')), look(1, found('tls', 'pass'))]).map(({ what }) => what),
    ['ssh'],
  );
  assert.deepEqual(
    waivedIn([look(0, found('tls', 'pass')), look(1, waived), look(2, waived)]).map(({ seq }) => seq),
    [2],
  );
});

test('what was seen of an older release alone is told as that, and what failed comes first', () => {
  const all = [
    entry({ ...looked, findings: [found('tls', 'pass')] }, '2026-11-19T00:00:00Z', 1),
    entry({ ...looked, kind: 'smoke', findings: [found('ping', 'fail', 'no answer')] }, '2026-11-22T00:00:00Z', 3),
    entry({ ...ended, verdict: 'pass', milliseconds: 9, slot: 'green', why: 'w' }, '2026-11-20T00:00:00Z', 2),
  ];
  const text = asMarkdown(validationReport('lab-staging', head, all) as ReportDocument);
  assert.match(text, /\*\*security:\*\* not decided<br>.*before the release that serves now: look again/);
  assert.match(text, /\*\*smoke:\*\* failed/);
  assert.match(text, /## What is not good\n\n.*\n.*\n\| ping<br>entry 3/);
});

test('how an environment stands: what is missing is told, not left out', () => {
  const text = (given: readonly Entry[]) =>
    standing('lab-staging', given, head, '2026-11-22T12:00:00Z').map(([name, { text: says }]) => `${name}: ${says}`);
  assert.deepEqual(text([]), [
    'Release: none was deployed by the program',
    'Validation: nobody has looked yet',
    'Backups: none was made by the program',
    'Drills: none yet',
    'Incidents: none',
    'Waived: no finding',
  ]);
  const drill = { drill: 'db-loss', run: 'r', by: 'Bo', subject: 'db1', goal: {}, plan: [] };
  const incident = {
    incident: 'incident-1',
    title: 'slow',
    severity: 'major',
    by: 'Bo',
    began: '2026-11-20T00:00:00Z',
  };
  const lines = text([
    entry({ ...ended, verdict: 'pass', milliseconds: 9, slot: 'green', why: 'w' }, '2026-11-20T00:00:00Z', 1),
    entry({ what: 'backup.made', by: 'Bo', label: 'F1', type: 'full', measured: {} }, '2026-11-20T00:00:00Z', 2),
    entry({ what: 'drill.started', ...drill }, '2026-11-20T00:00:00Z', 3),
    entry({ what: 'incident.opened', ...incident, known: {} }, '2026-11-20T00:00:00Z', 4),
  ]);
  assert.deepEqual(lines.slice(0, 1), ['Release: 0.2.0 in green, since 2026-11-20 00:00:00 UTC']);
  assert.deepEqual(lines.slice(2, 5), [
    'Backups: F1, made 2026-11-20 00:00:00 UTC',
    'Drills: 0 of 1 kinds passed the last time',
    'Incidents: 1 open',
  ]);
});

test('the bundle holds every report twice, the papers as they are, and an index that links them', () => {
  const report: ReportDocument = { title: 'T', subtitle: 's', blocks: [{ kind: 'paragraph', text: 'p' }], source: 'x' };
  const files = handoverBundle({
    ...{ environment: 'production', head, madeAt: '2026-11-22T12:00:00.000Z' },
    stands: [['Release', cell('0.2.0 in green')]],
    reports: [
      { name: 'deployment-log', about: 'a', report },
      { name: 'dora', about: 'b', report: 'nothing was deployed yet' },
    ],
    papers: [{ path: 'runbooks/host-down.md', about: 'A host is down', content: '# A host is down' }],
  });
  assert.deepEqual(
    files.map(({ path }) => path),
    ['index.html', 'index.md', 'deployment-log.html', 'deployment-log.md', 'runbooks/host-down.md'],
  );
  const index = files[0]?.content ?? '';
  assert.match(index, /<a href="deployment-log\.html">Deployment log<\/a>/);
  assert.match(index, /<dt>Release<\/dt><dd>0\.2\.0 in green<\/dd>/);
  assert.match(index, /<a href="runbooks\/host-down\.md">/);
  assert.match(index, /nothing was deployed yet/);
  assert.match(files[1]?.content ?? '', /\[Deployment log\]\(deployment-log\.html\)/);
});

test('a link can’t leave its attribute', () => {
  const rows = [[cell('x', { link: '"><script>.html' })]];
  const page = asHtml({
    title: 't',
    subtitle: '',
    blocks: [{ kind: 'table', headings: ['h'], rows, widths: [100] }],
    source: '',
  });
  assert.ok(!page.includes('<script>'));
});

test('release notes become headings and lists', () => {
  const { title, blocks } = notesReport(
    '# Paperfloor 0.2.0\n\n**Features**\n## New\n- one\n  and more\n- two, see [the `guide`](docs/x.md)\n',
    'x',
  );
  assert.equal(title, 'Paperfloor 0.2.0');
  assert.deepEqual(blocks, [
    { kind: 'heading', text: 'Features' },
    { kind: 'heading', text: 'New' },
    { kind: 'list', items: ['one and more', 'two, see the guide'] },
  ]);
});
