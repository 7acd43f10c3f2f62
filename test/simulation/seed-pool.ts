/** Runs seeds on several threads at once. What a seed does is a function of the seed alone, so it does not matter which thread. */
import { Worker } from 'node:worker_threads';
import type { SimulationResult } from './simulate.ts';

/** Seeds handed to a thread at a time. */
const portion = 10;

export interface SeedRun {
  /** The next seed to run, undefined when there are enough. */
  readonly nextSeed: () => number | undefined;
  readonly done: (result: SimulationResult) => void;
  readonly threads: number;
}

/** Rejects when a thread breaks down. */
export async function runSeeds({ nextSeed, done, threads }: SeedRun): Promise<void> {
  await Promise.all(Array.from({ length: threads }, () => runThread(nextSeed, done)));
}

function runThread(nextSeed: SeedRun['nextSeed'], done: SeedRun['done']): Promise<void> {
  const worker = new Worker(new URL('seed-thread.ts', import.meta.url));
  return new Promise((resolve, reject) => {
    let waiting = 0;
    const hand = () => {
      const seeds: number[] = [];
      while (seeds.length < portion) {
        const seed = nextSeed();
        if (seed === undefined) break;
        seeds.push(seed);
      }
      waiting = seeds.length;
      if (waiting > 0) worker.postMessage(seeds);
      else void worker.terminate().then(() => resolve());
    };
    worker.on('message', (result: SimulationResult) => {
      done(result);
      if (--waiting === 0) hand();
    });
    worker.on('error', reject);
    hand();
  });
}
