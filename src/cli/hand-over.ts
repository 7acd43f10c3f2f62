/**
 * Hands the rest of a command line to a program of its own (bench/, ops/) with the terminal as it is. Signals go through to
 * it, so that it ends in its own way; its exit code, or the signal that ended it, becomes ours.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { CommandContext } from './command-context.ts';
import { UsageError } from './exit-code.ts';

/** Rejects with `UsageError` when this installation came without the program. */
export async function handOver(
  context: CommandContext,
  { file, what, words }: { file: string; what: string; words: readonly string[] },
): Promise<void> {
  const program = join(context.root, file);
  if (!existsSync(program)) throw new UsageError(`there are no ${what} beside this program (${program})`);
  const child = spawn(process.execPath, [program, ...words], { stdio: 'inherit' });
  const pass = (signal: NodeJS.Signals) => void child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, pass);
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    context.endWith(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, pass);
  }
}
