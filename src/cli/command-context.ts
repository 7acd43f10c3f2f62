/** What every command is given, and the options that commands share. */
import { Command, Option } from 'commander';
import type { Environment } from '../config/environment.ts';
import { flagOf, type OptionName, options } from '../config/options.ts';
import { type Config, type Flags, readConfig } from '../config/read-config.ts';
import type { OperationAnswer, OperationInput, OperationName } from '../gateway/admin/operations.ts';
import { callAdmin, type OpenExchange } from './admin-access.ts';
import type { Console } from './console.ts';
import type { DataDirectory } from './data-directory.ts';
import { UsageError } from './exit-code.ts';

export interface CommandContext {
  readonly console: Console;
  readonly environment: Environment;
  readonly workingDirectory: string;
  /** Paperfloor's own directory. */
  readonly root: string;
  readonly version: string;
  readonly openExchange: OpenExchange;
  /** Runs the server until it is told to stop; resolves to the exit code. */
  readonly serve: (config: Config, directory: DataDirectory) => Promise<number>;
  /** Ends the program with another code than 0 although the command has answered. */
  readonly endWith: (code: number) => void;
}

/** Options of a command that works on an exchange, as commander hands them over. */
export interface ExchangeOptions extends Flags {
  readonly floor?: string;
  readonly json?: boolean;
}

const exchangeOptions: readonly OptionName[] = ['data', 'database', 'secretKeyFile'];

/** A command with `--json` and what it takes to find the exchange. Its help starts with an example. */
export function exchangeCommand(name: string, sentence: string, example: string): Command {
  const command = new Command(name).description(sentence).addHelpText('before', `Example: ${example}\n`);
  command.option('--json', 'answer as JSON');
  for (const option of exchangeOptions) command.addOption(schemaOption(option));
  return command;
}

/** A flag of the options table. The text stays text: read-config.ts reads it, together with the environment. */
export function schemaOption(name: OptionName): Option {
  const { placeholder, sentence, defaultText } = options[name];
  const option = new Option(`${flagOf(name)} <${placeholder}>`, `${sentence} (default: ${defaultText})`);
  return option.argParser((text: string, previous: string | undefined) => {
    if (previous !== undefined) throw new UsageError(`${flagOf(name)} is there twice`);
    return text;
  });
}

/** Throws `ConfigError` or `UsageError`, with nothing touched. */
export function configOf(context: CommandContext, flags: Flags): Config {
  return readConfig({ ...context, flags });
}

/** Calls an operation on the exchange the options name, with progress when it takes long. */
export async function ask<Name extends OperationName>(
  context: CommandContext,
  flags: Flags,
  name: Name,
  input: OperationInput<Name>,
): Promise<OperationAnswer<Name>> {
  const config = configOf(context, flags);
  const work = context.console.startWork();
  try {
    return await callAdmin(config, context.openExchange, name, input, work.progress);
  } finally {
    work.end();
  }
}

/** `--floor`, when it was given: the default floor otherwise. */
export function floorOf(options: ExchangeOptions): { floor?: string } {
  return options.floor === undefined ? {} : { floor: options.floor };
}

export function reply(context: CommandContext, options: ExchangeOptions, value: unknown, text: () => string): void {
  context.console.answer(options.json === true ? JSON.stringify(value) : text());
}
