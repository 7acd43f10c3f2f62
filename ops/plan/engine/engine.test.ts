import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { command, shellText } from '../../command/command.ts';
import { OpsProblem } from '../../command/problem.ts';
import type { Outcome } from '../../command/run.ts';
import type { Fact } from '../evidence/fact.ts';
import { inspectLedger, ledgerFile, openLedger } from '../evidence/ledger.ts';
import { redactor } from '../evidence/redact.ts';
import type { AutomaticStep, ManualStep, Phase, Step } from '../step.ts';
import { abandonRun, type PlanRequest, runPlan } from './engine.ts';
import { openRun } from './progress.ts';
import { signStep } from './sign.ts';

const work = mkdtempSync(join(tmpdir(), 'paperfloor-engine-'));
after(() => rmSync(work, { recursive: true, force: true }));
const environment = 'lab-staging';

class Crash extends Error {}

/** A machine that answers by the words of the command, and remembers what it was told to do. */
class FakeMachine {
  readonly directory = mkdtempSync(join(work, 'env-'));
  readonly done: string[] = [];
  readonly answers = new Map<string, Partial<Outcome>>();
  /** Ends the process, as far as the engine can tell, before the n-th entry reaches the disk. */
  crashBeforeEntry = Number.POSITIVE_INFINITY;
  stopAfter: string | undefined;
  #stopping = false;

  async run(phases: readonly Phase[], values: PlanRequest['values'] = {}) {
    this.#stopping = false;
    const ledger = this.ledger();
    const append = ledger.append;
    ledger.append = (fact: Fact) => {
      if (ledger.entries.length + 1 >= this.crashBeforeEntry) throw new Crash();
      return append(fact);
    };
    const request = { phases, by: 'alice', reason: 'test', values, plan: 'digest' };
    const hands = async (each: { program: string; args: readonly string[] }) => this.#answer(shellText(each));
    return await runPlan({ ledger, hands, now: () => 0, stopping: () => this.#stopping, tell: () => {} }, request);
  }

  ledger() {
    return openLedger({ directory: this.directory, environment, redact: redactor({}), now: () => 0 });
  }

  whats(): string[] {
    return this.ledger().entries.map((entry) => ('step' in entry ? `${entry.what} ${entry.step}` : entry.what));
  }

  fail(words: string, code = 1, stderr = 'no'): void {
    this.answers.set(words, { code, stderr });
  }

  #answer(words: string): Outcome {
    this.done.push(words);
    if (words === this.stopAfter) this.#stopping = true;
    return { code: 0, stdout: '', stderr: '', ...this.answers.get(words) };
  }
}

function step(id: string, more: Partial<AutomaticStep> = {}): AutomaticStep {
  return {
    ...{ id, title: id, lines: ['D31'], owner: 'operations', kind: 'automatic', tests: [], repeatable: true },
    precheck: [command('check', id)],
    act: [command('act', id)],
    verify: [command('verify', id)],
    evidence: [],
    undo: { commands: [command('undo', id)] },
    ...more,
  };
}

function manual(id: string, more: Partial<ManualStep> = {}): ManualStep {
  const plain = { id, title: id, lines: ['D50'], owner: 'product', kind: 'manual', tests: [] } as const;
  return { ...plain, task: 'look', confirms: ['it looks right'], attach: [], ...more };
}

function phase(steps: readonly Step[], undoOnFailure = true): Phase {
  return { id: 'phase', title: 'phase', undoOnFailure, steps };
}

const abc = [phase([step('a'), step('b'), step('c')])];

test('steps run in order, each checked, done and looked at', async () => {
  const machine = new FakeMachine();
  const { verdict } = await machine.run(abc);
  assert.equal(verdict, 'pass');
  assert.deepEqual(machine.done.slice(0, 4), ['check a', 'act a', 'verify a', 'check b']);
  assert.deepEqual(machine.whats().slice(0, 8), [
    'run.started',
    'step.started a',
    'command.ended a',
    'step.acting a',
    'command.ended a',
    'step.acted a',
    'command.ended a',
    'step.ended a',
  ]);
  assert.equal(machine.whats().at(-1), 'run.ended');
});

test('the undo of a step is written down before it begins', async () => {
  const machine = new FakeMachine();
  await machine.run([phase([step('a', { undo: { commands: [command('undo', '{version}')] } })])], { version: '0.2.0' });
  const started = machine.ledger().entries.find((entry) => entry.what === 'step.started');
  assert.deepEqual(started?.what === 'step.started' && started.undo, ['undo 0.2.0']);
});

test('a precheck that fails stops before anything is changed, and nothing is taken back', async () => {
  const machine = new FakeMachine();
  machine.fail('check b', 1, 'disk is full');
  const stop = await machine.run(abc);
  assert.deepEqual(
    { ...stop, run: '' },
    {
      ...{ run: '', verdict: 'fail', step: 'b', reason: 'precheck: check b ended with 1: disk is full' },
    },
  );
  assert.deepEqual(machine.done, ['check a', 'act a', 'verify a', 'check b']);
});

for (const part of ['act', 'verify']) {
  test(`when ${part} fails, the step and those before it in the phase are taken back, last first`, async () => {
    const machine = new FakeMachine();
    machine.fail(`${part} c`);
    const { verdict, step: where } = await machine.run(abc);
    assert.deepEqual([verdict, where], ['fail', 'c']);
    assert.deepEqual(machine.done.slice(-3), ['undo c', 'undo b', 'undo a']);
  });
}

test('a phase that keeps what it did takes back only the step that failed', async () => {
  const machine = new FakeMachine();
  machine.fail('verify c');
  await machine.run([phase([step('a'), step('b'), step('c')], false)]);
  assert.deepEqual(machine.done.slice(-2), ['verify c', 'undo c']);
});

test('a failure takes nothing back of the phases before', async () => {
  const machine = new FakeMachine();
  machine.fail('act b');
  await machine.run([phase([step('a')]), phase([step('b')])]);
  assert.deepEqual(machine.done.slice(-2), ['act b', 'undo b']);
});

test('an undo that fails is told, and the others are taken back all the same', async () => {
  const machine = new FakeMachine();
  machine.fail('act c');
  machine.fail('undo b');
  await machine.run(abc);
  assert.deepEqual(machine.done.slice(-3), ['undo c', 'undo b', 'undo a']);
  const verdicts = machine.ledger().entries.flatMap((entry) => (entry.what === 'step.undone' ? [entry.verdict] : []));
  assert.deepEqual(verdicts, ['pass', 'fail', 'pass']);
});

test('what can not be taken back stands, and is not done again', async () => {
  const machine = new FakeMachine();
  machine.fail('act b');
  const phases = [phase([step('a', { undo: { nothing: 'a file more' } }), step('b')])];
  await machine.run(phases);
  machine.answers.clear();
  machine.done.length = 0;
  assert.equal((await machine.run(phases)).verdict, 'pass');
  assert.deepEqual(machine.done, ['check b', 'act b', 'verify b']);
});

test('after a failure the same call does again what was taken back, and goes on to the end', async () => {
  const machine = new FakeMachine();
  machine.fail('verify b');
  await machine.run(abc);
  machine.answers.clear();
  machine.done.length = 0;
  assert.equal((await machine.run(abc)).verdict, 'pass');
  assert.deepEqual(
    machine.done.filter((words) => words.startsWith('act')),
    ['act a', 'act b', 'act c'],
  );
});

test('a look that can not decide holds: nothing is taken back, and the next call looks again', async () => {
  const machine = new FakeMachine();
  machine.fail('verify b', 75, 'no samples yet');
  const stop = await machine.run(abc);
  assert.deepEqual([stop.verdict, stop.reason], ['inconclusive', 'verify: verify b ended with 75: no samples yet']);
  assert.ok(!machine.done.some((words) => words.startsWith('undo')));
  machine.answers.clear();
  machine.done.length = 0;
  assert.equal((await machine.run(abc)).verdict, 'pass');
  assert.deepEqual(machine.done, ['verify b', 'check c', 'act c', 'verify c']);
});

test('what leaves no evidence does not pass', async () => {
  const machine = new FakeMachine();
  const phases = [phase([step('a', { evidence: [{ name: 'digest', from: 'verify', path: 'artifact.digest' }] })])];
  machine.answers.set('verify a', { stdout: '{"artifact":{}}' });
  assert.match((await machine.run(phases)).reason, /no evidence of digest/);
  machine.answers.set('verify a', { stdout: '{"artifact":{"digest":"ab"}}' });
  assert.equal((await machine.run(phases)).verdict, 'pass');
  const ended = machine.ledger().entries.findLast((entry) => entry.what === 'step.ended');
  assert.deepEqual(ended?.what === 'step.ended' && ended.measured, { digest: 'ab' });
});

test('a program that is not there is a failure with its name', async () => {
  const machine = new FakeMachine();
  machine.answers.set('act a', undefined as unknown as Outcome);
  const hands = () => Promise.reject(new OpsProblem('nft could not be started', 'install nft'));
  const parts = { ledger: machine.ledger(), hands, now: () => 0, stopping: () => false, tell: () => {} };
  const stop = await runPlan(parts, { phases: abc, by: 'a', reason: 'r', values: {}, plan: '' });
  assert.match(stop.reason, /ended with 127: nft could not be started; install nft/);
});

test('a run that was killed anywhere goes on: every step is done, none passes without a look, none is done twice without need', async () => {
  const whole = new FakeMachine();
  await whole.run(abc);
  const entries = whole.ledger().entries.length;
  for (let crash = 1; crash <= entries; crash++) {
    const machine = new FakeMachine();
    machine.crashBeforeEntry = crash;
    await assert.rejects(machine.run(abc), Crash);
    machine.crashBeforeEntry = Number.POSITIVE_INFINITY;
    const before = machine.done.length;
    const acted = new Set(
      machine
        .whats()
        .filter((what) => what.startsWith('step.acted'))
        .map((what) => what.slice(-1)),
    );
    assert.equal((await machine.run(abc)).verdict, 'pass', `crash before entry ${crash}`);
    const again = machine.done.slice(before).filter((words) => acted.has(words.slice(-1)) && words.startsWith('act'));
    assert.deepEqual(again, [], `crash before entry ${crash}`);
    const passes = machine.ledger().entries.filter((entry) => entry.what === 'step.ended' && entry.verdict === 'pass');
    assert.equal(passes.length, 3);
    assert.deepEqual(inspectLedger(machine.directory, environment).faults, []);
  }
});

/** Killed when the act was done and before anything said so. */
async function killedAfterAct(machine: FakeMachine, phases: readonly Phase[]) {
  machine.crashBeforeEntry = 5;
  await assert.rejects(machine.run(phases), Crash);
  assert.deepEqual(machine.done, ['check a', 'act a']);
  machine.crashBeforeEntry = Number.POSITIVE_INFINITY;
}

test('killed between act and evidence: what is found done is not done again', async () => {
  const machine = new FakeMachine();
  await killedAfterAct(machine, [phase([step('a')])]);
  assert.equal((await machine.run([phase([step('a')])])).verdict, 'pass');
  assert.deepEqual(machine.done, ['check a', 'act a', 'verify a']);
  const ended = machine.ledger().entries.findLast((entry) => entry.what === 'step.ended');
  assert.equal(ended?.what === 'step.ended' && ended.recovered, true);
});

test('killed between act and evidence: what is not found done is done again', async () => {
  const machine = new FakeMachine();
  await killedAfterAct(machine, [phase([step('a')])]);
  let looks = 0;
  machine.answers.set('verify a', {
    get code() {
      return looks++ === 0 ? 1 : 0;
    },
  });
  assert.equal((await machine.run([phase([step('a')])])).verdict, 'pass');
  assert.deepEqual(machine.done, ['check a', 'act a', 'verify a', 'act a', 'verify a']);
});

test('killed between act and evidence: what must not be done twice waits for a person', async () => {
  const machine = new FakeMachine();
  const once = [phase([step('a', { repeatable: false })])];
  await killedAfterAct(machine, once);
  machine.fail('verify a');
  const stop = await machine.run(once);
  assert.equal(stop.verdict, 'inconclusive');
  assert.match(stop.reason, /it is not known how far it came, and it must not be done twice/);
  assert.deepEqual(machine.done.filter((words) => words === 'act a').length, 1);
});

test('killed while taking back: that is finished before anything else is done', async () => {
  const machine = new FakeMachine();
  machine.fail('act b');
  const phases = [phase([step('a'), step('b')])];
  machine.crashBeforeEntry = 18;
  await assert.rejects(machine.run(phases), Crash);
  assert.equal(machine.whats().at(-1), 'step.undoing a');
  machine.crashBeforeEntry = Number.POSITIVE_INFINITY;
  machine.answers.clear();
  machine.done.length = 0;
  assert.equal((await machine.run(phases)).verdict, 'pass');
  assert.deepEqual(machine.done.slice(0, 3), ['undo a', 'check a', 'act a']);
});

test('asked to stop, it begins nothing new, says so, and the next call goes on', async () => {
  const machine = new FakeMachine();
  machine.stopAfter = 'act b';
  await assert.rejects(machine.run(abc), { name: 'Interrupted', hint: /goes on from here/ });
  assert.equal(machine.done.at(-1), 'act b');
  assert.equal(machine.whats().at(-1), 'run.stopped');
  machine.stopAfter = undefined;
  assert.equal((await machine.run(abc)).verdict, 'pass');
  assert.deepEqual(
    machine.done.filter((words) => words.startsWith('act')),
    ['act a', 'act b', 'act c'],
  );
});

test('a run that is not finished is gone on with as it was begun, or ended first', async () => {
  const machine = new FakeMachine();
  machine.fail('check c');
  await machine.run(abc, { version: '1' });
  await assert.rejects(machine.run(abc, { version: '2' }), {
    message: /alice on lab-staging is not finished .* another value for version/,
    hint: /paperfloor ops plan abandon --env lab-staging/,
  });
  await assert.rejects(machine.run([phase([step('a')])], { version: '1' }), { message: /other steps/ });
  const ledger = machine.ledger();
  abandonRun({ ledger }, 'alice', 'wrong version');
  assert.equal(openRun(ledger.entries), undefined);
  assert.throws(() => abandonRun({ ledger }, 'alice', 'again'), { message: 'no run is open on lab-staging' });
});

test('values that steps need are asked for before anything is done', async () => {
  const machine = new FakeMachine();
  const phases = [phase([step('a'), step('b', { act: [command('install', '{version}', '--from={out}')] })])];
  await assert.rejects(machine.run(phases, { version: '1' }), {
    name: 'OpsUsageError',
    message: 'these steps need --set out=…',
  });
  assert.deepEqual([machine.done, machine.whats()], [[], []]);
});

const signed = [phase([step('a'), manual('m', { attach: ['the minutes'] }), step('b')])];

test('a manual step waits for its signature, and the run goes on after it', async () => {
  const machine = new FakeMachine();
  const stop = await machine.run(signed);
  assert.deepEqual([stop.verdict, stop.step, stop.reason], ['waiting', 'm', 'product has not signed']);
  const minutes = join(machine.directory, 'minutes.txt');
  writeFileSync(minutes, 'all looked right');
  const signature = { step: 'm', by: 'Bob', role: 'product', verdict: 'pass', note: 'seen', files: [minutes] } as const;
  const entry = signStep(machine.ledger(), machine.directory, signed[0]?.steps ?? [], signature);
  assert.ok(entry.what === 'step.signed');
  const kept = readFileSync(join(machine.directory, 'attachments', entry.attachments[0]?.sha256 ?? ''), 'utf8');
  assert.equal(kept, 'all looked right');
  assert.equal((await machine.run(signed)).verdict, 'pass');
  assert.deepEqual(
    machine.done.filter((words) => words.startsWith('act')),
    ['act a', 'act b'],
  );
});

test('a signature by another role, of another step, without what was asked for, or before its time is refused', async () => {
  const machine = new FakeMachine();
  const steps = signed[0]?.steps ?? [];
  const plain = { step: 'm', by: 'Bob', role: 'product', verdict: 'pass', note: 'seen', files: [] } as const;
  const sign = (more: object) => () => signStep(machine.ledger(), machine.directory, steps, { ...plain, ...more });
  assert.throws(sign({}), { message: 'no open run on lab-staging waits for m' });
  await machine.run(signed);
  assert.throws(sign({ step: 'x' }), { message: 'there is no step x' });
  assert.throws(sign({ step: 'a' }), { message: 'a is automatic: it is run, not signed' });
  assert.throws(sign({ role: 'support' }), { message: "m is product's to sign, not support's" });
  assert.throws(sign({ note: ' ' }), { message: /say in --note/ });
  assert.throws(sign({}), { message: 'm asks for the minutes, found 0 attached', hint: /--attach FILE$/ });
  assert.throws(sign({ files: [join(work, 'none')] }), { message: /none can't be read/ });
  const empty = join(machine.directory, 'empty');
  writeFileSync(empty, '');
  assert.throws(sign({ files: [empty] }), { message: /found .*empty with 0 bytes/ });
  assert.ok(!machine.whats().includes('step.signed m'));
});

test('a step signed as failed stops the run until it is signed again', async () => {
  const machine = new FakeMachine();
  await machine.run(signed);
  const steps = signed[0]?.steps ?? [];
  const no = { step: 'm', by: 'Bob', role: 'product', verdict: 'fail', note: 'the total is wrong', files: [] } as const;
  signStep(machine.ledger(), machine.directory, steps, no);
  assert.equal((await machine.run(signed)).reason, 'product signed that it failed');
  signStep(machine.ledger(), machine.directory, steps, { ...no, verdict: 'waived', note: 'not needed here' });
  assert.equal((await machine.run(signed)).verdict, 'pass');
});

test('whatever fails, the evidence is sound and every act was followed by a look or an undo', async () => {
  const failing = fc.record({
    words: fc.constantFrom(
      ...['check', 'act', 'verify', 'undo'].flatMap((part) => ['a', 'b', 'c'].map((id) => `${part} ${id}`)),
    ),
    code: fc.constantFrom(1, 75, 127),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(failing, { maxLength: 4 }), fc.integer({ min: 1, max: 40 }), async (failures, crash) => {
      const machine = new FakeMachine();
      for (const { words, code } of failures) machine.fail(words, code);
      machine.crashBeforeEntry = crash;
      await machine.run(abc).catch((error: unknown) => assert.ok(error instanceof Crash));
      machine.crashBeforeEntry = Number.POSITIVE_INFINITY;
      machine.answers.clear();
      const { verdict } = await machine.run(abc).catch(() => ({ verdict: 'ended before' }));
      assert.match(verdict, /pass|ended before/);
      assert.deepEqual(inspectLedger(machine.directory, environment).faults, []);
      assert.ok(readFileSync(join(machine.directory, ledgerFile), 'utf8').endsWith('\n'));
    }),
    { numRuns: 15 },
  );
});
