/** The floor time at which a new writer's clock starts: where it was, or by the wall if the floor went with the wall. */
import type { TimestampUs } from '../core/units/brand.ts';
import type { FloorRecord, JournalStore } from '../journal/journal-store.ts';
import type { JournalWriter } from '../journal/journal-writer.ts';
import type { FloorSteps } from './floor-steps.ts';

/** A floor whose time was this near to the wall's when it last wrote follows the wall. */
const followsUs = 10_000_000;
/** A floor that begins now takes its start before its past is made, which took 23 s on a busy server. */
const makingUs = 120_000_000;
/** Closed for longer than this: carried over in coarse steps. Shorter: caught up with. */
const skipUs = 60_000_000;
/** Floor time may be this far ahead of the wall after a crash: it then stands until the wall is there. */
const aheadUs = 5_000_000;

/** A floor that ran with the wall's time goes on with it; a replay, a paused one, or one at another speed does not. */
export async function wasFollowingWall(store: JournalStore, { floorId, definition }: FloorRecord): Promise<boolean> {
  if (definition.market.kind === 'replay') return false;
  const { timeUs, writtenUs } = await store.lastCommit(floorId);
  if (timeUs !== undefined) return Math.abs(timeUs - writtenUs) <= followsUs;
  const behindUs = writtenUs - definition.startTimeUs;
  return behindUs >= -followsUs && behindUs <= makingUs;
}

/**
 * Floor microseconds; carries the floor over a long closed period first, with a command of its own. `wallUs`: wall time if
 * the floor follows it.
 */
export async function openingTime(
  steps: FloorSteps,
  writer: JournalWriter,
  wallUs: number | undefined,
): Promise<number> {
  const { floor } = steps;
  const { rate, paused } = floor.clock;
  if (wallUs === undefined || paused || rate !== 1 || wallUs < floor.time - aheadUs) return floor.time;
  if (wallUs - floor.time > skipUs) {
    const time = Math.floor(wallUs) as TimestampUs;
    const stamped = await writer.append([{ time, command: { type: 'skip_time' } }], time);
    for (const command of stamped) steps.apply(command);
  }
  return wallUs;
}
