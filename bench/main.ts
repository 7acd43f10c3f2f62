/**
 * `npm run bench -- [NAME …] [OPTION …]`: runs the named benchmarks, or all, each with the same options. Each one is a program of its own in
 * its folder; with --json it prints one JSON object per result. They run under the server's own engine flags, with its compile cache.
 * The whole command line is judged first: what the last benchmark does not know would else be found after an hour of the others.
 */
import { spawnSync } from 'node:child_process';
import { compileCachePath } from '../scripts/preflight/compile-cache.mjs';
import { nodeEnvironment, nodeFlags } from '../scripts/preflight/pinned-node.mjs';
import { type Bench, type BenchName, benches } from './catalogue.ts';
import { readOptions } from './support/options.ts';

const list: Readonly<Record<BenchName, Bench>> = benches;
const all = Object.keys(benches) as BenchName[];

process.exitCode = main(process.argv.slice(2));

/** Resolves to the exit code: 0 measured, 1 one of them failed, 2 wrong usage. */
function main(words: readonly string[]): number {
  if (words.includes('--help') || words.includes('-h')) {
    console.log(help());
    return 0;
  }
  const optionsFrom = words.findIndex((word) => word.startsWith('-'));
  const names = optionsFrom < 0 ? words : words.slice(0, optionsFrom);
  const options = optionsFrom < 0 ? [] : words.slice(optionsFrom);
  const wanted = names.length > 0 ? names : all;
  const problem = wanted.map((name) => problemOf(name, options)).find((one) => one !== undefined);
  if (problem === undefined) return run(wanted.filter(isBench), options);
  console.error(`error: ${problem}`);
  console.error('try: npm run bench -- --help');
  return 2;
}

function problemOf(name: string, options: readonly string[]): string | undefined {
  if (!isBench(name)) return `expected one of ${all.join(', ')}, found ${JSON.stringify(name)}`;
  const reading = readOptions(list[name].options, options);
  return reading.ok ? undefined : `${name}: ${reading.problem}`;
}

function isBench(name: string): name is BenchName {
  return Object.hasOwn(benches, name);
}

function run(names: readonly BenchName[], options: readonly string[]): number {
  const root = new URL('..', import.meta.url).pathname;
  const env = { ...nodeEnvironment, ...process.env, NODE_COMPILE_CACHE: compileCachePath(root) };
  let failed = 0;
  for (const name of names) {
    if (!options.includes('--json')) console.log(`\n${name}: ${list[name].tells}`);
    const file = new URL(list[name].file, import.meta.url).pathname;
    const result = spawnSync(process.execPath, [...nodeFlags, file, ...options], { stdio: 'inherit', env });
    if (result.status !== 0) failed++;
  }
  return failed === 0 ? 0 : 1;
}

function help(): string {
  const lines = [
    'Example: npm run bench -- engine --json',
    '',
    'Measures this machine: the benchmarks named, or all of them, one after the other.',
    '',
  ];
  for (const name of all) {
    lines.push(`  ${name.padEnd(8)} ${list[name].tells}`);
    for (const [option, { placeholder, default: usual }] of Object.entries(list[name].options)) {
      lines.push(
        `           --${option} ${placeholder}${usual === undefined ? '' : ` (${String(usual).replaceAll(',', ' ')})`}`,
      );
    }
  }
  return [...lines, '', 'Every one takes --json: one JSON object per result.'].join('\n');
}
