/** `paperfloor ops plan …`: the deployment plans, shown, carried out and signed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import type { Command as Words } from '../command/command.ts';
import { OpsProblem, OpsUsageError } from '../command/problem.ts';
import { runAnyway } from '../command/run.ts';
import { countCoverage, coverage, coveragePage } from '../plan/coverage/coverage.ts';
import { abandonRun, type PlanVerdict, runPlan } from '../plan/engine/engine.ts';
import { breakLock, describeHolder, readLock, stateOf, takeLock } from '../plan/engine/lock.ts';
import { placeholdersOf, type Values } from '../plan/engine/placeholders.ts';
import { openRun, progressOf } from '../plan/engine/progress.ts';
import { signStep } from '../plan/engine/sign.ts';
import { type Environment, readEnvironmentName } from '../plan/environments.ts';
import { inspectLedger, unsound } from '../plan/evidence/ledger.ts';
import { planText } from '../plan/plan-text.ts';
import { type Role, roles } from '../plan/step.ts';
import { allSteps, choiceOf, choosePhases, isLab, type PlanName, planDigest, planNames } from '../plan/the-plan.ts';
import { type OpsContext, opsCommand, opsExitCode } from './ops-context.ts';
import {
  directoryOf,
  type EnvironmentFlags,
  environmentCommand,
  holderOf,
  ledgerOf,
  personOf,
  stateDirectory,
} from './workplace.ts';

interface ChoiceFlags {
  readonly plan: PlanName;
  readonly phase?: string;
  readonly step?: string;
}

interface RunFlags extends EnvironmentFlags, ChoiceFlags {
  readonly by?: string;
  readonly reason: string;
  readonly set?: Values;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export function planCommands(context: OpsContext): Command {
  return new Command('plan')
    .description('the deployment plans: shown, carried out, signed')
    .addCommand(showCommand(context))
    .addCommand(runCommand(context))
    .addCommand(statusCommand(context))
    .addCommand(signCommand(context))
    .addCommand(abandonCommand(context))
    .addCommand(unlockCommand(context))
    .addCommand(coverageCommand(context));
}

function showCommand(context: OpsContext): Command {
  return choosing(opsCommand('show', 'phases, steps and commands of a plan', 'plan show --plan rollback'))
    .option('--env <NAME>', 'as it is there', readEnvironmentName, 'production' as Environment)
    .option('--json', 'answer as JSON')
    .action((flags: ChoiceFlags & { env: Environment; json?: boolean }) => {
      const phases = choosePhases(flags.plan, flags.env, flags);
      context.answer(flags.json === true ? JSON.stringify(phases) : planText(phases, {}, undefined));
    });
}

function runCommand(context: OpsContext): Command {
  const example = 'plan run --env lab-staging --reason "release 0.2.0" --set version=0.2.0 --dry-run';
  return choosing(environmentCommand('run', 'carry a plan out, or go on with it', example))
    .requiredOption('--reason <TEXT>', 'why, for everybody who finds the environment locked')
    .option('--by <NAME>', 'who (default: the name of this login)')
    .option('--set <NAME=VALUE>', 'a value for {NAME} in the commands; repeatable', collectValues)
    .option('--dry-run', 'show what it would do, and do nothing')
    .option('--json', 'answer as JSON')
    .action((flags: RunFlags) => (flags.dryRun === true ? dryRun(context, flags) : carryOut(context, flags)));
}

function statusCommand(context: OpsContext): Command {
  return environmentCommand(
    'status',
    'the run under way, who has the lock, what waits',
    'plan status --env lab-staging',
  )
    .option('--json', 'answer as JSON')
    .action((flags: EnvironmentFlags & { json?: boolean }) => {
      const status = statusOf(context, flags);
      context.answer(flags.json === true ? JSON.stringify(status) : statusText(flags.env, status));
    });
}

function signCommand(context: OpsContext): Command {
  const example =
    'plan sign acceptance.trial --env production --by "Bo" --role stakeholder --note "seen" --attach r.pdf';
  return environmentCommand('sign', 'sign a manual step', example)
    .argument('<STEP>', 'the step that waits')
    .requiredOption('--by <NAME>', 'who signs')
    .requiredOption('--role <ROLE>', roles.join(', '), readRole)
    .requiredOption('--note <TEXT>', 'what was seen')
    .option('--verdict <VERDICT>', 'pass, fail or waived', readVerdict, 'pass' as const)
    .option('--attach <FILE...>', 'what belongs to it; kept with the evidence')
    .action((step: string, flags: EnvironmentFlags & SignFlags) => {
      const files = (flags.attach ?? []).map((file) => resolve(context.workingDirectory, file));
      const { role, verdict, note } = flags;
      const by = personOf(context, flags.by);
      const entry = signStep(ledgerOf(context, flags), directoryOf(context, flags), allSteps, {
        ...{ step, by, role, verdict, note, files },
      });
      context.answer(`${step}: ${verdict}, signed by ${by} (${role}) in entry ${entry.seq}`);
    });
}

interface SignFlags {
  readonly by: string;
  readonly role: Role;
  readonly note: string;
  readonly verdict: 'pass' | 'fail' | 'waived';
  readonly attach?: readonly string[];
}

function abandonCommand(context: OpsContext): Command {
  const example = 'plan abandon --env lab-staging --reason "wrong version"';
  return environmentCommand('abandon', 'end the run under way as it is; what was done stays', example)
    .requiredOption('--reason <TEXT>', 'why')
    .option('--by <NAME>', 'who (default: the name of this login)')
    .action((flags: EnvironmentFlags & { reason: string; by?: string }) => {
      const by = personOf(context, flags.by);
      const release = takeLock(directoryOf(context, flags), flags.env, holderOf(by, flags.reason));
      try {
        const run = abandonRun({ ledger: ledgerOf(context, flags) }, by, flags.reason);
        context.answer(`the run of ${run.startedAt} is ended: ${run.reason}`);
      } finally {
        release();
      }
    });
}

function unlockCommand(context: OpsContext): Command {
  const example = 'plan unlock --env lab-staging --reason "the controller was restarted"';
  return environmentCommand('unlock', 'remove a lock whose process is gone', example)
    .requiredOption('--reason <TEXT>', 'why it is known that nobody works there')
    .option('--by <NAME>', 'who (default: the name of this login)')
    .action((flags: EnvironmentFlags & { reason: string; by?: string }) => {
      const by = personOf(context, flags.by);
      const ledger = ledgerOf(context, flags);
      const holder = breakLock(directoryOf(context, flags), flags.env, hostname());
      ledger.append({ what: 'lock.broken', by, reason: flags.reason, holder: describeHolder(holder) });
      context.answer(`${flags.env} is free; it was held by ${describeHolder(holder)}`);
    });
}

const coverageFile = 'docs/operations/plan-coverage.md';

function coverageCommand(context: OpsContext): Command {
  return opsCommand(
    'coverage',
    `every line of the plans with its steps and tests, as ${coverageFile}`,
    'plan coverage --check',
  )
    .option('--check', 'compare with the file instead of writing it')
    .option('--json', 'answer with the counts as JSON')
    .action(({ check, json }: { check?: boolean; json?: boolean }) => {
      const rows = coverage();
      const file = join(context.root, coverageFile);
      const page = coveragePage(rows);
      const count = countCoverage(rows);
      if (check !== true) writeFileSync(file, page);
      else if (count.nothing > 0 || readFileSync(file, 'utf8') !== page) {
        throw new OpsProblem(`${coverageFile} is not what the plan says`, 'paperfloor ops plan coverage');
      }
      const text = `${count.lines} lines: ${count.automatic} automatic, ${count.byHand} by hand, ${count.later} by hand until a program is there`;
      context.answer(json === true ? JSON.stringify(count) : text);
    });
}

/** Options that choose a part of a plan. */
function choosing(command: Command): Command {
  return command
    .option('--plan <NAME>', planNames.join(' or '), readPlanName, 'deploy' as PlanName)
    .option('--phase <ID>', 'only this phase')
    .option('--step <ID>', 'only this step');
}

function valuesOf(context: OpsContext, flags: RunFlags): Values {
  const known = { root: context.root, environment: flags.env, state: stateDirectory(context, flags) };
  return { ...known, ...(isLab(flags.env) ? { lab: flags.env.slice('lab-'.length) } : {}), ...flags.set };
}

function dryRun(context: OpsContext, flags: RunFlags): void {
  const phases = choosePhases(flags.plan, flags.env, flags);
  const values = valuesOf(context, flags);
  const { entries, faults } = inspectLedger(directoryOf(context, flags), flags.env);
  if (faults.length > 0) throw unsound(flags.env, faults);
  const run = openRun(entries);
  const progress = run === undefined ? undefined : progressOf(entries, run.id);
  context.answer(flags.json === true ? JSON.stringify(phases) : planText(phases, values, progress));
  const needed = placeholdersOf(phases.flatMap(({ steps }) => steps)).filter((name) => values[name] === undefined);
  if (needed.length > 0)
    context.talk(`to carry it out, give: ${needed.map((name) => `--set ${name}=VALUE`).join(' ')}`);
}

async function carryOut(context: OpsContext, flags: RunFlags): Promise<void> {
  const phases = choosePhases(flags.plan, flags.env, flags);
  const by = personOf(context, flags.by);
  const release = takeLock(directoryOf(context, flags), flags.env, holderOf(by, flags.reason));
  let stopping = false;
  const stop = () => {
    stopping = true;
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  try {
    const verdict = await runPlan(
      {
        ledger: ledgerOf(context, flags),
        hands: (words) => runAnyway(ownProgram(context, words)),
        now: () => performance.now(),
        stopping: () => stopping,
        tell: (line) => context.talk(line),
      },
      { phases, by, reason: flags.reason, values: valuesOf(context, flags), plan: planDigest(phases) },
    );
    context.answer(flags.json === true ? JSON.stringify(verdict) : verdictText(flags.env, verdict));
    context.endWith(exitCodes[verdict.verdict]);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, stop);
    release();
  }
}

/** `paperfloor` in a step is the program beside this one, whatever the PATH says. */
function ownProgram({ root }: OpsContext, words: Words): Words {
  return words.program === 'paperfloor' ? { ...words, program: join(root, 'bin/paperfloor') } : words;
}

const exitCodes: Readonly<Record<PlanVerdict['verdict'], number>> = {
  pass: opsExitCode.done,
  fail: opsExitCode.failed,
  inconclusive: opsExitCode.waiting,
  waiting: opsExitCode.waiting,
};

function verdictText(environment: string, { verdict, step, reason }: PlanVerdict): string {
  if (verdict === 'pass') return `done: ${reason}`;
  if (verdict !== 'waiting') {
    return `${verdict} at ${step}: ${reason}\nsee: paperfloor ops evidence show --env ${environment}; the same command goes on from here`;
  }
  const owner = allSteps.find(({ id }) => id === step)?.owner ?? '';
  return `waiting at ${step}: ${reason}\nnext: paperfloor ops plan sign ${step} --env ${environment} --by NAME --role ${owner} --note TEXT`;
}

function statusOf(context: OpsContext, flags: EnvironmentFlags) {
  const directory = directoryOf(context, flags);
  const { entries, faults, head } = inspectLedger(directory, flags.env);
  const run = openRun(entries);
  const holder = readLock(directory);
  const progress = run === undefined ? undefined : progressOf(entries, run.id);
  const steps = run?.steps.map((step) => ({ step, state: progress?.(step).state ?? 'open' })) ?? [];
  const lock = holder === undefined ? undefined : { ...holder, state: stateOf(holder, hostname()) };
  return { environment: flags.env, entries: entries.length, hash: head.hash, faults, run, steps, lock };
}

function statusText(environment: string, { entries, faults, run, steps, lock }: ReturnType<typeof statusOf>): string {
  const lines = [`evidence  ${faults.length === 0 ? `sound, ${entries} entries` : `not sound: ${faults[0]}`}`];
  lines.push(`lock      ${lock === undefined ? 'free' : `${describeHolder(lock)} (${lock.state})`}`);
  if (run === undefined) lines.push('run       none under way');
  else {
    lines.push(`run       ${run.reason}, by ${run.by}, since ${run.startedAt}`);
    lines.push(...steps.map(({ step, state }) => `          ${state.padEnd(8)} ${step}`));
    const words = Object.entries(run.values).filter(([name]) => !ownValues.has(name));
    const set = words.map(([name, value]) => ` --set ${name}=${value}`).join('');
    const choice = choiceOf(environment, run.steps);
    const chosen = choice?.map((word) => ` ${word}`).join('') ?? '';
    if (choice === undefined)
      lines.push(`go on     the plan has changed since; end it: paperfloor ops plan abandon --env ${environment}`);
    else lines.push(`go on     paperfloor ops plan run --env ${environment}${chosen} --reason TEXT${set}`);
  }
  return lines.join('\n');
}

/** Values that a run knows by itself. */
const ownValues = new Set(['root', 'environment', 'state', 'lab']);

function collectValues(text: string, before: Values = {}): Values {
  const [, name, value] = /^([a-z][a-zA-Z]*)=(.+)$/s.exec(text) ?? [];
  const hint = 'paperfloor ops plan run --set version=0.2.0';
  if (name === undefined || value === undefined) {
    throw new OpsUsageError(`--set: expected NAME=VALUE, found ${JSON.stringify(text)}`, hint);
  }
  if (ownValues.has(name) || name in before) {
    throw new OpsUsageError(`--set: ${name} is ${name in before ? 'there twice' : 'known already'}`, hint);
  }
  return { ...before, [name]: value };
}

function readPlanName(text: string): PlanName {
  const found = planNames.find((name) => name === text);
  if (found !== undefined) return found;
  throw new OpsUsageError(
    `--plan: expected ${planNames.join(' or ')}, found ${JSON.stringify(text)}`,
    'paperfloor ops plan show',
  );
}

function readRole(text: string): Role {
  const found = roles.find((role) => role === text);
  if (found !== undefined) return found;
  throw new OpsUsageError(
    `--role: expected one of ${roles.join(', ')}, found ${JSON.stringify(text)}`,
    'paperfloor ops plan show',
  );
}

function readVerdict(text: string): 'pass' | 'fail' | 'waived' {
  if (text === 'pass' || text === 'fail' || text === 'waived') return text;
  throw new OpsUsageError(`--verdict: expected pass, fail or waived, found ${JSON.stringify(text)}`, '--verdict pass');
}
