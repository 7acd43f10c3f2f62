/**
 * Takes snapshots of a running floor: every minute in which something happened, and whenever a lot has. The copy is taken
 * between two steps; checking and storing come after. A floor that fails its audit is never stored again.
 * A snapshot becomes durable only after the candles and the projections that belong to it.
 */
import { rulesVersion } from '../core/rules-version.ts';
import { stateHash } from '../core/snapshot/state-hash.ts';
import type { JournalStore } from '../journal/journal-store.ts';
import type { Projector } from '../journal/projections/projector.ts';
import { type SnapshotRecord, sealSnapshot } from '../journal/snapshot-record.ts';
import type { EngineLog } from './engine-log.ts';
import { AuditFailed, type FloorAudit } from './floor-audit.ts';
import type { FloorSteps } from './floor-steps.ts';
import { type ClosedCandle, type StoredInterval, storedIntervals } from './views/candle.ts';
import { intervalLength } from './views/interval.ts';
import { candlesKept } from './views/symbol-views.ts';
import type { WallClock } from './wall-clock.ts';

const everyMsDefault = 60_000;
const candleSlack = 1.25;
/** By count, so that what has to be replayed is bounded however fast the market runs. */
export const everyEvents = 500_000;
export const everyCommands = 100_000;

export interface SnapshotKeeperParts {
  readonly store: JournalStore;
  readonly floorId: number;
  readonly steps: FloorSteps;
  readonly projector: Projector;
  readonly wallClock: WallClock;
  readonly audit: FloorAudit;
  /** Wall milliseconds between snapshots; default a minute. */
  readonly snapshotEveryMs?: number | undefined;
  readonly log: EngineLog;
}

export class SnapshotKeeper {
  readonly #parts: SnapshotKeeperParts;
  #candles: ClosedCandle[] = [];
  #atMs: number;
  #atEvents: number;
  #atSequence: number;
  #atTime: number;
  #writing: Promise<void> | undefined;

  constructor(parts: SnapshotKeeperParts) {
    this.#parts = parts;
    this.#atMs = this.#nowMs();
    this.#atEvents = parts.steps.marketEvents;
    this.#atSequence = parts.steps.floor.sequence;
    this.#atTime = parts.steps.floor.time;
  }

  /** Takes one if it is time, without waiting for it. `batchNo`: last one applied. */
  takeWhenDue(batchNo: number): void {
    const { steps } = this.#parts;
    if (this.#writing !== undefined || this.#parts.audit.fault !== undefined) return;
    const { floor, marketEvents } = steps;
    const grown = marketEvents - this.#atEvents >= everyEvents || floor.sequence - this.#atSequence >= everyCommands;
    const aged =
      this.#nowMs() - this.#atMs >= (this.#parts.snapshotEveryMs ?? everyMsDefault) && floor.time > this.#atTime;
    if (!grown && !aged) return;
    try {
      // That a store failed is in the log, and so is what the audit found.
      this.#write(this.#copy(batchNo)).catch(() => {});
    } catch (error) {
      if (!(error instanceof AuditFailed)) throw error;
    }
  }

  /** While another server takes the snapshots: candles closed before its newest one, at `timeUs`, are stored and let go. */
  takenElsewhere(timeUs: number): void {
    const { views, floor } = this.#parts.steps;
    this.#candles = this.#candles
      .concat(views.takeClosedCandles())
      .filter((candle) => candle.openTimeUs + intervalLength(candle.interval) > timeUs);
    this.#atMs = this.#nowMs();
    this.#atSequence = floor.sequence;
    this.#atTime = floor.time;
    this.#atEvents = this.#parts.steps.marketEvents;
  }

  /** Takes one now and resolves when it is stored. Rejects with `AuditFailed`, or what the store said. */
  async take(batchNo: number): Promise<void> {
    while (this.#writing !== undefined) await this.#writing.catch(() => {});
    await this.#write(this.#copy(batchNo));
  }

  #write(record: SnapshotRecord): Promise<void> {
    this.#writing = this.#store(record).finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  #copy(batchNo: number): SnapshotRecord {
    const { steps, audit } = this.#parts;
    const { floor, views } = steps;
    audit.runWhole();
    // After a long time closed they are too many to be arguments of one call.
    this.#candles = this.#candles.concat(views.takeClosedCandles());
    this.#atMs = this.#nowMs();
    this.#atEvents = steps.marketEvents;
    this.#atSequence = floor.sequence;
    this.#atTime = floor.time;
    return copyFloor(steps, batchNo);
  }

  #nowMs(): number {
    return this.#parts.wallClock.monotonicUs() / 1000;
  }

  async #store(record: SnapshotRecord): Promise<void> {
    const { store, floorId, projector, log } = this.#parts;
    const candles = this.#candles;
    try {
      await store.storeCandles(floorId, candles, candlesKeptFrom(record.timeUs));
      this.#candles = this.#candles.slice(candles.length);
      await projector.allStored();
      await store.saveSnapshot(floorId, record);
    } catch (error) {
      log.warn({ err: error, floorId, sequence: record.sequence }, 'snapshot.failed');
      throw error;
    }
  }
}

/** What a start could not take in is not kept; a little more than that, since older snapshots need older candles. */
function candlesKeptFrom(timeUs: number): Record<string, number> {
  const keptFrom = (interval: StoredInterval) =>
    timeUs - candlesKept[interval] * candleSlack * intervalLength(interval);
  return Object.fromEntries(storedIntervals.map((interval) => [interval, Math.floor(keptFrom(interval))]));
}

/** The floor as it stands, ready to be stored. */
export function copyFloor(steps: FloorSteps, batchNo: number): SnapshotRecord {
  const { floor, views, lastEventId } = steps;
  const state = floor.encode();
  return sealSnapshot({
    sequence: floor.sequence,
    timeUs: floor.time,
    batchNo,
    rulesVersion,
    stateHash: stateHash(state),
    lastEventId,
    state,
    views: views.encode(),
  });
}
