/** The command line as a whole: its commands, its help, and what each failure says and ends with. */
import { Command, CommanderError } from 'commander';
import { ConfigError } from '../config/read-config.ts';
import { AdminProblem } from '../gateway/admin/problem.ts';
import { HostsProblem } from '../hosts/hosts-state.ts';
import { accountCommands } from './account-commands.ts';
import { benchCommand } from './bench-command.ts';
import type { CommandContext } from './command-context.ts';
import { DataDirectoryBusy, DataDirectoryUnusable } from './data-directory.ts';
import { exitCode, UsageError } from './exit-code.ts';
import { floorCommands } from './floor-commands.ts';
import { hostsCommands } from './hosts-commands.ts';
import { journalCommands } from './journal-commands.ts';
import { keyCommands } from './key-commands.ts';
import { opsCommand } from './ops-command.ts';
import { secretCommands } from './secret-commands.ts';
import { serveCommand } from './serve-command.ts';
import { symbolCommands } from './symbol-commands.ts';

export type ProgramContext = Omit<CommandContext, 'endWith'>;

const examples = `Examples:
  paperfloor serve
  paperfloor account create alice --fund USDT=1000000,BTC=100
  paperfloor key create alice --json
`;

const endings = `
Exit codes: ${exitCode.done} done, ${exitCode.failed} refused or failed, ${exitCode.usage} wrong usage, \
${exitCode.faultFound} journal verify found a fault, ${exitCode.busy} data directory in use, \
${exitCode.interrupted} stopped by a second signal.`;

/** Runs one command line (without the program's name); resolves to the exit code. */
export async function runProgram(words: readonly string[], given: ProgramContext): Promise<number> {
  let code: number = exitCode.done;
  const context: CommandContext = {
    ...given,
    endWith: (ending) => {
      code = ending;
    },
  };
  const program = buildProgram(context);
  try {
    await program.parseAsync([...words], { from: 'user' });
    return code;
  } catch (error) {
    return explain(error, context, commandPath(program, words));
  }
}

/** All commands; with a context that is never used it can still tell its help. */
export function buildProgram(context: CommandContext): Command {
  const program = new Command('paperfloor')
    // What comes after `bench` or `ops` is not ours to read.
    .enablePositionalOptions()
    .description('A crypto exchange that is only paper.')
    .version(context.version, '--version', 'print the version')
    .addHelpText('before', examples)
    .addHelpText('after', endings)
    .addCommand(serveCommand(context))
    .addCommand(accountCommands(context))
    .addCommand(keyCommands(context))
    .addCommand(secretCommands(context))
    .addCommand(floorCommands(context))
    .addCommand(symbolCommands(context))
    .addCommand(journalCommands(context))
    .addCommand(hostsCommands(context))
    .addCommand(benchCommand(context))
    .addCommand(opsCommand(context));
  prepare(program, context);
  return program;
}

/** The same on every terminal, so that the reference page is what people see. */
const helpColumns = 110;

/** No command ends the process by itself, and each speaks through the context. */
function prepare(command: Command, context: CommandContext): void {
  command.exitOverride().helpCommand(false).showSuggestionAfterError();
  command.configureOutput({
    writeOut: (text) => context.console.answer(text.replace(/\n$/, '')),
    writeErr: (text) => context.console.talk(text.replace(/\n$/, '')),
    getOutHelpWidth: () => helpColumns,
    getErrHelpWidth: () => helpColumns,
  });
  for (const child of command.commands) prepare(child, context);
}

/** The command that the first words name, as far as they name one. */
function commandPath(program: Command, words: readonly string[]): string {
  const names = [program.name()];
  let command: Command | undefined = program;
  for (const word of words) {
    command = command.commands.find((child) => child.name() === word);
    if (command === undefined) break;
    names.push(word);
  }
  return names.join(' ');
}

/** Says what went wrong and what to try; answers the exit code. Anything unforeseen is thrown on, for its stack to be seen. */
function explain(error: unknown, { console }: CommandContext, path: string): number {
  if (error instanceof CommanderError) {
    // Commander has spoken already.
    if (error.exitCode === 0) return exitCode.done;
    if (error.code !== 'commander.help') console.talk(`try: ${path} --help`);
    return exitCode.usage;
  }
  if (error instanceof UsageError || error instanceof ConfigError) {
    for (const line of error.message.split('\n')) console.talk(`error: ${line}`);
    return exitCode.usage;
  }
  if (error instanceof AdminProblem) {
    console.talk(`error: ${error.message}`);
    if (error.hint !== undefined) console.talk(`try: ${error.hint}`);
    return exitCode.failed;
  }
  if (error instanceof HostsProblem) {
    console.talk(`error: ${error.message}`);
    console.talk('nothing of it is left');
    return exitCode.failed;
  }
  if (error instanceof DataDirectoryBusy) {
    console.talk(`error: ${error.message}`);
    console.talk(`try: kill ${error.pid}, or give another --data`);
    return exitCode.busy;
  }
  if (error instanceof DataDirectoryUnusable) {
    console.talk(`error: ${error.message}`);
    console.talk('try: --data with a directory you may write to');
    return exitCode.failed;
  }
  throw error;
}
