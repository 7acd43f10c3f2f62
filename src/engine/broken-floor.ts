/**
 * The floor itself has failed, within a step of its own: an invariant does not hold, or its market cannot go on. Its state is half of a
 * step and is not used any more; its journal would lead there again, in every process. Anything else that goes wrong (a database
 * that does not answer, another writer) is not the floor's fault.
 */
import { JournalCorrupt } from '../journal/journal-errors.ts';

export class BrokenFloor extends Error {
  override readonly name = 'BrokenFloor';

  /** `cause`: what the step threw. */
  constructor(floor: string, cause: unknown) {
    super(`floor ${floor} cannot go on: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** It would fail in the same way when it is opened again. */
export function isOwnFault(error: unknown): error is Error {
  return error instanceof BrokenFloor || error instanceof JournalCorrupt;
}
