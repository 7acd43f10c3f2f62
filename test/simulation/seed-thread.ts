/** A thread that runs the seeds it is sent and answers with what came of each. */
import { parentPort } from 'node:worker_threads';
import { simulate } from './simulate.ts';

parentPort?.on('message', async (seeds: readonly number[]) => {
  for (const seed of seeds) parentPort?.postMessage(await simulate(seed));
});
