/** `paperfloor serve`: the server. The data directory is claimed before the program itself is loaded. */
import { Command } from 'commander';
import { optionNames } from '../config/options.ts';
import type { Flags } from '../config/read-config.ts';
import { type CommandContext, configOf, schemaOption } from './command-context.ts';
import { claimDataDirectory } from './data-directory.ts';
import { checkSecretKeyFile } from './named-key-file.ts';

export function serveCommand(context: CommandContext): Command {
  const command = new Command('serve')
    .description('run the exchange: API, streams and terminal on one port')
    .addHelpText('before', 'Example: paperfloor serve --port 9000 --data ./my-exchange\n')
    .addHelpText('after', '\nEvery option is also an environment variable: --log-level is PAPERFLOOR_LOG_LEVEL.');
  for (const name of optionNames) command.addOption(schemaOption(name));
  return command.action(async (flags: Flags) => {
    const config = configOf(context, flags);
    checkSecretKeyFile(config);
    const directory = claimDataDirectory(config.data);
    if (directory.created) context.console.answer(`New data directory created at ${directory.path}`);
    try {
      context.endWith(await context.serve(config, directory));
    } finally {
      directory.release();
    }
  });
}
