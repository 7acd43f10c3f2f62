/**
 * A real server in a process of its own, on a free port and a data directory of its own, for tests and benchmarks: the same
 * program that `npm start` runs. What a test leaves behind (server, its PostgreSQL, the directory) ends with the test process.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { nodeEnvironment, nodeFlags } from '../../scripts/preflight/pinned-node.mjs';

const root = new URL('../..', import.meta.url).pathname;
const program = join(root, 'src/main.ts');
const startMs = 60_000;
const openLine = /^Paperfloor is open at (http:\/\/\S+)$/;

export interface ServerOptions {
  /** More options of `serve`. */
  readonly args?: readonly string[];
  /** Default: a fresh directory, removed by `stop`. */
  readonly dataDir?: string;
  /** Leaves a fresh directory in place. */
  readonly keepData?: boolean;
  /** More environment. PAPERFLOOR_ variables of the test process are not passed on. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A command that ended with another exit code than 0. */
export class CommandFailed extends Error {
  readonly exitCode: number;
  readonly stderr: string;

  constructor(args: readonly string[], exitCode: number, stderr: string) {
    super(`paperfloor ${args.join(' ')} ended with ${exitCode}: ${stderr.trim()}`);
    this.exitCode = exitCode;
    this.stderr = stderr;
  }
}

export interface RunningServer {
  /** `http://127.0.0.1:PORT`, no slash at the end. */
  readonly url: string;
  readonly dataDir: string;
  readonly pid: number;
  /** Runs bin/paperfloor's program against this server; answers the JSON object of `--json`, else the text of stdout. */
  cli<T = unknown>(args: readonly string[]): Promise<T>;
  /** SIGTERM, waits for the end; answers the exit code. After `kill`: removes what the crash left. */
  stop(): Promise<number | null>;
  /** SIGKILL, and waits for the end. PostgreSQL and the data directory stay as a crash leaves them. */
  kill(): Promise<void>;
  /** Resolves to the exit code when the process has ended, null when a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Everything on stderr so far. */
  log(): string;
}

/** Resolves when the server has printed its address. Rejects with its stderr when it ends before, or after 60 s. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'paperfloor-test-'));
  const removeData = options.dataDir === undefined && options.keepData !== true;
  const env = { ...nodeEnvironment, ...cleanEnvironment(), ...options.env };
  const args = [...nodeFlags, program, 'serve', '--port', '0', '--data', dataDir, ...(options.args ?? [])];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  let isAskedToEnd = false;
  const ended = once(child, 'exit').then(([code, signal]) => {
    // Whoever asks it next is only told that nobody listens: why is said here.
    if (!isAskedToEnd && code !== 0)
      console.error(`the server ended by itself, ${signal ?? `code ${code}`}:\n${log.slice(-8_000)}`);
    return code as number | null;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const endWithTest = () => endEverything(child, dataDir, removeData);
  process.once('exit', endWithTest);

  const url = await readAddress(child, () => log).catch((error: unknown) => {
    isAskedToEnd = true;
    endWithTest();
    throw error;
  });

  return {
    url,
    dataDir,
    pid: child.pid ?? 0,
    ended,
    log: () => log,
    cli: (words) => runCommand(words, dataDir, env),
    async kill() {
      isAskedToEnd = true;
      child.kill('SIGKILL');
      await ended;
    },
    async stop() {
      isAskedToEnd = true;
      child.kill('SIGTERM');
      const code = await ended;
      endWithTest();
      process.off('exit', endWithTest);
      return code;
    },
  };
}

/** The whole program as a person runs it, with nothing but `--data` added. */
export function runCommand<T = unknown>(
  words: readonly string[],
  dataDir: string,
  env: NodeJS.ProcessEnv = cleanEnvironment(),
): Promise<T> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [program, ...words, '--data', dataDir], { env }, (error, stdout, stderr) => {
      if (error !== null) reject(new CommandFailed(words, typeof error.code === 'number' ? error.code : -1, stderr));
      else resolve((words.includes('--json') ? JSON.parse(stdout) : stdout) as T);
    });
  });
}

export function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PAPERFLOOR_')));
}

function readAddress(child: ChildProcess, log: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no address within ${startMs / 1000} s:\n${log()}`)), startMs);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`the server ended with ${code} before it was open:\n${log()}`));
    });
    if (child.stdout === null) return;
    createInterface(child.stdout).on('line', (line) => {
      const address = openLine.exec(line)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    });
  });
}

/** Synchronous, because the test process may be on its way out. */
function endEverything(child: ChildProcess, dataDir: string, removeData: boolean): void {
  if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  if (!removeData) return;
  try {
    const [pid] = readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n');
    process.kill(Number(pid), 'SIGQUIT');
  } catch {
    // No PostgreSQL left: the usual case.
  }
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}
