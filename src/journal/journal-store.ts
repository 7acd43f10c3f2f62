/**
 * What the engine needs of a store, and no more: floors, batches under a fence, snapshots, projections. Implemented over
 * PostgreSQL (src/storage). Every write here is durable when its promise resolves; a promise that rejects with anything but
 * the named errors leaves the outcome unknown, and the caller has to look.
 */
import type { FloorDefinition } from '../core/instruments/definition.ts';
import type { AccountId } from '../core/units/brand.ts';
import type { StoredBatch } from './batch.ts';
import type { LeaseNews } from './floor-lease.ts';
import type { HistoryReader } from './history-reader.ts';
import type { CandleRow } from './projections/candle-row.ts';
import type { ProjectionRows } from './projections/project-event.ts';
import type { SnapshotRecord } from './snapshot-record.ts';

export interface FloorRecord {
  readonly floorId: number;
  readonly definition: FloorDefinition;
  /** What the floor replays, if it does. */
  readonly replayHeader: string | undefined;
}

/** A new floor: all of it appears, or nothing. */
export interface FloorBirth {
  readonly definition: FloorDefinition;
  readonly firstSnapshot: SnapshotRecord;
  /** The floor's past. */
  readonly candles: readonly CandleRow[];
  readonly replay?: ReplayData | undefined;
}

export interface ReplayData {
  /** JSON. */
  readonly header: string;
  readonly chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** The right to write a floor, until another takes it. */
export interface WriterClaim {
  /** Higher than any before. */
  readonly epoch: number;
}

export interface FloorFault {
  /** Version of the program that met it: another may have it mended, or be the one that has brought it. */
  readonly release: string;
  readonly reason: string;
}

export interface JournalStore {
  /** Rejects with `FloorExists`. */
  createFloor(birth: FloorBirth): Promise<FloorRecord>;
  /** In the order they were made. */
  floors(): Promise<FloorRecord[]>;
  replayChunks(floorId: number): AsyncIterable<Uint8Array>;

  /** Nobody else can be on this database: leases need no renewal, and whoever held one before is gone. */
  readonly sole: boolean;
  /** Whether what other servers told (a revoked key) is known here, up to the last break of the session with the database. */
  heardAll(): boolean;
  /**
   * Rejects with `WriterBusy` while another server holds the floor, unless that one is `gone` and was not seen for `goneMs`. Claiming
   * again raises the epoch again.
   */
  claimWriter(floorId: number, holder: string, gone?: number): Promise<WriterClaim>;
  /** Gives a floor that this server holds to another. False when that one is not there, or the floor is not ours to give. */
  passWriter(floorId: number, to: number): Promise<boolean>;
  /** Gives a floor free that this server holds. */
  releaseWriter(floorId: number): Promise<void>;
  /** Notes that a floor's fault has ended its server. */
  noteFault(floorId: number, fault: FloorFault): Promise<void>;
  /** What was noted within the last so many milliseconds, the newest first. */
  faults(floorId: number, withinMs: number): Promise<readonly FloorFault[]>;
  /** Renews this server's leases and tells who holds which. */
  beat(): Promise<LeaseNews>;
  /** Tells the other servers where this one is reached. */
  announce(address: string): Promise<void>;
  /** What the servers of this database know each other by. */
  peerSecret(): Promise<Uint8Array>;
  /** Gives all floors free and is no server any more. */
  releaseWriters(): Promise<void>;
  /** Rejects with `BatchTaken` when the number is written already: the fence; with `NotWritten` when it is surely not there. */
  append(floorId: number, batch: StoredBatch): Promise<void>;
  batch(floorId: number, batchNo: number): Promise<StoredBatch | undefined>;
  /** Number of the newest batch, 0 before the first. Does not wait long. */
  newestBatchNo(floorId: number): Promise<number>;
  /** In order, from the one behind `batchNo` to the newest. */
  batchesAfter(floorId: number, batchNo: number): AsyncIterable<StoredBatch>;
  /**
   * Floor time and wall time (the database's clock) of the newest batch with commands, microseconds; without one, when the
   * floor was made.
   */
  lastCommit(floorId: number): Promise<{ readonly timeUs: number | undefined; readonly writtenUs: number }>;

  /** Keeps the newest `snapshotsKept`. */
  saveSnapshot(floorId: number, snapshot: SnapshotRecord): Promise<void>;
  /** Newest first, loaded one at a time. */
  snapshots(floorId: number): AsyncIterable<SnapshotRecord>;
  /** Floor time of the newest. */
  newestSnapshotUs(floorId: number): Promise<number | undefined>;

  /** Last account event in the projections. */
  projectedEventId(floorId: number): Promise<number>;
  /** All rows and the new position, or nothing. Rows that are there already stay as they are. */
  project(floorId: number, rows: ProjectionRows, lastEventId: number): Promise<void>;
  /** Empties the projections of account events, to be made again from the journal. */
  clearProjections(floorId: number): Promise<void>;
  /** Those of an interval that open before its time in `keptFromUs` are not needed any more, and go. */
  storeCandles(
    floorId: number,
    candles: readonly CandleRow[],
    keptFromUs?: Readonly<Record<string, number>>,
  ): Promise<void>;
  /** Oldest first per symbol and interval. */
  candles(floorId: number): Promise<CandleRow[]>;
  /** `reached` resolves when everything acknowledged so far, or all of one account, is in the projections. */
  history(floorId: number, reached: (account?: AccountId) => Promise<void>): HistoryReader;
}
