/**
 * A part of a benchmark in a process of its own, so that none is slowed by the shapes or the memory of another: it says that it is
 * ready, and then answers each question of its parent with one message.
 */
import { type ChildProcess, fork } from 'node:child_process';

/** Resolves when it is ready; rejects when it ends before that. It runs under this process's own engine flags. */
export async function startWorker(file: URL, words: readonly string[]): Promise<ChildProcess> {
  const worker = fork(file.pathname, words);
  await nextMessage(worker);
  return worker;
}

/**
 * Starts one and lets it end by itself: from then on every module is in the compile cache, and the next one strips no types. What
 * that is worth: scripts/preflight/compile-cache.mjs.
 */
export async function compileWorker(file: URL, words: readonly string[]): Promise<void> {
  const worker = await startWorker(file, words);
  await new Promise<void>((resolve) => {
    worker.once('exit', () => resolve());
    worker.disconnect();
  });
}

/** Rejects when it ends instead of answering. */
export function askWorker<Answer>(worker: ChildProcess, question: string): Promise<Answer> {
  const answered = nextMessage(worker);
  worker.send(question);
  return answered as Promise<Answer>;
}

/** The worker's end: from now on ready. */
export function answerParent(answer: (question: string) => unknown): void {
  process.on('message', async (question) => process.send?.(await answer(String(question))));
  process.send?.('ready');
}

function nextMessage(worker: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`a worker ended with ${code} before it answered`));
    worker.once('exit', onExit);
    worker.once('message', (message) => {
      worker.off('exit', onExit);
      resolve(message);
    });
  });
}
