/** Starts the server once more on the port and the data it had, as an operator would after a stop. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { cleanEnvironment } from '../support/start-server.ts';

const program = new URL('../../src/main.ts', import.meta.url).pathname;

/** Resolves once it is open, to a function that ends it. */
export async function restartServer(port: string, dataDir: string): Promise<() => Promise<void>> {
  const child = spawn(process.execPath, [program, 'serve', '--port', port, '--data', dataDir], {
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  for await (const line of createInterface(child.stdout)) if (/^Paperfloor is open/.test(line)) return stop;
  throw new Error('the server ended before it was open again');
}
