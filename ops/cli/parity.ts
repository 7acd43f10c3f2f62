/** `paperfloor ops parity A B`: two environments side by side; what differs, and that neither reaches the other. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { OpsUsageError } from '../command/problem.ts';
import { type AllowedDifference, compareEnvironments, judgeIsolation } from '../parity/parity.ts';
import { readEnvironment, tryAcross, tryAtHome } from '../parity/read-environment.ts';
import { type Environment, readEnvironmentName } from '../plan/environments.ts';
import { isLab } from '../plan/the-plan.ts';
import { countVerdicts, type Verification, verdictOf } from '../verify/finding.ts';
import { partsOf, siteOf } from '../verify/verify.ts';
import { placeOf } from './environment-place.ts';
import { type OpsContext, opsCommand } from './ops-context.ts';
import { appendVerification, endWithVerdict, verificationText } from './verify.ts';
import { personOf, withState, workAlone } from './workplace.ts';

interface ParityFlags {
  readonly state?: string;
  readonly limit?: readonly string[];
  readonly by?: string;
  readonly json?: boolean;
}

export function parityCommand(context: OpsContext): Command {
  const example = 'parity lab-staging lab-production';
  return withState(opsCommand('parity', 'compare two environments, and see that neither reaches the other', example))
    .argument('<FIRST>', 'an environment, such as staging', readEnvironmentName)
    .argument('<SECOND>', 'another, such as production; it keeps the evidence', readEnvironmentName)
    .option('--limit <HOSTS>', 'only these hosts, separated by commas', (text: string) => text.split(','))
    .option('--by <NAME>', 'who (default: the name of this login)')
    .option('--json', 'answer as JSON')
    .action(async (first: Environment, second: Environment, flags: ParityFlags) => {
      if (first === second)
        throw new OpsUsageError(`expected two environments, found ${first} twice`, `paperfloor ops ${example}`);
      const by = personOf(context, flags.by);
      const secondFlags = { ...flags, env: second };
      const found = await workAlone(context, secondFlags, by, `parity with ${first}`, async (ledger) => {
        const verification = await compare(context, first, second, flags);
        appendVerification(ledger, by, verification);
        return verification;
      });
      context.answer(flags.json === true ? JSON.stringify(found) : verificationText(found));
      endWithVerdict(context, found);
    });
}

async function compare(
  context: OpsContext,
  first: Environment,
  second: Environment,
  flags: ParityFlags,
): Promise<Verification> {
  const begun = performance.now();
  const [ours, theirs] = await Promise.all(
    [first, second].map(async (env) => {
      const place = placeOf(context, { ...flags, env });
      return partsOf(place, await siteOf(place));
    }),
  );
  if (ours === undefined || theirs === undefined) throw new Error('two environments were asked for');
  context.talk('comparing hosts');
  const facts = [await readEnvironment(ours), await readEnvironment(theirs)] as const;
  const allowed = JSON.parse(
    readFileSync(join(context.root, 'ops/parity/allowed.json'), 'utf8'),
  ) as AllowedDifference[];
  context.talk('trying to reach one from the other');
  const attempts = [...(await tryAcross(ours, theirs)), ...(await tryAcross(theirs, ours))];
  const home = isLab(first) === isLab(second) ? [...(await tryAtHome(ours)), ...(await tryAtHome(theirs))] : [];
  const findings = [...compareEnvironments([first, second], facts, allowed), judgeIsolation(attempts, home)];
  const milliseconds = Math.round(performance.now() - begun);
  return {
    kind: 'parity',
    environment: second,
    verdict: verdictOf(findings),
    counts: countVerdicts(findings),
    milliseconds,
    findings,
  };
}
