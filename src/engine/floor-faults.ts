/**
 * Floors that end their server. A process that ends for one floor's fault ends for all of its floors; it starts again from the journal,
 * which mends whatever only its memory had wrong. A fault that the floor makes again is not mended by that, and would end one server after
 * the other as long as it is opened: so each is noted in the database, and a start leaves a floor out that has had too many.
 */
import type { JournalStore } from '../journal/journal-store.ts';
import { pause, type Timers } from '../journal/timers.ts';
import { isOwnFault } from './broken-floor.ts';

/** A floor with so many, within so long (wall milliseconds), is not opened. */
const faultsMax = 2;
const faultsWithinMs = 600_000;
/** A process that is to end waits no longer than this for the database to take note. */
const noteMsMax = 1_000;
const reasonCharactersMax = 1_000;

/** Does not reject. Notes nothing where it was not the floor's fault. */
export async function noteFault(
  { store, timers, release }: { readonly store: JournalStore; readonly timers: Timers; readonly release: string },
  floorId: number,
  error: Error,
): Promise<void> {
  if (!isOwnFault(error)) return;
  const reason = error.message.slice(0, reasonCharactersMax);
  const noted = store.noteFault(floorId, { release, reason }).catch(() => {});
  await Promise.race([noted, pause(timers, noteMsMax)]);
}

/** Why a floor is not to be opened now by this release; undefined when it may be. */
export async function tooManyFaults(
  store: JournalStore,
  release: string,
  floorId: number,
): Promise<string | undefined> {
  const all = await store.faults(floorId, faultsWithinMs);
  const faults = all.filter((fault) => fault.release === release);
  if (faults.length < faultsMax) return undefined;
  return `it has ended its server ${faults.length} times within ten minutes; the last time: ${faults[0]?.reason}`;
}
