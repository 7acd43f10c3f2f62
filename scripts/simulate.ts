/**
 * `npm run sim`: the deterministic simulation. Prints the commit and the seeds first; exit code 1 when a seed fails.
 *
 *   npm run sim -- --seed 53 --trace       one run, with its story
 *   npm run sim -- --seed 1 --count 1000   many runs
 *   npm run sim:soak -- --hours 8          seeds nobody has tried, for hours, on all cores
 */
import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { runSeeds } from '../test/simulation/seed-pool.ts';
import { type SimulationResult, simulate } from '../test/simulation/simulate.ts';

const sayEveryMs = 60_000;
const soakHours = 8;

const options = readOptions();
const first = options.seed ?? (options.soak ? randomInt(1_000_000, 2 ** 40) : 1);
console.log(
  `commit ${commit()}, ${options.soak ? `${options.hours} hours from seed` : `${options.count} seeds from`} ${first}`,
);

const began = performance.now();
const until = began + options.hours * 3_600_000;
let runs = 0;
let commands = 0;
let simulatedSeconds = 0;
const failed: number[] = [];

if (options.trace) {
  const result = await simulate(first, true);
  console.log(result.trace.join('\n'));
  count(result);
} else {
  let next = first;
  const isOver = () => (options.soak ? performance.now() > until : next >= first + options.count);
  const telling = setInterval(tell, sayEveryMs);
  await runSeeds({
    threads: Math.min(availableParallelism(), options.soak ? Number.POSITIVE_INFINITY : options.count),
    nextSeed: () => (isOver() ? undefined : next++),
    done: count,
  });
  clearInterval(telling);
}
tell();
if (failed.length > 0)
  console.log(`failed: ${failed.join(', ')}; see one with npm run sim -- --trace --seed ${failed[0]}`);
process.exit(failed.length === 0 ? 0 : 1);

function count(result: SimulationResult): void {
  runs++;
  commands += result.commands;
  simulatedSeconds += result.simulatedSeconds;
  if (result.problems.length === 0) return;
  failed.push(result.seed);
  for (const problem of result.problems) console.log(`FAILED seed ${result.seed}: ${problem}`);
}

function tell(): void {
  const seconds = (performance.now() - began) / 1000;
  const counts = `${runs} runs, ${failed.length} failed, ${commands} commands, ${Math.round(simulatedSeconds)} simulated seconds`;
  console.log(`${counts}, ${(runs / seconds).toFixed(1)} seeds/s`);
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        seed: { type: 'string' },
        count: { type: 'string', default: '1' },
        trace: { type: 'boolean', default: false },
        soak: { type: 'boolean', default: false },
        hours: { type: 'string', default: String(soakHours) },
      },
    });
    return {
      ...values,
      seed: values.seed === undefined ? undefined : whole('--seed', values.seed),
      count: whole('--count', values.count),
      hours: Number(values.hours),
    };
  } catch (error) {
    console.error(`${(error as Error).message}\n\nExample: npm run sim -- --seed 53 --trace`);
    process.exit(2);
  }
}

function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new RangeError(`${name}: expected a whole number from 1, found ${text}`);
  return value;
}

/** With a plus when something is not committed. */
function commit(): string {
  const git = (...words: string[]) => execFileSync('git', words, { encoding: 'utf8', cwd: import.meta.dirname }).trim();
  try {
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') === '' ? '' : '+');
  } catch {
    return 'unknown';
  }
}
