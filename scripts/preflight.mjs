/**
 * Makes a fresh clone runnable, then runs the task under the pinned Node. Plain JavaScript for any Node from 18 on, because
 * it runs before anything is installed; it imports nothing but Node's own parts and the files beside it.
 *
 *   node scripts/preflight.mjs start -- --port 8080     the server
 *   node scripts/preflight.mjs dev                      the server and the terminal, restarted and rebuilt on change
 *   node scripts/preflight.mjs test -- src/core         the tests, with the system packages they need
 *   node scripts/preflight.mjs check                    what a reviewer would run
 *   node scripts/preflight.mjs bench -- NAME --json     the benchmarks
 *   node scripts/preflight.mjs run FILE -- ARGUMENTS    any script of this project
 *
 * Talks on stderr only. Does nothing that is already done.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileCachePath, fillCompileCache } from './preflight/compile-cache.mjs';
import { installPackages } from './preflight/packages.mjs';
import { findNode, nodeEnvironment, nodeFlags } from './preflight/pinned-node.mjs';
import { fetchPromtool } from './preflight/promtool.mjs';
import { installSystemPackages } from './preflight/system-packages.mjs';
import { PreflightError, say } from './preflight/talk.mjs';
import { buildTerminal } from './preflight/terminal-build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What each task needs before it runs, and the file it runs. */
const tasks = {
  start: { terminal: true, system: false, target: ['src/main.ts', 'serve'] },
  dev: { terminal: false, system: false, target: ['scripts/dev.mjs'] },
  test: { terminal: true, system: true, target: ['scripts/run-tests.ts'] },
  check: { terminal: false, system: false, target: ['scripts/check.ts'] },
  bench: { terminal: false, system: false, target: ['bench/main.ts'] },
  run: { terminal: false, system: false, target: [] },
};

try {
  const { task, command } = readArguments(process.argv.slice(2));
  await installPackages(root);
  const node = findNode(root);
  if (task.terminal) await buildTerminal(root, node);
  fillCompileCache(root, node);
  if (task.system) {
    installSystemPackages();
    fetchPromtool();
  }
  await runTask(node, command);
} catch (error) {
  if (!(error instanceof PreflightError)) throw error;
  say(error.message);
  process.exitCode = 1;
}

function readArguments(words) {
  const [name = '', ...rest] = words;
  const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
  if (task === undefined) throw new PreflightError(`unknown task "${name}"; one of ${Object.keys(tasks).join(', ')}`);
  const target = name === 'run' ? rest.splice(0, 1) : task.target;
  if (target.length === 0) throw new PreflightError('run needs the file to run');
  if (rest[0] === '--') rest.shift();
  return { task, command: [...target, ...rest] };
}

/** Signals go through to the task; its exit code, or the signal that ended it, becomes ours. */
function runTask(node, [file, ...args]) {
  const env = { ...nodeEnvironment, ...process.env, NODE_COMPILE_CACHE: compileCachePath(root) };
  const child = spawn(node, [...nodeFlags, join(root, file), ...args], { stdio: 'inherit', env });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new PreflightError(`${node} did not start: ${error.message}`)));
    child.on('exit', (code, signal) => {
      process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
      resolve();
    });
  });
}
