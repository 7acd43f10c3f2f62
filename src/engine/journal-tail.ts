/**
 * Applies a journal that somebody else writes: batches in order, each once, whether they are handed in as they are committed
 * or have to be read. Between batches and within long ones the event loop breathes.
 *
 * A batch is only ever taken when it is the next. One that comes too early waits; what is missing before it is read from the
 * store. A journal that can't be applied ends the following for good: `failed` is told.
 */
import type { Applied } from '../core/messages/applied.ts';
import type { Result } from '../core/messages/rejection.ts';
import type { StoredBatch } from '../journal/batch.ts';
import type { JournaledCommand } from '../journal/command-codec.ts';
import type { JournalChain } from '../journal/journal-chain.ts';
import type { JournalStore } from '../journal/journal-store.ts';
import type { Timers } from '../journal/timers.ts';
import type { EngineLog } from './engine-log.ts';
import type { FloorSteps } from './floor-steps.ts';
import { runMarketTo } from './run-market.ts';
import type { WallClock } from './wall-clock.ts';

/** Batches that may wait for an earlier one; more are read when their turn comes. */
const earlyMax = 1_000;
const retryMs = 250;

export interface JournalTailParts {
  readonly store: JournalStore;
  readonly floorId: number;
  readonly steps: FloorSteps;
  readonly wallClock: WallClock;
  readonly timers: Timers;
  /** Where the state stands; moves on with each batch. */
  readonly chain: JournalChain;
  /** Told each command with what it did, then the batch it was in. */
  readonly applied: (command: JournaledCommand, result: Result<Applied>) => void;
  readonly taken: (batch: StoredBatch) => void;
  readonly failed: (error: unknown) => void;
  readonly log: EngineLog;
}

export class JournalTail {
  readonly #parts: JournalTailParts;
  readonly #early = new Map<number, StoredBatch>();
  /** Last batch that is wholly applied, and last one known to be committed. */
  #batchNo: number;
  #wanted: number;
  #running: Promise<void> | undefined;
  #stopped = false;
  #broken = false;
  /** Calls off the next attempt to read. */
  #callOff: (() => void) | undefined;
  #waiters: { readonly batchNo: number; resolve(): void; reject(error: unknown): void }[] = [];

  constructor(parts: JournalTailParts) {
    this.#parts = parts;
    this.#batchNo = parts.chain.batchNo;
    this.#wanted = this.#batchNo;
  }

  /** Batches known to be committed and not applied here. */
  get behind(): number {
    return this.#wanted - this.#batchNo;
  }

  /** Last batch that is wholly applied. */
  get batchNo(): number {
    return this.#batchNo;
  }

  /** A batch as it was committed. */
  push(batch: StoredBatch): void {
    if (batch.batchNo <= this.#batchNo) return;
    if (this.#early.size < earlyMax) this.#early.set(batch.batchNo, batch);
    this.expect(batch.batchNo);
  }

  /** Batches up to this one are committed: they are applied as soon as can be. */
  expect(batchNo: number): void {
    if (batchNo <= this.#wanted) return;
    this.#wanted = batchNo;
    this.#run();
  }

  /** Resolves when a batch has been applied. Rejects when the store does not answer, or the tail is stopped. */
  reached(batchNo: number): Promise<void> {
    if (batchNo <= this.#batchNo) return Promise.resolve();
    if (this.#stopped) return Promise.reject(new Error('the journal is not followed any more'));
    return new Promise((resolve, reject) => this.#waiters.push({ batchNo, resolve, reject }));
  }

  /** Applies everything that is committed now. Rejects when the store does not answer. */
  async catchUp(): Promise<void> {
    const { store, floorId } = this.#parts;
    const newest = await store.newestBatchNo(floorId);
    this.expect(newest);
    await this.reached(newest);
  }

  /** Takes no further batch; resolves when none is half applied. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#callOff?.();
    await this.#running;
    this.#rejectWaiters(new Error('the journal is not followed any more'));
  }

  #run(): void {
    if (this.#running !== undefined || this.#stopped) return;
    this.#running = this.#takeAll()
      .catch((error: unknown) => this.#trouble(error))
      .finally(() => {
        this.#running = undefined;
        if (this.behind > 0 && this.#callOff === undefined) this.#run();
      });
  }

  async #takeAll(): Promise<void> {
    while (!this.#stopped && this.behind > 0) {
      const next = this.#early.get(this.#batchNo + 1);
      if (next !== undefined) await this.#take(next);
      else await this.#read();
    }
  }

  async #read(): Promise<void> {
    const { store, floorId } = this.#parts;
    const before = this.#batchNo;
    for await (const batch of store.batchesAfter(floorId, before)) {
      await this.#take(batch);
      if (this.#stopped) return;
    }
    for (const batchNo of this.#early.keys()) if (batchNo <= this.#batchNo) this.#early.delete(batchNo);
    if (this.#batchNo === before) throw new Error(`batch ${before + 1} was announced and is not there`);
  }

  async #take(batch: StoredBatch): Promise<void> {
    const { chain, steps, applied, taken } = this.#parts;
    try {
      for (const command of chain.accept(batch)) {
        const running = runMarketTo(this.#parts, command);
        if (running !== undefined) await running;
        applied(command, steps.apply(command));
      }
    } catch (error) {
      this.#broken = true;
      throw error;
    }
    this.#batchNo = batch.batchNo;
    this.#early.delete(batch.batchNo);
    this.#wanted = Math.max(this.#wanted, batch.batchNo);
    taken(batch);
    const done = this.#waiters.filter(({ batchNo }) => batchNo <= this.#batchNo);
    if (done.length === 0) return;
    this.#waiters = this.#waiters.filter(({ batchNo }) => batchNo > this.#batchNo);
    for (const { resolve } of done) resolve();
  }

  #rejectWaiters(error: unknown): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const { reject } of waiters) reject(error);
  }

  #trouble(error: unknown): void {
    this.#rejectWaiters(error);
    if (this.#broken) {
      this.#stopped = true;
      this.#parts.failed(error);
      return;
    }
    this.#parts.log.warn({ err: error, floorId: this.#parts.floorId }, 'journal.not_read');
    this.#callOff = this.#parts.timers.after(retryMs, () => {
      this.#callOff = undefined;
      this.#run();
    });
  }
}
