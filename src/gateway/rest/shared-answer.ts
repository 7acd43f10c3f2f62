/**
 * For what anybody may ask and what takes a moment to make: everybody who asks while the last answer is young gets the next one, which is
 * made for all of them at once. So an answer is never older than its question, and making them takes a bounded share of the time.
 */
import { setTimeout as sleep } from 'node:timers/promises';

/** `pauseMs`: from one making to the next, at least. Rejects as `make` does. */
export function sharedAnswer<T>(make: () => Promise<T>, pauseMs: number): () => Promise<T> {
  let madeMs = Number.NEGATIVE_INFINITY;
  let next: Promise<T> | undefined;
  const makeNext = async () => {
    await sleep(Math.max(0, madeMs + pauseMs - performance.now()));
    // Whoever asks from here on has asked too late for this one.
    next = undefined;
    madeMs = performance.now();
    return make();
  };
  return () => {
    next ??= makeNext();
    return next;
  };
}
