/** `paperfloor ops evidence …`: what was done, proved not to be altered. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { OpsProblem, OpsUsageError } from '../command/problem.ts';
import { readEnvironmentName } from '../plan/environments.ts';
import { type Chain, type Head, headFaults } from '../plan/evidence/chain.ts';
import { exportText, readExport } from '../plan/evidence/export.ts';
import { inspectLedger, unsound } from '../plan/evidence/ledger.ts';
import { aboutText } from '../plan/report/evidence-report.ts';
import { recordCommand } from './evidence-record.ts';
import { type OpsContext, opsCommand, opsExitCode } from './ops-context.ts';
import { directoryOf, type EnvironmentFlags, environmentCommand, withState } from './workplace.ts';

export function evidenceCommands(context: OpsContext): Command {
  return new Command('evidence')
    .description('what was done, proved not to be altered')
    .addCommand(verifyCommand(context))
    .addCommand(showCommand(context))
    .addCommand(exportCommand(context))
    .addCommand(recordCommand(context));
}

interface VerifyFlags extends Partial<EnvironmentFlags> {
  readonly file?: string;
  readonly head?: Head;
  readonly json?: boolean;
}

function verifyCommand(context: OpsContext): Command {
  return withState(opsCommand('verify', 'check every entry and the chain', 'evidence verify --env production'))
    .option('--env <NAME>', 'the evidence of an environment', readEnvironmentName)
    .option('--file <FILE>', 'an export, wherever it came from')
    .option('--head <ENTRIES:HASH>', 'an entry known from before, as reports and exports name it', readHead)
    .option('--json', 'answer as JSON')
    .action((flags: VerifyFlags) => {
      const { chain, environment } = chainOf(context, flags);
      const known = flags.head === undefined ? [] : knownFaults(chain, flags.head);
      const faults = [...chain.faults, ...known];
      const { head, entries } = chain;
      const answer = { environment, entries: entries.length, hash: head.hash, faults };
      const sound = `sound: ${entries.length} entries of ${environment}, last hash ${head.hash}`;
      const text = faults.length === 0 ? sound : [`not sound: ${environment}`, ...faults].join('\n');
      context.answer(flags.json === true ? JSON.stringify(answer) : text);
      if (faults.length > 0) context.endWith(opsExitCode.failed);
    });
}

function showCommand(context: OpsContext): Command {
  return environmentCommand('show', 'the entries, one a line', 'evidence show --env lab-staging --last 20')
    .option('--last <COUNT>', 'only so many', readCount)
    .option('--json', 'answer with the lines as they are kept')
    .action((flags: EnvironmentFlags & { last?: number; json?: boolean }) => {
      const { entries } = soundChain(context, flags);
      const shown = flags.last === undefined ? entries : entries.slice(-flags.last);
      const lines = shown.map((entry) =>
        flags.json === true
          ? JSON.stringify(entry)
          : `${String(entry.seq).padStart(5)}  ${entry.at.slice(0, 19)}  ${entry.what.padEnd(13)}  ${aboutText(entry)}`,
      );
      context.answer(lines.length === 0 ? `no evidence of ${flags.env} yet` : lines.join('\n'));
    });
}

function exportCommand(context: OpsContext): Command {
  return environmentCommand(
    'export',
    'all entries as one sealed file',
    'evidence export --env production --out e.jsonl',
  )
    .requiredOption('--out <FILE>', 'a new file')
    .action((flags: EnvironmentFlags & { out: string }) => {
      const { entries, head } = soundChain(context, flags);
      const file = resolve(context.workingDirectory, flags.out);
      if (existsSync(file)) throw new OpsProblem(`${file} is there already`, 'give --out another name');
      writeFileSync(file, exportText({ environment: flags.env, entries, head }), { mode: 0o640 });
      context.answer(`${entries.length} entries in ${file}, last hash ${head.hash}`);
    });
}

function chainOf(context: OpsContext, { env, state, file }: VerifyFlags): { chain: Chain; environment: string } {
  if ((env === undefined) === (file === undefined)) {
    throw new OpsUsageError(
      'expected --env or --file, one of the two',
      'paperfloor ops evidence verify --env lab-staging',
    );
  }
  if (env !== undefined) {
    const flags = { env, ...(state === undefined ? {} : { state }) };
    return { chain: inspectLedger(directoryOf(context, flags), env), environment: env };
  }
  const path = resolve(context.workingDirectory, file ?? '');
  if (!existsSync(path)) throw new OpsProblem(`expected an export of evidence at ${path}, found none`, `ls ${path}`);
  const chain = readExport(readFileSync(path, 'utf8'));
  return { chain, environment: chain.environment };
}

/** What somebody wrote down earlier must still be in its place; more may have come since. */
function knownFaults(chain: Chain, known: Head): string[] {
  const until = { ...chain, entries: chain.entries.slice(0, known.entries) };
  return headFaults(until, known).map((fault) => `against the head given: ${fault}`);
}

function soundChain(context: OpsContext, flags: EnvironmentFlags): Chain {
  const chain = inspectLedger(directoryOf(context, flags), flags.env);
  if (chain.faults.length > 0) throw unsound(flags.env, chain.faults);
  return chain;
}

function readHead(text: string): Head {
  const [, entries, hash] = /^([1-9]\d{0,8}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (entries !== undefined && hash !== undefined) return { entries: Number(entries), hash };
  throw new OpsUsageError(
    `--head: expected ENTRIES:HASH such as 42:9f86…, found ${JSON.stringify(text)}`,
    'paperfloor ops evidence verify --env lab-staging',
  );
}

function readCount(text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new OpsUsageError(`--last: expected a number from 1, found ${JSON.stringify(text)}`, '--last 20');
}
