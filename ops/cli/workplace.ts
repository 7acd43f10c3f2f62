/** An environment as the commands of plan, evidence and report find it: its directory, its evidence, who works there. */
import { hostname, userInfo } from 'node:os';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { OpsUsageError } from '../command/problem.ts';
import { defaultStateDirectory } from '../lab/lab-name.ts';
import { type Holder, processBegun, readLock, takeLock, waitsForUs } from '../plan/engine/lock.ts';
import { type Environment, evidenceDirectory, readEnvironmentName } from '../plan/environments.ts';
import { type Ledger, openLedger } from '../plan/evidence/ledger.ts';
import { redactor } from '../plan/evidence/redact.ts';
import { type OpsContext, opsCommand } from './ops-context.ts';

export interface EnvironmentFlags {
  readonly env: Environment;
  readonly state?: string;
}

/** A verb with the options that find an environment. */
export function environmentCommand(name: string, sentence: string, example: string): Command {
  return withState(opsCommand(name, sentence, example)).requiredOption(
    '--env <NAME>',
    'which environment',
    readEnvironmentName,
  );
}

export function withState(command: Command): Command {
  return command.option('--state <DIR>', 'where operations keep what is theirs (default: ~/.local/state/paperfloor)');
}

export function stateDirectory(context: OpsContext, { state }: { readonly state?: string }): string {
  return state === undefined ? defaultStateDirectory(context.environment) : resolve(context.workingDirectory, state);
}

export function directoryOf(context: OpsContext, flags: EnvironmentFlags): string {
  return evidenceDirectory(stateDirectory(context, flags), flags.env);
}

/** For verbs that add to the evidence; the others use `inspectLedger`, which touches nothing. */
export function ledgerOf(context: OpsContext, flags: EnvironmentFlags): Ledger {
  const redact = redactor(context.environment);
  return openLedger({ directory: directoryOf(context, flags), environment: flags.env, redact, now: Date.now });
}

/**
 * Works on an environment while nobody else does, and hands over its evidence. A step of a plan runs inside the plan's own lock: then
 * the plan waits for us, and finds what we have added when it goes on.
 */
export async function workAlone<T>(
  context: OpsContext,
  flags: EnvironmentFlags,
  by: string,
  reason: string,
  work: (ledger: Ledger) => Promise<T>,
): Promise<T> {
  const place = { directory: directoryOf(context, flags), environment: flags.env };
  return whileNobodyElse(place, by, reason, () => work(ledgerOf(context, flags)));
}

/** The same for work that leaves no evidence. */
export async function whileNobodyElse<T>(
  { directory, environment }: { readonly directory: string; readonly environment: string },
  by: string,
  reason: string,
  work: () => Promise<T>,
): Promise<T> {
  const holder = readLock(directory);
  if (holder !== undefined && waitsForUs(holder, hostname())) return work();
  const release = takeLock(directory, environment, holderOf(by, reason));
  try {
    return await work();
  } finally {
    release();
  }
}

export function holderOf(by: string, reason: string): Holder {
  const since = new Date().toISOString();
  return { by, reason, host: hostname(), pid: process.pid, begun: processBegun(process.pid), since };
}

/** `--by`, or the name this shell runs under, or the account of this process. */
export function personOf(context: OpsContext, by: string | undefined): string {
  const name = by ?? context.environment['USER'] ?? context.environment['LOGNAME'] ?? userInfo().username;
  if (name !== undefined && /^\S.{0,79}$/.test(name)) return name;
  throw new OpsUsageError('say who you are: a name of at most 80 characters', '--by "Alice Example"');
}
