/**
 * The thin executor: starts one command, waits, and hands back what it said. It decides nothing and repeats nothing.
 * What a command prints is kept up to a bound, the end of it being what explains a failure.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, closeSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import { type Command, shellText } from './command.ts';
import { OpsProblem } from './problem.ts';

const keptCharactersMax = 1_000_000;
const shownLinesMax = 15;

export interface Outcome {
  /** The exit code; 128 and the signal's number when a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command ended with another code than 0; the message carries the last lines it wrote. */
export class CommandFailed extends OpsProblem {
  override readonly name = 'CommandFailed';
  readonly outcome: Outcome;

  constructor(command: Command, outcome: Outcome, hint?: string) {
    const said = `${outcome.stdout.trim()}\n${outcome.stderr.trim()}`
      .trim()
      .split('\n')
      .slice(-shownLinesMax)
      .join('\n');
    super(`${shellText(command)} ended with ${outcome.code}${said === '' ? '' : `:\n${said}`}`, hint);
    this.outcome = outcome;
  }
}

/** Runs the command to its end, whatever its exit code. Rejects with `OpsProblem` when it could not be started. */
export async function runAnyway(command: Command): Promise<Outcome> {
  const child = spawn(command.program, [...command.args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout = (stdout + text).slice(-keptCharactersMax);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-keptCharactersMax);
  });
  // A program that ends without reading all of its input is judged by its exit code.
  child.stdin.on('error', () => {});
  child.stdin.end(command.input ?? '');
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    return { code: code ?? 128 + signalNumber(signal), stdout, stderr };
  } catch (error) {
    throw new OpsProblem(`${command.program} could not be started`, `install ${command.program}`, { cause: error });
  }
}

/** Runs the command; rejects with `CommandFailed` unless it ends with 0. */
export async function run(command: Command): Promise<Outcome> {
  const outcome = await runAnyway(command);
  if (outcome.code !== 0) throw new CommandFailed(command, outcome);
  return outcome;
}

/** Runs the command with our own terminal; resolves to its exit code. Signals from the terminal reach it by themselves. */
export async function runInForeground({ program, args }: Command): Promise<number> {
  const ignore = () => {};
  process.on('SIGINT', ignore);
  try {
    const child = spawn(program, [...args], { stdio: 'inherit' });
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    return code ?? 128 + signalNumber(signal);
  } finally {
    process.off('SIGINT', ignore);
  }
}

/** Starts a command that outlives us, in a session of its own; what it says goes to the end of the file. */
export function start({ program, args }: Command, logFile: string): void {
  const log = openSync(logFile, 'a', 0o600);
  try {
    const child = spawn(program, [...args], { stdio: ['ignore', log, log], detached: true });
    // Whether it came up is for the caller to see by what it does; the reason is in the log.
    child.on('error', (error) => appendFileSync(logFile, `${error.message}\n`));
    child.unref();
  } finally {
    closeSync(log);
  }
}

/** Runs commands one after the other and stops at the first that fails. */
export async function runAll(commands: readonly Command[]): Promise<void> {
  for (const each of commands) await run(each);
}

function signalNumber(signal: NodeJS.Signals | null): number {
  return signal === null ? 0 : constants.signals[signal];
}
