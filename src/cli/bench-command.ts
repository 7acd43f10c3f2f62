/** `paperfloor bench`: hands its words to the benchmarks, which are programs of their own in bench/. */
import { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { handOver } from './hand-over.ts';

export function benchCommand(context: CommandContext): Command {
  return new Command('bench')
    .description('measure this machine: engine, market, http, fanout, start')
    .addHelpText('before', 'Example: paperfloor bench engine --json\n')
    .argument('[NAME...]', 'which ones; all without a name')
    .allowUnknownOption()
    .option('--json', 'one JSON object per result')
    .action((_names: readonly string[], _options: unknown, command: Command) => {
      const words = [...command.args, ...(command.opts()['json'] === true ? ['--json'] : [])];
      return handOver(context, { file: 'bench/main.ts', what: 'benchmarks', words });
    });
}
