/** `paperfloor bench`: hands its words to the benchmarks, which are programs of their own in bench/. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import type { CommandContext } from './command-context.ts';
import { UsageError } from './exit-code.ts';

export function benchCommand(context: CommandContext): Command {
  return new Command('bench')
    .description('measure this machine: engine, market, http, fanout, start')
    .addHelpText('before', 'Example: paperfloor bench engine --json\n')
    .argument('[NAME...]', 'which ones; all without a name')
    .allowUnknownOption()
    .option('--json', 'one JSON object per result')
    .action(async (_names: readonly string[], _options: unknown, command: Command) => {
      const program = join(context.root, 'bench/main.ts');
      if (!existsSync(program)) throw new UsageError(`there are no benchmarks beside this program (${program})`);
      const words = [...command.args, ...(command.opts()['json'] === true ? ['--json'] : [])];
      const child = spawn(process.execPath, [program, ...words], { stdio: 'inherit', cwd: context.root });
      const [code] = (await once(child, 'exit')) as [number | null];
      context.endWith(code ?? 1);
    });
}
