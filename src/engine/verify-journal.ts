/**
 * The proof that a floor's journal leads to its state: every batch is read, its checksum and its place checked, its commands
 * applied to a floor of its own from the first moment on, and where a snapshot stands the hashes are compared.
 */
import { Floor } from '../core/floor/floor.ts';
import { rulesVersion } from '../core/rules-version.ts';
import { JournalChain } from '../journal/journal-chain.ts';
import type { FloorRecord, JournalStore } from '../journal/journal-store.ts';
import { checkSnapshot, type SnapshotRecord } from '../journal/snapshot-record.ts';
import type { EngineLog } from './engine-log.ts';
import { FloorSteps } from './floor-steps.ts';
import { loadMarket } from './open-market.ts';
import { PacedReplay } from './paced-replay.ts';
import { MarketViews } from './views/market-views.ts';

export interface JournalVerdict {
  readonly floor: string;
  readonly batches: number;
  readonly commands: number;
  readonly sequence: number;
  /** After the last command, at the granted time: what a server recovers to. */
  readonly hash: string;
  /** One sentence each; empty when all is well. */
  readonly faults: readonly string[];
}

/** Does not reject for what is wrong with the journal: that is the verdict. Lets the event loop breathe. */
export async function verifyJournal(
  store: JournalStore,
  record: FloorRecord,
  log: EngineLog,
  progress: (line: string) => void = () => {},
): Promise<JournalVerdict> {
  const { definition, floorId } = record;
  const market = (await loadMarket(store, record))();
  const floor = Floor.create(definition, market?.source);
  const views = new MarketViews(definition.symbols.length, definition.startTimeUs);
  const steps = new FloorSteps({ floor, views, lastEventId: 0, log });
  const chain = new JournalChain(rulesVersion);
  const faults: string[] = [];
  const snapshots = await readSnapshots(store, floorId, faults);
  const replay = new PacedReplay(steps, progress);
  const compareSnapshots = async (until: number) => {
    for (let next = snapshots[0]; next !== undefined && next.sequence <= floor.sequence; next = snapshots[0]) {
      if (next.timeUs > until) return;
      await replay.advance(next.timeUs);
      const found = floor.hash();
      if (found !== next.stateHash) {
        faults.push(`the snapshot at sequence ${next.sequence} has hash ${next.stateHash}, replay makes ${found}`);
      }
      snapshots.shift();
    }
  };
  try {
    await compareSnapshots(floor.grantedTime);
    for await (const batch of store.batchesAfter(floorId, 0)) {
      for (const command of chain.accept(batch)) {
        await compareSnapshots(replay.runsTo(command));
        await replay.apply(command);
      }
    }
    await compareSnapshots(floor.grantedTime);
    await replay.advance(floor.grantedTime);
    floor.checkInvariants();
    for (const { sequence } of snapshots) {
      faults.push(`the snapshot at sequence ${sequence} is ahead of the journal, which ends at ${floor.sequence}`);
    }
  } catch (error) {
    faults.push((error as Error).message);
  }
  const { sequence } = floor;
  const { commands } = replay;
  return { floor: definition.name, batches: chain.batchNo, commands, sequence, hash: floor.hash(), faults };
}

/** Oldest first, without the damaged ones, which become faults. */
async function readSnapshots(store: JournalStore, floorId: number, faults: string[]): Promise<SnapshotRecord[]> {
  const sound: SnapshotRecord[] = [];
  for await (const snapshot of store.snapshots(floorId)) {
    try {
      checkSnapshot(snapshot);
      sound.unshift(snapshot);
    } catch (error) {
      faults.push((error as Error).message);
    }
  }
  return sound;
}
