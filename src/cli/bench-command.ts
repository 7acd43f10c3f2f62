/** `paperfloor bench …`: hands its words, help included, to the benchmarks, which are programs of their own in bench/. */
import { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { handOver } from './hand-over.ts';

export function benchCommand(context: CommandContext): Command {
  return new Command('bench')
    .description('measure this machine (docs/benchmarks.md)')
    .argument('[WORDS...]', 'see: paperfloor bench --help')
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .action((words: readonly string[]) => handOver(context, { file: 'bench/main.ts', what: 'benchmarks', words }));
}
