/**
 * The command line as a process: reads the environment once, runs the command, and turns failures of the world (no port, no
 * database) into one clear line. What the commands work on is given by src/main.ts.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEnvironment } from '../config/environment.ts';
import type { Config } from '../config/read-config.ts';
import type { OpenExchange } from './admin-access.ts';
import { type Console, createConsole } from './console.ts';
import type { DataDirectory } from './data-directory.ts';
import { exitCode } from './exit-code.ts';
import { describeFailure } from './failure.ts';
import { titleWithoutSecrets } from './process-title.ts';
import { runProgram } from './program.ts';

export interface Composition {
  /** Paperfloor's own directory. */
  readonly root: string;
  readonly openExchange: OpenExchange;
  /** Runs the server until it is told to stop; resolves to the exit code. */
  serve(config: Config, directory: DataDirectory, console: Console): Promise<number>;
}

/** Runs the process's own command line and sets its exit code. Never rejects. */
export async function runCommandLine({ root, openExchange, serve }: Composition): Promise<void> {
  const words = process.argv.slice(2);
  const title = titleWithoutSecrets(words);
  if (title !== undefined) process.title = title;
  const console = createConsole(process);
  let serving = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    // Who read the answer has read enough (`| head`). A server goes on: it has said its address and speaks to the log.
    if (!serving) process.exit(exitCode.done);
  });
  try {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    process.exitCode = await runProgram(words, {
      console,
      environment: readEnvironment(),
      workingDirectory: process.cwd(),
      root,
      version,
      openExchange,
      serve: (config, directory) => {
        serving = true;
        return serve(config, directory, console);
      },
    });
  } catch (error) {
    for (const line of describeFailure(error)) console.talk(line);
    process.exitCode = exitCode.failed;
  }
}
