/**
 * The writing end of a floor's journal: gives commands their sequence, seals them into batches, appends one at a time. When
 * an append ends in doubt (the database went away half way), nothing more is written until `settle` has found out: it puts
 * an empty batch in the same place. Either that goes in, and the doubtful one never can; or the place is taken, and the
 * batch that has it is read back. So nothing is written twice and nothing that was written is forgotten.
 */
import { assert } from '../core/assert.ts';
import type { Command } from '../core/messages/command.ts';
import type { TimestampUs } from '../core/units/brand.ts';
import { openBatch, type StoredBatch, sealBatch } from './batch.ts';
import type { JournaledCommand, Origin } from './command-codec.ts';
import { BatchTaken } from './journal-errors.ts';
import type { JournalStore } from './journal-store.ts';

export interface TimedCommand {
  readonly time: TimestampUs;
  readonly command: Command;
  /** When another server passed it on. */
  readonly origin?: Origin | undefined;
}

export interface JournalEnd {
  readonly batchNo: number;
  readonly sequence: number;
  /** Floor time at which the last batch was sealed, microseconds. */
  readonly timeUs: number;
}

export interface JournalWriterOptions {
  readonly store: JournalStore;
  readonly floorId: number;
  /** Who writes, for people: host and process. */
  readonly holder: string;
  readonly rulesVersion: number;
  /** Told each batch once it is committed. */
  readonly committed?: ((batch: StoredBatch) => void) | undefined;
}

export class JournalWriter {
  readonly #options: JournalWriterOptions;
  readonly #epochs = new Set<number>();
  #epoch = 0;
  #end: JournalEnd = { batchNo: 0, sequence: 0, timeUs: 0 };
  #doubt: StoredBatch | undefined;

  constructor(options: JournalWriterOptions) {
    this.#options = options;
  }

  get end(): JournalEnd {
    return this.#end;
  }

  /** Of the batches written from now on. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Takes the floor, from server `gone` if that one has it. Rejects with `WriterBusy`. */
  async claim(gone?: number): Promise<void> {
    const { store, floorId, holder } = this.#options;
    const { epoch } = await store.claimWriter(floorId, holder, gone);
    this.#epoch = epoch;
    this.#epochs.add(epoch);
  }

  /**
   * Takes the floor, from server `gone` if that one has it, and fences off every earlier writer: an empty batch behind `end`.
   * False when there is a batch already, which has to be read first; then it is claimed anew, because others may have claimed
   * it and written meanwhile, and a journal whose epochs fall can't be read. Rejects with `WriterBusy`.
   */
  async fence(end: JournalEnd, gone?: number): Promise<boolean> {
    await this.claim(gone);
    this.#end = end;
    const batch = this.#seal([], end.timeUs);
    try {
      await this.#options.store.append(this.#options.floorId, batch);
    } catch (error) {
      if (error instanceof BatchTaken) return false;
      throw error;
    }
    this.#moveTo(batch);
    return true;
  }

  /**
   * Commits what was sealed at floor time `nowUs`. Rejects with `BatchTaken` (the floor is lost), with `NotWritten` (surely
   * nothing was done) or with anything else (who knows): after both of these `settle` comes next.
   */
  async append(commands: readonly TimedCommand[], nowUs: number): Promise<JournaledCommand[]> {
    assert(this.#doubt === undefined, 'the batch in doubt is settled before the next is written');
    const first = this.#end.sequence + 1;
    const stamped = commands.map(({ time, command, origin }, index) => {
      const sequence = first + index;
      return origin === undefined ? { sequence, time, command } : { sequence, time, command, origin };
    });
    const batch = this.#seal(stamped, nowUs);
    this.#doubt = batch;
    await this.#options.store.append(this.#options.floorId, batch);
    this.#doubt = undefined;
    this.#moveTo(batch);
    return stamped;
  }

  /**
   * The commands of the batch in doubt if it was written, none if it was not. Rejects with `BatchTaken` or `WriterBusy` when the floor is lost, with anything
   * else when it can't be said yet: call it again.
   */
  async settle(): Promise<JournaledCommand[]> {
    const doubt = this.#doubt;
    assert(doubt !== undefined, 'there is a batch in doubt');
    const { store, floorId } = this.#options;
    await this.claim();
    let found: StoredBatch | undefined = this.#seal([], this.#end.timeUs);
    try {
      await store.append(floorId, found);
    } catch (error) {
      if (!(error instanceof BatchTaken)) throw error;
      found = await store.batch(floorId, doubt.batchNo);
      if (found === undefined || !this.#epochs.has(found.writerEpoch)) throw error;
    }
    this.#moveTo(found);
    this.#doubt = undefined;
    return openBatch(found);
  }

  #seal(commands: readonly JournaledCommand[], timeUs: number): StoredBatch {
    const header = {
      batchNo: this.#end.batchNo + 1,
      firstSequence: this.#end.sequence + 1,
      writerEpoch: this.#epoch,
      rulesVersion: this.#options.rulesVersion,
      timeUs,
    };
    return sealBatch(header, commands);
  }

  #moveTo(batch: StoredBatch): void {
    this.#end = { batchNo: batch.batchNo, sequence: batch.lastSequence, timeUs: batch.timeUs };
    this.#options.committed?.(batch);
  }
}
