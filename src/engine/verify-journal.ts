/**
 * The proof that a floor's journal leads to its state: every batch is read, its checksum and its place checked, its commands applied to a
 * floor of its own, and where a snapshot stands the hashes are compared.
 *
 * Commands are applied under this release's rules alone. Where the floor has lived through older ones, the proof begins with the first
 * snapshot that has nothing but commands of these rules behind it (as a rule the one that the older release sealed when it stopped); what
 * is before it is read and checked, and named as what a release of those rules has to prove.
 */

import { Floor } from '../core/floor/floor.ts';
import { rulesVersion } from '../core/rules-version.ts';
import type { StoredBatch } from '../journal/batch.ts';
import { JournalChain } from '../journal/journal-chain.ts';
import type { FloorRecord, JournalStore } from '../journal/journal-store.ts';
import { checkSnapshot, type SnapshotRecord } from '../journal/snapshot-record.ts';
import { systemTimers } from '../journal/timers.ts';
import type { EngineLog } from './engine-log.ts';
import { JournalProof, type ProofParts } from './journal-proof.ts';
import { loadMarket, type MarketMaker } from './open-market.ts';
import { openSnapshot } from './recover-floor.ts';
import { MarketViews } from './views/market-views.ts';

export interface JournalVerdict {
  readonly floor: string;
  readonly batches: number;
  readonly commands: number;
  readonly sequence: number;
  /** After the last command, at the granted time: what a server recovers to. Empty when nothing could be applied. */
  readonly hash: string;
  /** One sentence each; empty when all is well. */
  readonly faults: readonly string[];
  /** Of this release. */
  readonly rulesVersion: number;
  /** The commands behind this sequence were applied: 0 is all of them. */
  readonly provedFrom: number;
  /** What was read and checked, and not applied. */
  readonly unproved: readonly UnprovedPart[];
}

export interface UnprovedPart {
  readonly rulesVersion: number;
  readonly fromSequence: number;
  readonly toSequence: number;
  readonly batches: number;
}

/** Does not reject for what is wrong with the journal: that is the verdict. Lets the event loop breathe. */
export async function verifyJournal(
  store: JournalStore,
  record: FloorRecord,
  log: EngineLog,
  progress: (line: string) => void = () => {},
): Promise<JournalVerdict> {
  const { definition, floorId } = record;
  const makeMarket = await loadMarket(store, record, systemTimers);
  const chain = new JournalChain(rulesVersion);
  const faults: string[] = [];
  const unproved: UnprovedPart[] = [];
  const snapshots = await readSnapshots(store, floorId, faults);
  const begin = (start: ProofParts['start']) => new JournalProof({ start, snapshots, log, progress, faults });
  const beginBehind = (batchNo: number) => {
    const start = startBehind(batchNo, snapshots, record, makeMarket, faults);
    return start === undefined ? undefined : begin(start);
  };
  let proof = definition.rulesVersion === rulesVersion ? begin(firstState(record, makeMarket)) : undefined;
  try {
    for await (const batch of store.batchesAfter(floorId, 0)) {
      if (proof === undefined && batch.rulesVersion === rulesVersion) proof = beginBehind(chain.batchNo);
      if (proof === undefined && batch.rulesVersion <= rulesVersion) {
        chain.passOver(batch);
        addTo(unproved, batch);
      } else {
        const commands = chain.accept(batch);
        await proof?.apply(commands);
      }
    }
    proof ??= beginBehind(chain.batchNo);
    if (proof === undefined) faults.push(nowhereToBegin(chain.sequence));
    await proof?.end();
  } catch (error) {
    faults.push((error as Error).message);
  }
  return {
    ...{ floor: definition.name, batches: chain.batchNo, commands: proof?.commands ?? 0 },
    ...{ sequence: proof?.sequence ?? chain.sequence, hash: proof?.hash ?? '', faults },
    ...{ rulesVersion, provedFrom: proof?.from ?? chain.sequence, unproved },
  };
}

function firstState({ definition }: FloorRecord, makeMarket: MarketMaker): ProofParts['start'] {
  const views = new MarketViews(definition.symbols.length, definition.startTimeUs);
  return { floor: Floor.create(definition, makeMarket()?.source), views };
}

/** The state of the snapshot right behind a batch; one that can't be opened becomes a fault. */
function startBehind(
  batchNo: number,
  snapshots: readonly SnapshotRecord[],
  record: FloorRecord,
  makeMarket: MarketMaker,
  faults: string[],
): ProofParts['start'] | undefined {
  const found = snapshots.find((snapshot) => snapshot.batchNo === batchNo);
  if (found === undefined) return undefined;
  try {
    return openSnapshot(record, found, makeMarket);
  } catch (error) {
    faults.push((error as Error).message);
    return undefined;
  }
}

function nowhereToBegin(sequence: number): string {
  return (
    `this release, with rules ${rulesVersion}, finds no snapshot to begin with (the journal ends at sequence ${sequence}): ` +
    'start the release that ran the floor last and stop it cleanly, then verify again'
  );
}

/** Neighbours under the same rules are one part. */
function addTo(parts: UnprovedPart[], batch: StoredBatch): void {
  const last = parts.at(-1);
  const { rulesVersion: rules, firstSequence, lastSequence } = batch;
  if (last?.rulesVersion === rules) {
    parts[parts.length - 1] = { ...last, toSequence: lastSequence, batches: last.batches + 1 };
  } else {
    parts.push({ rulesVersion: rules, fromSequence: firstSequence, toSequence: lastSequence, batches: 1 });
  }
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
