/**
 * Asks what became of a request whose answer was lost. What was asked may still arrive, but not after its receive window:
 * an answer that does not settle it counts only then.
 */
import { ApiFailure } from '../net/api.ts';
import { type Sleep, sleep } from '../net/asker.ts';

/** From this status on a refusal is the server's own trouble, and leaves open what was done. */
const failing = 500;
/** Together longer than the five seconds a request is good for when it names no window. */
const pausesMs: readonly number[] = [250, 500, 1_000, 2_000, 3_000, 4_000];

/** Whether the request may have been carried out all the same: no answer came, or one of the server's own errors. */
export function leavesOpen(failure: ApiFailure): boolean {
  return failure.status === 0 || failure.status >= failing;
}

/** The first answer that settles it, else the last word: an answer that does not, or a failure. */
export async function lookUp<T>(
  ask: () => Promise<T>,
  settles: (answer: T) => boolean,
  pause: Sleep = sleep,
): Promise<T | ApiFailure> {
  let last: T | ApiFailure = new ApiFailure(0, 0, 'Not asked yet.');
  for (const milliseconds of pausesMs) {
    await pause(milliseconds);
    last = await ask().catch(failureOnly);
    if (!(last instanceof ApiFailure) && settles(last)) break;
  }
  return last;
}

function failureOnly(failure: unknown): ApiFailure {
  if (failure instanceof ApiFailure) return failure;
  throw failure;
}
