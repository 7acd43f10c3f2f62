/** `paperfloor ops …`: hands its words, help included, to operations, which are a program of their own in ops/. */
import { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { handOver } from './hand-over.ts';

export function opsCommand(context: CommandContext): Command {
  return new Command('ops')
    .description('hosts, releases and the deployment plan (docs/reference/operations.md)')
    .argument('[WORDS...]', 'see: paperfloor ops --help')
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .action((words: readonly string[]) => handOver(context, { file: 'ops/cli/main.ts', what: 'operations', words }));
}
