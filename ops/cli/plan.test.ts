/** The verbs of plan, evidence and report as an operator uses them, on a state directory of their own. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ledgerFile } from '../plan/evidence/ledger.ts';
import { runOps } from './ops.ts';
import { opsExitCode } from './ops-context.ts';

const root = new URL('../..', import.meta.url).pathname.replace(/\/$/, '');
const work = mkdtempSync(join(tmpdir(), 'paperfloor-plan-'));
after(() => rmSync(work, { recursive: true, force: true }));

async function ops(state: string, ...words: readonly string[]) {
  let stdout = '';
  let stderr = '';
  const code = await runOps([...words, '--state', state], {
    answer: (text) => {
      stdout += `${text}\n`;
    },
    talk: (line) => {
      stderr += `${line}\n`;
    },
    environment: { HOME: work, USER: 'alice' },
    workingDirectory: work,
    root,
  });
  return { code, stdout, stderr };
}

const env = ['--env', 'lab-staging'];
const freshState = () => mkdtempSync(join(work, 'state-'));

test('the papers are made from the evidence, and the run waits for what a person must do', {
  timeout: 120_000,
}, async () => {
  const state = freshState();
  const out = join(state, 'papers');
  mkdirSync(out);
  const again = ['plan', 'run', ...env, '--phase', 'handover', '--reason', 'release 0.2.0', '--set', `out=${out}`];
  const first = await ops(state, ...again);
  assert.equal(first.code, opsExitCode.waiting, first.stdout + first.stderr);
  assert.match(
    first.stdout,
    /^waiting at handover\.brief: support has not signed\nnext: paperfloor ops plan sign handover\.brief --env lab-staging/,
  );
  for (const page of [
    'deployment-log.html',
    'deployment-log.md',
    'evidence.html',
    'coverage.html',
    'configuration.html',
    'handover/SHA256SUMS',
  ]) {
    assert.ok(existsSync(join(out, page)), page);
  }
  assert.match(
    readFileSync(join(out, 'deployment-log.md'), 'utf8'),
    /\| passed \| 1 command, .*<br>automatic: \d+<br>.*lines: 78/,
  );

  const status = await ops(state, 'plan', 'status', ...env);
  assert.match(
    status.stdout,
    /^evidence {2}sound, \d+ entries\nlock {6}free\nrun {7}release 0\.2\.0, by alice, since /,
  );
  assert.match(
    status.stdout,
    / {10}passed {3}documents\.log\n {10}passed {3}documents\.configuration\n[\s\S]* {10}open {5}handover\.brief\n/,
  );
  assert.ok(
    status.stdout.includes(
      `go on     paperfloor ops plan run --env lab-staging --phase handover --reason TEXT --set out=${out}\n`,
    ),
  );

  const signature = ['--by', 'Alice Example', '--role', 'support', '--note', 'gone through'];
  const sign = await ops(state, 'plan', 'sign', 'handover.brief', ...env, ...signature);
  assert.match(sign.stdout, /^handover\.brief: pass, signed by Alice Example \(support\) in entry \d+\n$/);
  const second = await ops(state, ...again);
  assert.match(second.stdout, /^waiting at handover\.papers: support has not signed/);

  const file = join(state, 'export.jsonl');
  assert.equal((await ops(state, 'evidence', 'export', ...env, '--out', file)).code, opsExitCode.done);
  assert.match(
    (await ops(state, 'evidence', 'verify', '--file', file)).stdout,
    /^sound: \d+ entries of lab-staging, last hash/,
  );
  assert.match((await ops(state, 'evidence', 'export', ...env, '--out', file)).stderr, /is there already/);
  assert.match((await ops(state, 'evidence', 'show', ...env, '--last', '1')).stdout, /run\.stopped.*handover\.papers/);

  const known = JSON.parse((await ops(state, 'evidence', 'verify', ...env, '--json')).stdout) as {
    entries: number;
    hash: string;
  };
  const abandoned = await ops(state, 'plan', 'abandon', ...env, '--reason', 'enough');
  assert.match(abandoned.stdout, /is ended: release 0\.2\.0/);
  const head = ['--head', `${known.entries}:${known.hash}`];
  assert.equal((await ops(state, 'evidence', 'verify', ...env, ...head)).code, opsExitCode.done);
  const wrong = ['--head', `${known.entries}:${'ab'.repeat(32)}`];
  assert.match(
    (await ops(state, 'evidence', 'verify', ...env, ...wrong)).stdout,
    /against the head given: line \d+: another entry/,
  );
});

test('a dry run shows every command, needs no value, and leaves nothing behind', async () => {
  const state = freshState();
  const { code, stdout, stderr } = await ops(state, 'plan', 'run', ...env, '--reason', 'look', '--dry-run');
  assert.equal(code, opsExitCode.done);
  assert.match(stdout, /act {5}paperfloor ops lab up --lab staging --state /);
  assert.match(stdout, /act {5}paperfloor ops release build '\{version\}' --out '\{out\}'/);
  assert.match(
    stderr,
    /to carry it out, give: --set key=VALUE --set out=VALUE --set signers=VALUE --set version=VALUE/,
  );
  assert.ok(!existsSync(join(state, 'environments')));
});

test('evidence that was altered stops every verb but the one that shows where', async () => {
  const state = freshState();
  await ops(state, 'plan', 'run', ...env, '--step', 'acceptance.trial', '--reason', 'r');
  const ledger = join(state, 'environments/lab-staging/evidence', ledgerFile);
  writeFileSync(ledger, readFileSync(ledger, 'utf8').replace('"alice"', '"mallory"'));
  const verify = await ops(state, 'evidence', 'verify', ...env);
  assert.deepEqual(
    [verify.code, verify.stdout.split('\n')[1]],
    [opsExitCode.failed, 'line 1: altered: its hash does not fit'],
  );
  for (const words of [
    ['plan', 'run', '--reason', 'r', '--step', 'acceptance.trial'],
    ['report', 'log'],
    ['evidence', 'show'],
  ]) {
    const { code, stderr } = await ops(state, ...words, ...env);
    assert.equal(code, opsExitCode.failed);
    assert.match(
      stderr,
      /error: the evidence of lab-staging is not sound: line 1: altered.*\ntry: paperfloor ops evidence verify/,
    );
  }
  assert.match((await ops(state, 'report', 'evidence', ...env)).stdout, /\*\*Chain:\*\* not sound<br>line 1: altered/);
});

test('a stale lock is told with the next command, and unlocking it is evidence', async () => {
  const state = freshState();
  const directory = join(state, 'environments/lab-staging/evidence');
  mkdirSync(directory, { recursive: true });
  const holder = { by: 'bob', reason: 'deploy', host: '', pid: 0, begun: '', since: '2026-11-22T06:00:00.000Z' };
  writeFileSync(join(directory, 'lock.json'), JSON.stringify(holder));
  const refused = await ops(state, 'plan', 'run', ...env, '--step', 'acceptance.trial', '--reason', 'r');
  assert.match(
    refused.stderr,
    /error: lab-staging has a stale lock of bob .*\ntry: paperfloor ops plan status --env lab-staging, then paperfloor ops plan unlock/,
  );
  assert.ok(!existsSync(join(directory, ledgerFile)));
  assert.match(
    (await ops(state, 'plan', 'unlock', ...env, '--reason', 'restarted')).stdout,
    /^lab-staging is free; it was held by bob/,
  );
  assert.match(
    (await ops(state, 'evidence', 'show', ...env)).stdout,
    /lock\.broken .*alice: restarted; it was held by bob/,
  );
  assert.match((await ops(state, 'plan', 'unlock', ...env, '--reason', 'again')).stderr, /lab-staging is not locked/);
});

for (const [what, words, said] of [
  ['an unknown environment', ['plan', 'status', '--env', 'lab'], /--env: expected one of lab-staging, .*found "lab"/],
  ['a value that is none', ['plan', 'run', ...env, '--reason', 'r', '--set', 'version'], /--set: expected NAME=VALUE/],
  ['a value given twice', ['plan', 'run', ...env, '--reason', 'r', '--set', 'a=1', '--set', 'a=2'], /a is there twice/],
  ['a value it knows itself', ['plan', 'run', ...env, '--reason', 'r', '--set', 'root=/'], /root is known already/],
  ['missing values', ['plan', 'run', ...env, '--reason', 'r', '--phase', 'handover'], /these steps need --set out=…/],
  ['an unknown plan', ['plan', 'run', ...env, '--reason', 'r', '--plan', 'x'], /--plan: expected deploy or rollback/],
  [
    'an unknown role',
    ['plan', 'sign', 'a.b', ...env, '--by', 'B', '--note', 'n', '--role', 'boss'],
    /--role: expected one of/,
  ],
  ['a head that is none', ['evidence', 'verify', ...env, '--head', '1'], /--head: expected ENTRIES:HASH/],
  ['an unknown format', ['report', 'log', ...env, '--format', 'pdf'], /--format: expected html or md/],
] as const) {
  test(`${what} is refused, and nothing is written`, async () => {
    const state = freshState();
    const { code, stderr, stdout } = await ops(state, ...words);
    assert.deepEqual([code, stdout], [opsExitCode.usage, '']);
    assert.match(stderr, said);
    assert.match(stderr, /\ntry: /);
    assert.ok(!existsSync(join(state, 'environments/lab-staging/evidence', ledgerFile)));
  });
}

test('a log of nothing, an export that is none and a step nobody waits for are told', async () => {
  const state = freshState();
  assert.match(
    (await ops(state, 'report', 'log', ...env)).stderr,
    /nothing was carried out on lab-staging yet\ntry: paperfloor ops plan run/,
  );
  assert.match(
    (await ops(state, 'evidence', 'verify', '--file', 'none')).stderr,
    /expected an export of evidence at .*none/,
  );
  const by = ['--by', 'Bo', '--note', 'n', '--role', 'stakeholder'];
  assert.match(
    (await ops(state, 'plan', 'sign', 'acceptance.trial', ...env, ...by)).stderr,
    /no open run on lab-staging waits/,
  );
});
