/**
 * The process behind `paperfloor ops …`, a program of its own: src/cli/ops-command.ts starts it. Reads the environment once;
 * a failure nobody foresaw shows its stack, because it is a bug.
 */
import { join } from 'node:path';
import { runOps } from './ops.ts';

process.exitCode = await runOps(process.argv.slice(2), {
  answer: (text) => void process.stdout.write(`${text}\n`),
  talk: (line) => void process.stderr.write(`${line}\n`),
  environment: process.env,
  workingDirectory: process.cwd(),
  root: join(import.meta.dirname, '../..'),
});
