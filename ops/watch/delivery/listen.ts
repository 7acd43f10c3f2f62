/** Starts the receivers and gathers what they print, until it is disposed of. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Command } from '../../command/command.ts';
import { OpsProblem } from '../../command/problem.ts';
import type { Arrived } from './drill.ts';

export async function listenTo({ program, args }: Command): Promise<AsyncDisposable & { arrived: readonly Arrived[] }> {
  const child = spawn(program, [...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const arrived: Arrived[] = [];
  const ready = Promise.withResolvers<void>();
  createInterface(child.stdout).on('line', (line) => {
    const message = JSON.parse(line) as Arrived;
    if (message.by === 'ready') ready.resolve();
    else arrived.push(message);
  });
  void ended.then(
    () => ready.reject(new OpsProblem('the receivers did not start', 'see what they said above')),
    (error: unknown) => ready.reject(error),
  );
  await ready.promise;
  return {
    arrived,
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
