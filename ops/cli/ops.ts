/**
 * `paperfloor ops`: collects the nouns, one file each, and says what a failure means. The entry of the process is main.ts;
 * this file can be run by tests with a context of their own.
 */
import { Command, CommanderError } from 'commander';
import { OpsProblem, OpsUsageError } from '../command/problem.ts';
import { backupCommands } from './backup.ts';
import { deployCommand } from './deploy.ts';
import { drillCommands } from './drill.ts';
import { evidenceCommands } from './evidence.ts';
import { incidentCommands } from './incident.ts';
import { labCommands } from './lab.ts';
import { type OpsContext, opsExitCode } from './ops-context.ts';
import { parityCommand } from './parity.ts';
import { planCommands } from './plan.ts';
import { provisionCommand } from './provision.ts';
import { releaseCommands } from './release.ts';
import { reportCommands } from './report.ts';
import { rollbackCommand } from './rollback.ts';
import { verifyCommands } from './verify.ts';
import { watchCommands } from './watch.ts';

const endings = `
Exit codes: ${opsExitCode.done} done, ${opsExitCode.failed} refused or failed, ${opsExitCode.usage} wrong usage, \
${opsExitCode.waiting} waiting for a signature or for a check that can decide, ${opsExitCode.undecided} a verification \
could not decide; lab exec ends with the code of what it ran.`;

/** The same on every terminal, so that the reference page is what people see. */
const helpColumns = 110;

/** Runs one command line (without `paperfloor ops`); resolves to the exit code. Throws what nobody foresaw. */
export async function runOps(words: readonly string[], given: Omit<OpsContext, 'endWith'>): Promise<number> {
  let code: number = opsExitCode.done;
  const context: OpsContext = {
    ...given,
    endWith: (ending) => {
      code = ending;
    },
  };
  try {
    await buildOps(context).parseAsync([...words], { from: 'user' });
    return code;
  } catch (error) {
    return explain(error, context);
  }
}

/** All nouns; with a context that is never used it can still tell its help. */
export function buildOps(context: OpsContext): Command {
  const ops = new Command('paperfloor ops')
    .description('Hosts, releases and the deployment plan.')
    .addHelpText('before', 'Example: paperfloor ops lab up\n')
    .addHelpText('after', endings)
    .enablePositionalOptions()
    .addCommand(labCommands(context))
    .addCommand(provisionCommand(context))
    .addCommand(parityCommand(context))
    .addCommand(releaseCommands(context))
    .addCommand(deployCommand(context))
    .addCommand(rollbackCommand(context))
    .addCommand(planCommands(context))
    .addCommand(backupCommands(context))
    .addCommand(evidenceCommands(context))
    .addCommand(reportCommands(context))
    .addCommand(watchCommands(context))
    .addCommand(incidentCommands(context))
    .addCommand(verifyCommands(context))
    .addCommand(drillCommands(context));
  prepare(ops, context);
  return ops;
}

/** No command ends the process by itself, and each speaks through the context. */
function prepare(command: Command, context: OpsContext): void {
  command.exitOverride().helpCommand(false).showSuggestionAfterError();
  command.configureOutput({
    writeOut: (text) => context.answer(text.replace(/\n$/, '')),
    writeErr: (text) => context.talk(text.replace(/\n$/, '')),
    getOutHelpWidth: () => helpColumns,
    getErrHelpWidth: () => helpColumns,
  });
  for (const child of command.commands) prepare(child, context);
}

function explain(error: unknown, context: OpsContext): number {
  if (error instanceof CommanderError) {
    // Commander has spoken already.
    if (error.exitCode === 0) return opsExitCode.done;
    if (error.code !== 'commander.help') context.talk('try: paperfloor ops --help');
    return opsExitCode.usage;
  }
  if (!(error instanceof OpsProblem)) throw error;
  context.talk(`error: ${error.message}`);
  const usage = error instanceof OpsUsageError;
  const hint = error.hint ?? (usage ? 'paperfloor ops --help' : undefined);
  if (hint !== undefined) context.talk(`try: ${hint}`);
  return usage ? opsExitCode.usage : opsExitCode.failed;
}
