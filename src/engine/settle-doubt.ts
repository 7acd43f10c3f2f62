/** Finds out what became of a commit that ended in doubt, however long the database takes to answer again. */
import type { StampedCommand } from '../core/messages/command.ts';
import { BatchTaken, WriterBusy } from '../journal/journal-errors.ts';
import type { JournalWriter } from '../journal/journal-writer.ts';
import { pause, type Timers } from '../journal/timers.ts';

const pauseMsMin = 50;
const pauseMsMax = 1_000;
export interface SettleParts {
  readonly writer: JournalWriter;
  readonly timers: Timers;
}

/**
 * Resolves to the commands if they were written, to none if they were not, to undefined when `wanted` says that nobody
 * wants to know any more. Rejects when the floor is lost to another writer.
 */
export async function settleDoubt(
  { writer, timers }: SettleParts,
  wanted: () => boolean,
): Promise<readonly StampedCommand[] | undefined> {
  for (let pauseMs = pauseMsMin; wanted(); pauseMs = Math.min(pauseMs * 2, pauseMsMax)) {
    try {
      return await writer.settle();
    } catch (error) {
      if (error instanceof BatchTaken || error instanceof WriterBusy) throw error;
      await pause(timers, pauseMs);
    }
  }
  return undefined;
}
