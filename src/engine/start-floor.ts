/** From a stored floor to a running one: take it, recover it, fence off its last writer, see how long it was closed, run. */
import { hostname } from 'node:os';
import { rulesVersion } from '../core/rules-version.ts';
import type { TimestampUs } from '../core/units/brand.ts';
import type { FloorRecord, JournalStore } from '../journal/journal-store.ts';
import { JournalWriter } from '../journal/journal-writer.ts';
import type { Timers } from '../journal/timers.ts';
import type { EngineLog } from './engine-log.ts';
import { FloorRunner } from './floor-runner.ts';
import { catchUp, type FloorStart, type Recovered, recoverFloor } from './recover-floor.ts';
import type { WallClock } from './wall-clock.ts';

/** A floor whose time was this near to the wall's when it last wrote follows the wall. */
const followsUs = 10_000_000;
/** Closed for longer than this: carried over in coarse steps. Shorter: caught up with. */
const skipUs = 60_000_000;
/** Floor time may be this far ahead of the wall after a crash: it then stands until the wall is there. */
const aheadUs = 5_000_000;

export interface StartParts {
  readonly store: JournalStore;
  readonly record: FloorRecord;
  readonly wallClock: WallClock;
  readonly timers: Timers;
  readonly log: EngineLog;
  /** Wall milliseconds between snapshots. */
  readonly snapshotEveryMs?: number | undefined;
  readonly stopped: (error: Error) => void;
  /** A floor that has just been made. */
  readonly fresh?: FloorStart | undefined;
}

/** Rejects with `WriterBusy`, `JournalCorrupt` or `RulesVersionMismatch`. */
export async function startFloor(parts: StartParts): Promise<FloorRunner> {
  const { store, record, wallClock, log } = parts;
  const { floorId, definition } = record;
  const began = wallClock.monotonicUs();
  const writer = new JournalWriter({ store, floorId, holder: holderName(), rulesVersion });
  await writer.claim();
  const followsWall = await wasFollowingWall(store, record);
  const recovered = await recoverFloor(parts);
  const { steps, projector, chain } = recovered;
  while (!(await writer.fence({ batchNo: chain.batchNo, sequence: chain.sequence, timeUs: chain.timeUs }))) {
    await catchUp(store, floorId, recovered);
  }
  // Everything up to the granted time may have been seen. Not before the fence: a last batch may be stamped earlier.
  if (steps.floor.grantedTime > steps.floor.time) steps.advance(steps.floor.grantedTime);
  const clockFromUs = await openingTime(recovered, writer, followsWall ? wallClock.wallUs() : undefined);
  const fields = { floor: definition.name, sequence: steps.floor.sequence, hash: steps.floor.hash() };
  log.info({ ...fields, milliseconds: Math.round((wallClock.monotonicUs() - began) / 1000) }, 'floor.started');
  return new FloorRunner({ ...parts, floorId, steps, projector, writer, clockFromUs });
}

/** A floor that ran with the wall's time goes on with it; a replay, a paused one, or one at another speed does not. */
async function wasFollowingWall(store: JournalStore, { floorId, definition }: FloorRecord): Promise<boolean> {
  if (definition.market.kind === 'replay') return false;
  const { timeUs, writtenUs } = await store.lastCommit(floorId);
  return Math.abs((timeUs ?? definition.startTimeUs) - writtenUs) <= followsUs;
}

/** Floor time at which the clock starts; carries the floor over a long closed period first. */
async function openingTime({ steps }: Recovered, writer: JournalWriter, wallUs: number | undefined): Promise<number> {
  const { floor } = steps;
  const { rate, paused } = floor.clock;
  if (wallUs === undefined || paused || rate !== 1 || wallUs < floor.time - aheadUs) return floor.time;
  if (wallUs - floor.time > skipUs) {
    const stamped = await writer.append([{ time: Math.floor(wallUs) as TimestampUs, command: { type: 'skip_time' } }]);
    for (const command of stamped) steps.apply(command);
  }
  return wallUs;
}

/** Who this process is, for people who look at the floor's row. */
function holderName(): string {
  return `${hostname()} process ${process.pid}`;
}
