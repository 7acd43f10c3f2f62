import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coverage } from '../coverage/coverage.ts';
import { runsIn } from '../engine/progress.ts';
import { type Chain, emptyHead, type Head, lineOf, link, readChain } from '../evidence/chain.ts';
import type { Fact } from '../evidence/fact.ts';
import { allSteps } from '../the-plan.ts';
import { coverageReport } from './coverage-report.ts';
import { deploymentLog } from './deployment-log.ts';
import { cell, type ReportDocument } from './document.ts';
import { evidenceReport } from './evidence-report.ts';
import { asHtml } from './html.ts';
import { asMarkdown } from './markdown.ts';
import { durationText } from './words.ts';

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
  return deploymentLog({ environment, entries: chain.entries, head: chain.head, run: newest, steps: allSteps });
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

test('durations are told in the unit people use', () => {
  assert.deepEqual([7, 4_249, 125_400].map(durationText), ['7 ms', '4.2 s', '2 min 5 s']);
});
