/**
 * `npm run bench -- latency`: what an average hides. Single operations of the
 * `mixed` flow timed one by one (p50, p99, p99.9), collections of the young generation per million operations, and memory per
 * resting order, for the core and the book by itself beside everyday JavaScript. One process each, rounds in turn, medians.
 *
 * The timer's own cost is in the latencies and told with them. So is what else the machine does: of a tail measured on a busy
 * machine a part is the machine's, and the yardstick beside it tells how large.
 */
import type { ChildProcess } from 'node:child_process';
import { toldOptions } from '../catalogue.ts';
import { type BenchResult, median, printResult } from '../support/report.ts';
import { askWorker, compileWorker, startWorker } from '../support/worker.ts';
import type { Collections, Latency } from './latency-worker.ts';

const titles = { yardstick: 'everyday JavaScript', book: 'book by itself', core: 'core' } as const;
type Name = keyof typeof titles;

interface Measured {
  readonly name: Name;
  readonly worker: ChildProcess;
  readonly latencies: Latency[];
  readonly collections: Collections[];
  readonly memory: number[];
}

const options = toldOptions('latency');
await bench();

async function bench(): Promise<void> {
  const all: Measured[] = [];
  try {
    const file = new URL('latency-worker.ts', import.meta.url);
    await compileWorker(file, ['yardstick', '1000', '1000']);
    for (const name of Object.keys(titles) as Name[]) {
      const worker = await startWorker(file, [name, String(options.operations), String(options.resting)]);
      all.push({ name, worker, latencies: [], collections: [], memory: [] });
    }
    for (let round = 0; round < options.rounds; round++) {
      for (const { worker, latencies } of all) latencies.push(await askWorker<Latency>(worker, 'latency'));
      for (const { worker, collections } of all) collections.push(await askWorker<Collections>(worker, 'collections'));
    }
    for (const { worker, memory } of all) memory.push(await askWorker<number>(worker, 'memory'));
  } finally {
    for (const { worker } of all) worker.kill();
  }
  for (const measured of all) report(measured, all[0] ?? measured);
}

function report({ name, latencies, collections, memory }: Measured, yardstick: Measured): void {
  const timer = `timer ${median(latencies.map((one) => one.timer)).toFixed(0)} ns included`;
  for (const [key, title] of [
    ['p50', 'p50'],
    ['p99', 'p99'],
    ['p999', 'p99.9'],
  ] as const) {
    const rounds = latencies.map((one) => one[key]);
    const ratios = rounds.map((ns, round) => (yardstick.latencies[round]?.[key] ?? Number.NaN) / ns);
    tell(name, `${title} of an operation`, 'ns', rounds, { ratio: median(ratios), note: timer });
  }
  const young = collections.map((one) => one.young);
  tell(name, 'young collections', 'per 1 M', young, { value: mean(young), note: 'mean of the rounds' });
  const bytes = collections.map((one) => one.bytes);
  tell(name, 'allocated', 'B/op', bytes);
  tell(name, `memory of ${options.resting} resting orders`, 'B/order', memory);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function tell(
  name: Name,
  what: string,
  unit: string,
  rounds: readonly number[],
  more: Partial<Pick<BenchResult, 'ratio' | 'note' | 'value'>> = {},
): void {
  printResult(
    { bench: 'latency', case: `${titles[name]}: ${what}`, unit, value: median(rounds), rounds, ...more },
    options.json,
  );
}
