import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coverage } from '../coverage/coverage.ts';
import { runsIn } from '../engine/progress.ts';
import { type Chain, emptyHead, type Head, lineOf, link, readChain } from '../evidence/chain.ts';
import type { Entry, Fact } from '../evidence/fact.ts';
import { allPhases } from '../the-plan.ts';
import { coverageReport } from './coverage-report.ts';
import { deploymentLog } from './deployment-log.ts';
import { cell, type ReportDocument } from './document.ts';
import { evidenceReport } from './evidence-report.ts';
import { asHtml } from './html.ts';
import { releaseLog } from './log-releases.ts';
import { asMarkdown } from './markdown.ts';
import { durationText, measuredText } from './words.ts';

const environment = 'lab-staging';
const run = 'run-1';
const build = { run, step: 'release.build' };
const none = { measured: {}, recovered: false };

const facts: readonly Fact[] = [
  {
    ...{ what: 'run.started', run, by: 'Alice', reason: 'release 0.2.0', steps: ['release.build', 'acceptance.trial'] },
    ...{ values: { version: '0.2.0' }, plan: 'ab'.repeat(32) },
  },
  { what: 'step.started', ...build, lines: ['D31'], undo: ['nothing: a folder'] },
  { what: 'step.acting', ...build },
  {
    ...{ what: 'command.ended', ...build, part: 'act', command: 'paperfloor ops release build 0.2.0', code: 1 },
    ...{ milliseconds: 4200, output: 'error: <disk> is full', outputDigest: 'cd'.repeat(32) },
  },
  { what: 'step.ended', ...build, part: 'act', verdict: 'fail', reason: 'no space', ...none },
  { what: 'run.stopped', run, verdict: 'fail', reason: 'release.build: act: no space' },
  { what: 'run.resumed', run, by: 'Bo', reason: 'disk was emptied' },
  { what: 'step.started', ...build, lines: ['D31'], undo: ['nothing: a folder'] },
  { what: 'step.acting', ...build },
  { what: 'step.acted', ...build, measured: {} },
  {
    what: 'step.ended',
    ...build,
    part: 'verify',
    verdict: 'pass',
    reason: 'verified',
    ...none,
    measured: { digest: 'ef01' },
  },
  {
    ...{ what: 'step.signed', run, step: 'acceptance.trial', by: 'Cleo', role: 'stakeholder', verdict: 'pass' },
    ...{ note: 'all 12 scenarios', attachments: [{ name: 'record.pdf', sha256: '12'.repeat(32), bytes: 99 }] },
  },
  { what: 'run.ended', run, verdict: 'pass', reason: '2 steps' },
];

function chainOf(all: readonly Fact[]): Chain {
  let head: Head = emptyHead(environment);
  const lines = all.map((fact, index) => {
    const entry = link(head, fact, environment, new Date(1_750_000_000_000 + index * 1000).toISOString());
    head = { entries: entry.seq, hash: entry.hash };
    return lineOf(entry);
  });
  return readChain(lines.join(''), environment);
}

const chain = chainOf(facts);

function log(): ReportDocument {
  const [newest] = runsIn(chain.entries);
  assert.ok(newest);
  return deploymentLog({ environment, entries: chain.entries, head: chain.head, run: newest, phases: allPhases });
}

test('a deployment log tells every step with who, when, what and the result', () => {
  const text = asMarkdown(log());
  assert.match(text, /^# Deployment log: lab-staging\n\nrelease 0\.2\.0, begun 2025-06-15 15:06:40 UTC by Alice/);
  assert.match(
    text,
    /\| Build, sign and verify the artifact<br>release\.build<br>for D31, .*\| passed<br>carried out 2 times \| 1 command, 4\.2 s<br>digest: ef01/,
  );
  assert.match(
    text,
    /\| Let the stakeholders try it<br>.*\| Cleo<br>stakeholder<br>.*\| passed \| all 12 scenarios<br>record\.pdf, 99 bytes/,
  );
  assert.match(text, new RegExp(`13 entries, last hash ${chain.head.hash}`));
});

test('a deployment log tells what went wrong, what was printed, and what became of it', () => {
  const text = asMarkdown(log());
  assert.match(text, /\| failed \| release\.build: act: no space \| gone on with by Bo, .*: disk was emptied \|/);
  assert.match(text, /```text\n\$ paperfloor ops release build 0\.2\.0\nerror: <disk> is full\n```/);
});

test('what others wrote can not become part of the page', () => {
  const evil = '<script>alert(1)</script> | `x` [a](javascript:1)\n# heading';
  const report: ReportDocument = {
    ...{ title: evil, subtitle: evil, source: evil },
    blocks: [
      { kind: 'paragraph', text: evil },
      { kind: 'list', items: [evil] },
      { kind: 'facts', facts: [[evil, cell(evil, { code: true })]] },
      { kind: 'table', headings: [evil], rows: [[cell(evil, { tone: 'bad', under: [evil] })]], widths: [100] },
      { kind: 'output', title: evil, text: `${evil}\n\`\`\`\nescape` },
    ],
  };
  assert.ok(!asHtml(report).includes('<script'));
  const text = asMarkdown(report);
  assert.ok(!text.replace(/````text[\s\S]*````|`[^`\n]*`/g, '').includes('<script'));
  assert.equal(text.split('\n').filter((line) => line.startsWith('| ')).length, 3);
  assert.ok(text.includes('````text\n'));
});

test('a page of HTML needs nothing from outside and runs nothing', () => {
  const page = asHtml(log());
  assert.match(page, /^<!doctype html>\n<html lang="en">/);
  assert.match(page, /default-src 'none'/);
  assert.deepEqual(page.match(/(?:src|href)=|<script|url\(|@import/g), null);
});

test('a report on the coverage tells how each line stands here', () => {
  const text = asMarkdown(coverageReport({ environment, entries: chain.entries, head: chain.head, rows: coverage() }));
  assert.match(text, /\| Package the Application<br>D31 \|.*\| release\.build: automatic \| done \|/);
  assert.match(text, /\| UAT Execution<br>D50 \|.*\| acceptance\.trial: by hand \| done \|/);
  assert.match(text, /\| Go-Live<br>D54 \|.*\| not yet \|/);
  assert.match(text, /\n\| \*\*Deployment Process, 1\. Application Deployment\*\* \| {2}\| {2}\| {2}\|\n\| Package/);
  assert.match(text, /- \*\*By nobody:\*\* 0/);
});

test('a report on the evidence shows every entry, and says when the chain does not hold', () => {
  const text = asMarkdown(evidenceReport(environment, chain));
  assert.match(text, /- \*\*Chain:\*\* sound/);
  assert.equal(text.split('\n').filter((line) => /^\| \d+ \|/.test(line)).length, facts.length);
  const broken = { ...chain, faults: ['line 3: altered: its hash does not fit'] };
  assert.match(asMarkdown(evidenceReport(environment, broken)), /not sound<br>line 3: altered/);
});

test('a restore is told with its target, which says where to by itself', () => {
  const restored = {
    what: 'database.restored',
    by: 'x',
    label: '20261122-142523F',
    target: 'to the end of the archive',
  };
  const entry = {
    ...chain.entries[0],
    ...restored,
    verdict: 'pass',
    measured: {},
    reason: 'a drill',
  } as unknown as Entry;
  const text = asMarkdown(evidenceReport(environment, { ...chain, entries: [entry] }));
  assert.match(text, /pass: 20261122-142523F restored to the end of the archive, by x: a drill/);
});

test('durations are told in the unit people use', () => {
  assert.deepEqual([7, 4_249, 59_960, 119_700, 125_400, 18_240_000, 260_000_000].map(durationText), [
    '7 ms',
    '4.2 s',
    '1 min 0 s',
    '2 min 0 s',
    '2 min 5 s',
    '5.1 h',
    '3.0 days',
  ]);
});

test('a figure has its unit, which its name says', () => {
  const figures = {
    ...{ milliseconds: 746, gapMs: 1_795, totalSeconds: 122, repositoryBytes: 5_715_760, perSecond: 40, rpoOrders: 0 },
    ...{ lostMax: 0, healSecondsMax: 15, 'page after seconds': 23.2, rollForwardOnly: false, digest: 'ab'.repeat(32) },
  };
  assert.deepEqual(measuredText(figures), [
    ...['746 ms', 'gap: 1.8 s', 'total: 2 min 2 s', 'repository: 5.7 MB', '40 a second', 'RPO orders: 0'],
    ...['lost: at most 0', 'heal: at most 15.0 s', 'page after: 23.2 s', 'roll forward only: false'],
    'digest: abababababababab…',
  ]);
});

test('a log begins with how many steps stand how, what was waived and by whom, and what it waits for', () => {
  const waived = {
    what: 'step.signed',
    run,
    step: 'golive.training',
    by: 'Dee',
    role: 'product',
    note: 'no users yet',
  };
  const open: readonly Fact[] = [
    { ...(facts[0] as Extract<Fact, { what: 'run.started' }>), steps: ['golive.training', 'acceptance.trial'] },
    { ...waived, verdict: 'waived', attachments: [] } as Fact,
    { what: 'run.stopped', run, verdict: 'inconclusive', reason: 'acceptance.trial: stakeholder has not signed' },
  ];
  const { entries, head } = chainOf(open);
  const [newest] = runsIn(entries);
  assert.ok(newest);
  const text = asMarkdown(deploymentLog({ environment, entries, head, run: newest, phases: allPhases }));
  assert.match(text, /\*\*Result:\*\* not finished<br>at “Let the stakeholders try it”: stakeholder has not signed/);
  assert.match(text, /\*\*Steps:\*\* 1 of 2 done<br>1 waived, 1 not begun/);
  assert.match(text, /## Waived\n\n.*\n.*\n\| step golive\.training \| Dee \(product\): no users yet \|/);
  assert.match(text, /None: nothing failed and nothing was held up/, 'a signature that is missing is no issue');
});

test('without a run of the plan the log tells every deployment, stage by stage', () => {
  const stage = { what: 'deploy.step', deployment: 'd', version: '0.2.0', measured: { trafficMs: 620 } } as const;
  const { entries, head } = chainOf([
    {
      ...stage,
      stage: 'preflight',
      verdict: 'waived',
      reason: 'restored backup: none; Bo: first try',
      milliseconds: 4_000,
    },
    { ...stage, stage: 'switch', verdict: 'pass', reason: 'hash d7367f4f', milliseconds: 1_600 },
    {
      ...{ what: 'deploy.ended', deployment: 'd', kind: 'deployment', version: '0.2.0', by: 'Bo', why: 'w' },
      ...{ verdict: 'pass', reason: '0.2.0 serves in green', slot: 'green', milliseconds: 54_600, attachments: [] },
    },
  ]);
  const text = asMarkdown(releaseLog(environment, entries, head) as ReportDocument);
  assert.match(text, /\| preflight of 0\.2\.0 \| restored backup: none; Bo: first try \|/);
  assert.match(text, /\*\*deployment to 0\.2\.0, passed, ended .* after 54\.6 s, by Bo: 0\.2\.0 serves in green\*\*/);
  assert.match(text, /\| switch<br>entry 2 \| passed \| hash d7367f4f<br>traffic: 620 ms \| 1\.6 s \|/);
  assert.equal(releaseLog(environment, [], head), undefined);
});
