/** What the plan as data promises: ids, lines, owners, undo, and commands that exist. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildOps } from '../../cli/ops.ts';
import { shellText } from '../../command/command.ts';
import { fillKnown, placeholdersOf } from '../engine/placeholders.ts';
import { environments } from '../environments.ts';
import { planLines } from '../lines/plan-lines.ts';
import { type AutomaticStep, roles } from '../step.ts';
import { allSteps, choiceOf, choosePhases, isLab, planDigest, planNames, plans } from '../the-plan.ts';

const automatic = allSteps.filter((step): step is AutomaticStep => step.kind === 'automatic');

test('every step has an id of its own, an owner, and lines that exist', () => {
  assert.equal(new Set(allSteps.map(({ id }) => id)).size, allSteps.length);
  const known = new Set(planLines.map(({ id }) => id));
  for (const { id, owner, lines } of allSteps) {
    assert.match(id, /^[a-z]+\.[a-z-]+$/);
    assert.ok(roles.includes(owner), id);
    assert.ok(lines.length > 0, id);
    assert.deepEqual(
      lines.filter((line) => !known.has(line)),
      [],
      id,
    );
  }
});

test('every automatic step looks whether it worked, and says how it is taken back or why not', () => {
  for (const { id, verify, undo } of automatic) {
    assert.ok(verify.length > 0, id);
    assert.ok('nothing' in undo ? undo.nothing !== '' : undo.commands.length > 0, id);
  }
});

test('every manual step says what to do and what its signer has seen', () => {
  for (const step of allSteps) {
    if (step.kind === 'automatic') continue;
    assert.ok(step.task.length > 20 && step.confirms.length > 0, step.id);
  }
});

test('every verb of operations that a step runs is there, with the options it is given', () => {
  const root = buildOps({
    answer: () => {},
    talk: () => {},
    endWith: () => {},
    environment: {},
    workingDirectory: '/',
    root: '/',
  });
  for (const each of automatic.flatMap((step) => [...step.precheck, ...step.act, ...step.verify])) {
    if (each.program !== 'paperfloor') continue;
    const [, noun, verb] = each.args;
    const named = root.commands.find((command) => command.name() === noun);
    const found = named?.commands.length === 0 ? named : named?.commands.find((command) => command.name() === verb);
    assert.ok(found, shellText(each));
    const flags = each.args.slice(0, each.args.indexOf('--') < 0 ? undefined : each.args.indexOf('--'));
    for (const flag of flags.filter((word) => word.startsWith('--'))) {
      assert.ok(
        found.options.some(({ long }) => long === flag),
        `${shellText(each)}: ${flag}`,
      );
    }
  }
});

test('tests run before anything is built, and anything is built before it is deployed', () => {
  const order = plans.deploy.flatMap((phase) => phase.steps.map(({ id }) => id));
  const places = [
    'release.test',
    'release.build',
    'deploy.install',
    'deploy.database',
    'golive.announce',
    'handover.brief',
  ].map((id) => order.indexOf(id));
  assert.deepEqual(
    places,
    places.toSorted((left, right) => left - right),
  );
  assert.ok(!places.includes(-1));
});

test('the release is built, signed and verified by these commands', () => {
  const step = automatic.find(({ id }) => id === 'release.build');
  assert.ok(step);
  const values = { root: '/p', version: '0.2.0', out: 'releases', key: 'k', signers: 'allowed' };
  const words = [...step.precheck, ...step.act, ...step.verify].map((each) => shellText(fillKnown(each, values)));
  assert.deepEqual(words, [
    'git -C /p diff --quiet HEAD',
    'paperfloor ops release notes 0.2.0',
    'paperfloor ops release build 0.2.0 --out releases --key k --json',
    'paperfloor ops release verify releases/0.2.0 --allowed-signers allowed --json',
  ]);
});

test('the hosts of a lab are installed by these commands, and looked at afterwards', () => {
  const step = automatic.find(({ id }) => id === 'hosts.install');
  assert.ok(step);
  const values = { environment: 'lab-staging', lab: 'staging', state: '/s' };
  const words = [...step.precheck, ...step.act, ...step.verify].map((each) => shellText(fillKnown(each, values)));
  assert.deepEqual(words, [
    'paperfloor ops lab exec --lab staging --state /s db1 -- true',
    'paperfloor ops provision lab-staging --state /s',
    'paperfloor ops provision lab-staging --check --state /s',
    'paperfloor ops lab exec --lab staging --state /s db1 -- systemctl is-active postgresql',
    'paperfloor ops lab exec --lab staging --state /s lb1 -- systemctl is-active haproxy keepalived nftables',
  ]);
});

test('backups are made, restored, compared and read again by these commands', () => {
  const values = { environment: 'lab-staging', state: '/s' };
  const words = ['database.backup', 'backup.validate'].flatMap((id) => {
    const step = automatic.find((each) => each.id === id);
    assert.ok(step);
    return [...step.precheck, ...step.act, ...step.verify].map((each) => shellText(fillKnown(each, values)));
  });
  const here = '--env lab-staging --state /s';
  assert.deepEqual(words, [
    `paperfloor ops backup list ${here}`,
    `paperfloor ops backup run --type full ${here} --json`,
    `paperfloor ops backup verify ${here} --json`,
    `paperfloor ops backup verify ${here}`,
    `paperfloor ops backup run --type diff ${here}`,
    `paperfloor ops backup restore-test ${here} --json`,
    `paperfloor ops backup verify ${here} --json`,
  ]);
});

test('a release is deployed, and taken back, by these commands', () => {
  const values = { environment: 'production', state: '/s', version: '0.2.0', out: 'releases', signers: 'allowed' };
  const wordsOf = (id: string) => {
    const step = automatic.find((each) => each.id === id);
    return [...(step?.precheck ?? []), ...(step?.act ?? []), ...(step?.verify ?? [])].map((each) =>
      shellText(fillKnown(each, values)),
    );
  };
  const smoke = 'paperfloor ops verify smoke --env production --state /s --json';
  const back = "paperfloor ops rollback --env production --state /s --reason 'the plan goes back' --json";
  assert.deepEqual(wordsOf('deploy.install'), [
    'paperfloor ops release verify releases/0.2.0 --allowed-signers allowed --json',
    "paperfloor ops deploy 0.2.0 --env production --state /s --from releases --allowed-signers allowed --reason 'the deployment plan' --json",
    smoke,
  ]);
  assert.deepEqual(wordsOf('rollback.release'), [back, smoke]);
});

test('a lab makes its hosts, elsewhere they are provided; nothing else differs', () => {
  for (const name of planNames) {
    for (const environment of environments) {
      const steps = choosePhases(name, environment, {}).flatMap((phase) => phase.steps);
      const elsewhere = allSteps
        .filter(({ where }) => where === (isLab(environment) ? 'real' : 'lab'))
        .map(({ id }) => id);
      assert.deepEqual(
        steps.filter(({ id }) => elsewhere.includes(id)),
        [],
      );
      assert.deepEqual(
        placeholdersOf(steps).filter((word) => word === 'lab').length,
        isLab(environment) && name === 'deploy' ? 1 : 0,
      );
    }
  }
});

test('a phase or step that is not in the plan is refused by name', () => {
  const message = 'the plan "deploy" has no hosts.lab for production';
  assert.throws(() => choosePhases('deploy', 'production', { step: 'hosts.lab' }), { name: 'OpsProblem', message });
  assert.equal(choosePhases('deploy', 'lab-staging', { step: 'hosts.lab' })[0]?.steps.length, 1);
});

test('the options that chose a part of a plan are found again from its steps', () => {
  const steps = (name: 'deploy' | 'rollback', chosen: { phase?: string; step?: string }) =>
    choosePhases(name, 'lab-staging', chosen).flatMap((phase) => phase.steps.map(({ id }) => id));
  assert.deepEqual(choiceOf('lab-staging', steps('deploy', {})), []);
  assert.deepEqual(choiceOf('lab-staging', steps('deploy', { phase: 'release' })), ['--phase', 'release']);
  assert.deepEqual(choiceOf('lab-staging', steps('deploy', { step: 'hosts.lab' })), ['--step', 'hosts.lab']);
  assert.deepEqual(choiceOf('lab-staging', steps('rollback', {})), ['--plan', 'rollback']);
  assert.equal(choiceOf('lab-staging', ['hosts.lab', 'a.step-that-was']), undefined);
});

test('another plan has another digest', () => {
  const phases = choosePhases('deploy', 'lab-staging', { phase: 'release' });
  const changed = phases.map((phase) => ({
    ...phase,
    steps: phase.steps.map((step) => ({ ...step, title: `${step.title}!` })),
  }));
  assert.equal(planDigest(phases), planDigest(choosePhases('deploy', 'lab-staging', { phase: 'release' })));
  assert.notEqual(planDigest(phases), planDigest(changed));
});
