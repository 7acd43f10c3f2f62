/**
 * `npm run bench -- engine`: matching engines on the same order flow, in one run.
 *
 * Each contender lives in its own process, answers the flow rightly before anything is timed, and is then timed in turn
 * with the others (A B C, A B C, …), so that a busy machine slows all alike. The value is the median of the rounds in
 * nanoseconds per operation; the ratio is the median of the round-by-round ratios to the everyday-JavaScript yardstick.
 */
import type { ChildProcess } from 'node:child_process';
import { toldOptions } from '../catalogue.ts';
import { median, printResult } from '../support/report.ts';
import { askWorker, compileWorker, startWorker } from '../support/worker.ts';
import type { ProfileName } from './flow.ts';

const titles: Readonly<Record<string, string>> = {
  yardstick: 'everyday JavaScript (no accounts)',
  book: 'book by itself',
  core: 'core: filters, ledger, fees, self-trade, events',
  floor: 'floor: user commands, order objects, account events',
  npm: 'nodejs-order-book (no accounts)',
};
/** It would take minutes at full length; its cost per operation does not depend on it. */
const npmOperationsMax = 100_000;

const options = toldOptions('engine');
const file = new URL('engine-worker.ts', import.meta.url);
await compileWorker(file, ['yardstick', 'mixed', '1000']);
for (const profile of options.profile) await benchProfile(profile);

async function benchProfile(profile: ProfileName): Promise<void> {
  const names = Object.keys(titles).filter((name) => name !== 'npm' || profile === 'mixed');
  const workers: { name: string; process: ChildProcess; rounds: number[] }[] = [];
  try {
    for (const name of names) workers.push({ name, process: await startContender(name, profile), rounds: [] });
    for (let round = 0; round < options.rounds; round++) {
      for (const worker of workers) worker.rounds.push(await askWorker<number>(worker.process, 'round'));
    }
  } finally {
    for (const worker of workers) worker.process.kill();
  }
  const yardstick = workers[0]?.rounds ?? [];
  for (const { name, rounds } of workers) {
    const ratios = rounds.map((ns, round) => (yardstick[round] ?? Number.NaN) / ns);
    const result = {
      bench: 'engine',
      case: `${profile}: ${titles[name]}`,
      unit: 'ns/op',
      value: median(rounds),
      rounds,
    };
    printResult({ ...result, ratio: median(ratios) }, options.json);
  }
}

function startContender(name: string, profile: ProfileName): Promise<ChildProcess> {
  const operations = options.operations;
  const count = name === 'npm' ? Math.min(operations, npmOperationsMax) : operations;
  return startWorker(file, [name, profile, String(count)]);
}
