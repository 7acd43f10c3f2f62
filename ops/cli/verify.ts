/** `paperfloor ops verify …`: whether the deployed system does what it should, seen from outside; kept as evidence. */
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { OpsProblem, OpsUsageError } from '../command/problem.ts';
import type { Ledger } from '../plan/evidence/ledger.ts';
import { type Verification, type VerificationKind, verificationKinds } from '../verify/finding.ts';
import { verify } from '../verify/verify.ts';
import { type Waiver, waiverProblem } from '../verify/waiver.ts';
import { withSomeHosts } from './environment-hosts.ts';
import { type PlaceFlags, placeOf } from './environment-place.ts';
import { type OpsContext, opsExitCode } from './ops-context.ts';
import { environmentCommand, personOf, stateDirectory, workAlone } from './workplace.ts';

interface VerifyFlags extends PlaceFlags {
  readonly waivers?: string;
  readonly by?: string;
  readonly json?: boolean;
}

const sentences: Readonly<Record<VerificationKind, string>> = {
  smoke: 'a key made on a host, then quote, order, cancel, balance and streams through the load balancer',
  integration: 'a trade in a browser through the load balancer, found again in the API and in the database',
  performance: 'a bounded load against the budget (ops/verify/performance/budget.json)',
  security: 'firewall, TLS, headers, forged addresses, smuggled requests, units, packages, database roles',
};

export function verifyCommands(context: OpsContext): Command {
  const verifying = new Command('verify').description(
    'whether the deployed system does what it should, seen from outside',
  );
  for (const kind of verificationKinds) verifying.addCommand(kindCommand(context, kind));
  return verifying;
}

function kindCommand(context: OpsContext, kind: VerificationKind): Command {
  return withSomeHosts(environmentCommand(kind, sentences[kind], `verify ${kind} --env lab-staging`))
    .option('--slot <NAME>', 'look at this slot, not at the one that serves', readSlot)
    .option('--only <CHECKS>', 'only these checks, separated by commas', (text: string) => text.split(','))
    .option('--waivers <FILE>', 'findings that were accepted (default: waivers.json beside the environment’s secrets)')
    .option('--by <NAME>', 'who (default: the name of this login)')
    .option('--json', 'answer as JSON')
    .action(async (flags: VerifyFlags) => {
      const by = personOf(context, flags.by);
      const waivers = waiverFiles(context, flags).flatMap(readWaivers);
      const place = placeOf(context, flags);
      const verification = await workAlone(context, flags, by, `verify ${kind}`, async (ledger) => {
        const found = await verify(kind, place, waivers, (line) => context.talk(line));
        appendVerification(ledger, by, found);
        return found;
      });
      context.answer(flags.json === true ? JSON.stringify(verification) : verificationText(verification));
      endWithVerdict(context, verification);
    });
}

const exitCodes: Readonly<Record<Verification['verdict'], number>> = {
  pass: opsExitCode.done,
  fail: opsExitCode.failed,
  inconclusive: opsExitCode.undecided,
};

export function endWithVerdict(context: OpsContext, { verdict }: Verification): void {
  context.endWith(exitCodes[verdict]);
}

export function appendVerification(
  ledger: Ledger,
  by: string,
  { kind, verdict, counts, milliseconds, findings }: Verification,
): void {
  ledger.append({
    ...{ what: 'verification.ended', kind, by, verdict, milliseconds },
    measured: { ...counts },
    findings: findings.map(({ check, verdict: one, says, measured, details }) => ({
      check,
      verdict: one,
      says,
      measured,
      details,
    })),
  });
}

export function verificationText({ kind, environment, verdict, counts, milliseconds, findings }: Verification): string {
  const marks = { pass: 'pass', fail: 'FAIL', inconclusive: '?', waived: 'waived' } as const;
  const lines = findings.flatMap(({ check, verdict: one, says, details }) => [
    `${marks[one].padEnd(6)}  ${check}: ${says}`,
    ...(one === 'fail' && details.length > 1 ? details.map((line) => `          ${line}`) : []),
  ]);
  const named = Object.entries(counts).filter(([, count]) => count > 0);
  const summary = named.map(([name, count]) => `${count} ${name}`).join(', ') || 'nothing was found';
  return [...lines, `${kind} of ${environment}: ${verdict} (${summary}) in ${(milliseconds / 1000).toFixed(1)} s`].join(
    '\n',
  );
}

/** Those of labs are ours; others are the operator's. */
function waiverFiles(context: OpsContext, flags: VerifyFlags): readonly string[] {
  const given = flags.waivers === undefined ? undefined : resolve(context.workingDirectory, flags.waivers);
  const own = given ?? join(stateDirectory(context, flags), 'environments', flags.env, 'waivers.json');
  return [join(context.root, 'ops/verify/waivers.json'), own].filter((file) => file === given || existsSync(file));
}

function readWaivers(file: string): readonly Waiver[] {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new OpsProblem(`the waivers in ${file} can't be read`, 'a JSON array; see docs/operations/validation.md', {
      cause: error,
    });
  }
  const problem = Array.isArray(value)
    ? value.map(waiverProblem).find((each) => each !== undefined)
    : 'expected an array';
  if (problem !== undefined)
    throw new OpsProblem(`the waivers in ${file}: ${problem}`, 'see docs/operations/validation.md');
  return value as readonly Waiver[];
}

function readSlot(text: string): string {
  if (text === 'blue' || text === 'green') return text;
  throw new OpsUsageError(`--slot: expected blue or green, found ${JSON.stringify(text)}`, '--slot green');
}
