/**
 * Entry of everything: `bin/paperfloor` and `npm start` run this file. It reads the environment once, hands over to the
 * command, and turns failures of the world (no port, no database) into one clear line. The server itself is loaded only by
 * the commands that need it.
 */
import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { readEnvironment } from '../config/environment.ts';

const root = join(import.meta.dirname, '../..');
enableCompileCache(join(root, 'node_modules/.cache/paperfloor'));

const { createConsole } = await import('./console.ts');
const { runProgram } = await import('./program.ts');
const { exitCode } = await import('./exit-code.ts');

const console = createConsole(process);
try {
  process.exitCode = await runProgram(process.argv.slice(2), {
    console,
    environment: readEnvironment(),
    workingDirectory: process.cwd(),
    root,
    version: (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version,
    openExchange: async (config, progress) => (await import('../main.ts')).openAdmin(config, progress),
    serve: async (config, directory) => (await import('../main.ts')).serve(config, directory, console),
  });
} catch (error) {
  console.talk(`error: ${error instanceof Error ? error.message : String(error)}`);
  const knownByCode = error instanceof Error && ('code' in error || error.constructor !== Error);
  if (!knownByCode && error instanceof Error) console.talk(error.stack ?? '');
  process.exitCode = exitCode.failed;
}
