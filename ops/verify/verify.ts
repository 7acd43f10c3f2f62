/** Carries a verification out: the checks of its kind, one after the other, and one verdict over all of them. */
import { join } from 'node:path';
import { type Command, command } from '../command/command.ts';
import { OpsProblem, OpsUsageError } from '../command/problem.ts';
import { type Outcome, runAnyway } from '../command/run.ts';
import { type Check, type CheckParts, runChecks } from './check.ts';
import { countVerdicts, type Verification, type VerificationKind, verdictOf } from './finding.ts';
import { integrationChecks } from './integration/integration.ts';
import { performanceChecks } from './performance/performance.ts';
import { securityChecks } from './security/security.ts';
import { askInventory, readSite, type Site } from './site.ts';
import { smokeChecks } from './smoke/smoke.ts';
import { type Waiver, waive } from './waiver.ts';

const checksOf: Readonly<Record<VerificationKind, readonly Check[]>> = {
  smoke: smokeChecks,
  integration: integrationChecks,
  performance: performanceChecks,
  security: securityChecks,
};

export interface Place {
  /** Paperfloor's own directory. */
  readonly root: string;
  readonly environment: string;
  readonly inventory: string;
  /** Where the environment's secrets and authority are. */
  readonly secrets: string;
  readonly slot: string | undefined;
  /** Only these hosts; undefined is all. */
  readonly only: readonly string[] | undefined;
  /** Only these checks, by name; undefined is all of the kind. */
  readonly checks: readonly string[] | undefined;
  readonly on: CheckParts['on'];
  readonly here: CheckParts['here'];
}

export async function verify(
  kind: VerificationKind,
  place: Place,
  waivers: readonly Waiver[],
  tell: (line: string) => void,
): Promise<Verification> {
  const begun = performance.now();
  const site = await siteOf(place);
  const found = await runChecks(chosenChecks(kind, place.checks), partsOf(place, site), tell);
  const findings = waive(found, waivers, place.environment, Date.now());
  return {
    ...{ kind, environment: place.environment, verdict: verdictOf(findings), counts: countVerdicts(findings) },
    milliseconds: Math.round(performance.now() - begun),
    findings,
  };
}

/** Throws `OpsUsageError` for a name that no check of the kind has. */
export function chosenChecks(kind: VerificationKind, names: readonly string[] | undefined): readonly Check[] {
  const all = checksOf[kind];
  const unknown = names?.find((name) => !all.some((check) => check.name === name));
  if (unknown !== undefined) {
    const known = all.map(({ name }) => name).join(', ');
    throw new OpsUsageError(
      `--only: expected some of ${known}, found ${JSON.stringify(unknown)}`,
      '--only tls,ssh.methods',
    );
  }
  return names === undefined ? all : all.filter(({ name }) => names.includes(name));
}

export async function siteOf({ root, inventory, only }: Pick<Place, 'root' | 'inventory' | 'only'>): Promise<Site> {
  const outcome = await runAnyway(askInventory(join(root, 'ops/ansible'), inventory));
  if (outcome.code !== 0)
    throw new OpsProblem(`the inventory ${inventory} can't be read: ${outcome.stderr.trim().split('\n').at(-1)}`);
  return readSite(outcome.stdout, only);
}

export function partsOf(
  { root, environment, secrets, slot, on, here }: Omit<Place, 'inventory' | 'only' | 'checks'>,
  site: Site,
): CheckParts {
  const main = join(root, 'ops/verify/probe/main.ts');
  return {
    ...{
      site,
      root,
      kind: environment.startsWith('lab-') ? 'lab' : 'real',
      slot,
      on,
      here,
      ask: runAnyway,
      authority: join(secrets, 'authority.crt'),
    },
    async probe<Input, Answer>(name: string, input: Input) {
      const started = here([process.execPath, main, name], JSON.stringify(input));
      return readProbe<Answer>(name, await runAnyway(started));
    },
  };
}

function readProbe<Answer>(name: string, { code, stdout, stderr }: Outcome): Answer {
  if (code === 0) return JSON.parse(stdout) as Answer;
  const why = /^\w*Error: .*$/m.exec(stderr)?.[0] ?? `it ended with ${code}`;
  throw new OpsProblem(`the service did not answer the probe "${name}": ${why}`);
}

/** A command with what it shall read. */
export function reading(given: Command, input: string | undefined): Command {
  return input === undefined ? given : { ...command(given.program, ...given.args), input };
}
