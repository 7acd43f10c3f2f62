/**
 * `npm run bench -- scale`: what an order costs the core as a floor grows:
 * more symbols, more accounts, more resting orders, one at a time. Each size has a process of its own; rounds in turn, medians;
 * the ratio is that of the smallest size to this one in the same round. `--plot` draws docs/images/scale.svg anew.
 */
import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { toldOptions } from '../catalogue.ts';
import { median, printResult } from '../support/report.ts';
import { askWorker, compileWorker, startWorker } from '../support/worker.ts';
import { drawPlot, type Series } from './scale-plot.ts';

interface Size {
  readonly symbols: number;
  readonly accounts: number;
  /** In each book. */
  readonly resting: number;
}

/** What stays as it is while another dimension grows; accounts are powers of two. */
const usual: Size = { symbols: 1, accounts: 512, resting: 5_000 };
const dimensions: readonly { readonly name: keyof Size; readonly title: string; readonly sizes: readonly Size[] }[] = [
  {
    name: 'symbols',
    title: 'symbols, 1,000 resting orders each',
    sizes: [1, 10, 100, 300].map((symbols) => ({ ...usual, symbols, resting: 1_000 })),
  },
  {
    name: 'accounts',
    title: 'accounts',
    sizes: [8, 128, 1_024, 8_192, 131_072].map((accounts) => ({ ...usual, accounts })),
  },
  {
    name: 'resting',
    title: 'resting orders',
    sizes: [1_000, 10_000, 100_000, 1_000_000].map((resting) => ({ ...usual, resting })),
  },
];

const options = toldOptions('scale');
const file = new URL('scale-worker.ts', import.meta.url);
await compileWorker(file, ['1', '8', '1000', '1000']);
const drawn: Series[] = [];
for (const dimension of dimensions) drawn.push(await bench(dimension));
if (options.plot !== undefined) writeFileSync(options.plot, drawPlot(drawn));

async function bench({ name, title, sizes }: (typeof dimensions)[number]): Promise<Series> {
  const workers: ChildProcess[] = [];
  const rounds: number[][] = sizes.map(() => []);
  try {
    for (const { symbols, accounts, resting } of sizes) {
      const words = [symbols, accounts, resting, options.operations].map(String);
      workers.push(await startWorker(file, words));
    }
    for (let round = 0; round < options.rounds; round++) {
      for (const [index, worker] of workers.entries()) rounds[index]?.push(await askWorker<number>(worker, 'round'));
    }
  } finally {
    for (const worker of workers) worker.kill();
  }
  const points = sizes.map((size, index) => {
    const own = rounds[index] ?? [];
    const ratio = median(own.map((ns, round) => (rounds[0]?.[round] ?? Number.NaN) / ns));
    const what = `${size[name].toLocaleString('en')} ${title}`;
    printResult({ bench: 'scale', case: what, unit: 'ns/op', value: median(own), rounds: own, ratio }, options.json);
    return { size: size[name], cost: 1 / ratio };
  });
  return { title, points };
}
