/**
 * Takes snapshots of a running floor: every minute in which something happened, and whenever a lot has. The floor is audited and
 * copied between two steps, in slices, so that the server goes on answering; until it is copied the floor stands (`isCopying`),
 * since a copy is of one moment. Hash and storing come after. A floor that fails its audit is never stored again.
 * A snapshot becomes durable only after the candles and the projections that belong to it.
 */
import { rulesVersion } from '../core/rules-version.ts';
import { atOnce, type Slices } from '../core/snapshot/slices.ts';
import { stateHashSlices } from '../core/snapshot/state-hash.ts';
import type { JournalStore } from '../journal/journal-store.ts';
import type { Projector } from '../journal/projections/projector.ts';
import { type SnapshotRecord, sealSnapshot } from '../journal/snapshot-record.ts';
import type { Timers } from '../journal/timers.ts';
import type { EngineLog } from './engine-log.ts';
import { AuditFailed, type FloorAudit } from './floor-audit.ts';
import type { FloorSteps } from './floor-steps.ts';
import { inTurns } from './in-turns.ts';
import { type ClosedCandle, type StoredInterval, storedIntervals } from './views/candle.ts';
import { intervalLength } from './views/interval.ts';
import { candlesKept } from './views/symbol-views.ts';
import type { WallClock } from './wall-clock.ts';

const everyMsDefault = 60_000;
const candleSlack = 1.25;
/** By count, so that what has to be replayed is bounded however fast the market runs. */
export const everyEvents = 500_000;
export const everyCommands = 100_000;

/** Wall microseconds of work in one turn of the event loop: a slice more or less. */
const turnUs = 8_000;

/** All of a snapshot but what is worked out from its bytes. */
type FloorCopy = Omit<SnapshotRecord, 'stateHash' | 'checksum'>;

export interface SnapshotKeeperParts {
  readonly store: JournalStore;
  readonly floorId: number;
  readonly steps: FloorSteps;
  readonly projector: Projector;
  readonly wallClock: WallClock;
  readonly timers: Timers;
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
  #copying: Slices<FloorCopy> | undefined;
  #writing: Promise<SnapshotRecord> | undefined;

  constructor(parts: SnapshotKeeperParts) {
    this.#parts = parts;
    this.#atMs = this.#nowMs();
    this.#atEvents = parts.steps.marketEvents;
    this.#atSequence = parts.steps.floor.sequence;
    this.#atTime = parts.steps.floor.time;
  }

  /** The floor is being copied: nothing may be applied to it, nor its time pass. */
  get isCopying(): boolean {
    return this.#copying !== undefined;
  }

  /** Whether it is time for one. */
  get isDue(): boolean {
    if (this.#copying !== undefined || this.#writing !== undefined) return false;
    if (this.#parts.audit.fault !== undefined) return false;
    const { floor, marketEvents } = this.#parts.steps;
    const grown = marketEvents - this.#atEvents >= everyEvents || floor.sequence - this.#atSequence >= everyCommands;
    const everyMs = this.#parts.snapshotEveryMs ?? everyMsDefault;
    return grown || (this.#nowMs() - this.#atMs >= everyMs && floor.time > this.#atTime);
  }

  /**
   * Begins one if it is time; a small floor is copied at once. `batchNo`: last one applied. `copied` is told when the floor may go
   * on again, with what was thrown if that was a bug.
   */
  takeWhenDue(batchNo: number, copied: (error?: unknown) => void): void {
    if (!this.isDue) return;
    this.#copying = this.#copy(batchNo);
    this.#goOn(this.#copying, copied);
  }

  /** Gives up the copy that is being taken, if one is: the floor goes on here in another role, or not at all. */
  callOff(): void {
    this.#copying = undefined;
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

  /** Takes one now and resolves to it when it is stored. Rejects with `AuditFailed`, or what the store said. */
  async take(batchNo: number): Promise<SnapshotRecord> {
    this.callOff();
    while (this.#writing !== undefined) await this.#writing.catch(() => {});
    return this.#write(atOnce(this.#copy(batchNo)));
  }

  /** A turn's worth of a copy; the last one begins to store it. */
  #goOn(copying: Slices<FloorCopy>, copied: (error?: unknown) => void): void {
    if (this.#copying !== copying) return;
    const untilMs = this.#nowMs() + turnUs / 1000;
    try {
      do {
        const { done, value } = copying.next();
        if (done !== true) continue;
        this.#copying = undefined;
        // That a store failed is in the log.
        this.#write(value).catch(() => {});
        copied();
        return;
      } while (this.#nowMs() < untilMs);
    } catch (error) {
      this.#copying = undefined;
      // What the audit found is in the log.
      copied(error instanceof AuditFailed ? undefined : error);
      return;
    }
    this.#parts.timers.soon(() => this.#goOn(copying, copied));
  }

  #write(copy: FloorCopy): Promise<SnapshotRecord> {
    this.#writing = this.#store(copy).finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  *#copy(batchNo: number): Slices<FloorCopy> {
    const { steps, audit } = this.#parts;
    const { floor, views, fault } = steps;
    if (fault !== undefined) throw fault;
    yield* audit.whole();
    // After a long time closed they are too many to be arguments of one call.
    this.#candles = this.#candles.concat(views.takeClosedCandles());
    this.#atMs = this.#nowMs();
    this.#atEvents = steps.marketEvents;
    this.#atSequence = floor.sequence;
    this.#atTime = floor.time;
    return yield* copySlices(steps, batchNo);
  }

  #nowMs(): number {
    return this.#parts.wallClock.monotonicUs() / 1000;
  }

  async #store(copy: FloorCopy): Promise<SnapshotRecord> {
    const { store, floorId, projector, timers, log } = this.#parts;
    const candles = this.#candles;
    try {
      await store.storeCandles(floorId, candles, candlesKeptFrom(copy.timeUs));
      // Not by their number: meanwhile the list may have become another.
      const written = new Set(candles);
      this.#candles = this.#candles.filter((candle) => !written.has(candle));
      await projector.allStored();
      const snapshot = await inTurns(sealSlices(copy), timers);
      await store.saveSnapshot(floorId, snapshot);
      return snapshot;
    } catch (error) {
      log.warn({ err: error, floorId, sequence: copy.sequence }, 'snapshot.failed');
      throw error;
    }
  }
}

/** With nothing left to read in the floor, in slices again. */
function* sealSlices(copy: FloorCopy): Slices<SnapshotRecord> {
  const stateHash = yield* stateHashSlices(copy.state);
  return sealSnapshot({ ...copy, stateHash });
}

/** What a start could not take in is not kept; a little more than that, since older snapshots need older candles. */
function candlesKeptFrom(timeUs: number): Record<string, number> {
  const keptFrom = (interval: StoredInterval) =>
    timeUs - candlesKept[interval] * candleSlack * intervalLength(interval);
  return Object.fromEntries(storedIntervals.map((interval) => [interval, Math.floor(keptFrom(interval))]));
}

/** The floor as it stands, ready to be stored. */
export function copyFloor(steps: FloorSteps, batchNo: number): SnapshotRecord {
  return atOnce(recordSlices(steps, batchNo));
}

/** The same in slices, between which the floor stands. */
export function* recordSlices(steps: FloorSteps, batchNo: number): Slices<SnapshotRecord> {
  return yield* sealSlices(yield* copySlices(steps, batchNo));
}

function* copySlices(steps: FloorSteps, batchNo: number): Slices<FloorCopy> {
  const { floor, views, lastEventId } = steps;
  const moment = { sequence: floor.sequence, timeUs: floor.time, batchNo, rulesVersion, lastEventId };
  const state = yield* floor.encodeSlices();
  return { ...moment, state, views: views.encode() };
}
