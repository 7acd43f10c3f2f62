/**
 * Reads batches the only way they may be read: in order, without a gap, under one set of rules, by writers that only ever
 * take over forwards in time. Whoever replays a journal (recovery, verification, a follower) goes through here.
 */
import { checkBatch, openBatch, type StoredBatch } from './batch.ts';
import type { JournaledCommand } from './command-codec.ts';
import { JournalCorrupt, RulesVersionMismatch } from './journal-errors.ts';

export class JournalChain {
  readonly #rulesVersion: number;
  batchNo: number;
  sequence: number;
  writerEpoch: number;
  /** Floor time of the last batch. */
  timeUs: number;

  /** Starts behind `batchNo` and `sequence`, at that floor time: all 0 for the whole journal. */
  constructor(rulesVersion: number, batchNo = 0, sequence = 0, writerEpoch = 0, timeUs = 0) {
    this.#rulesVersion = rulesVersion;
    this.batchNo = batchNo;
    this.sequence = sequence;
    this.writerEpoch = writerEpoch;
    this.timeUs = timeUs;
  }

  /** Throws `JournalCorrupt` or `RulesVersionMismatch`; otherwise the batch's commands, and the chain has moved on. */
  accept(batch: StoredBatch): JournaledCommand[] {
    this.#checkPlace(batch);
    const commands = openBatch(batch);
    if (batch.rulesVersion !== this.#rulesVersion) {
      const wayOut =
        batch.rulesVersion > this.#rulesVersion
          ? 'start the later release, which wrote it'
          : 'start the release that wrote it and stop it cleanly, then start this one';
      throw new RulesVersionMismatch(
        `batch ${batch.batchNo} was written under rules ${batch.rulesVersion}, this release has rules ` +
          `${this.#rulesVersion}: ${wayOut}`,
      );
    }
    this.#moveOn(batch);
    return commands;
  }

  /** A batch of other rules, in its place and with its checksum; its commands are not read. Throws `JournalCorrupt`. */
  passOver(batch: StoredBatch): void {
    this.#checkPlace(batch);
    checkBatch(batch);
    this.#moveOn(batch);
  }

  #checkPlace(batch: StoredBatch): void {
    if (batch.batchNo !== this.batchNo + 1) {
      throw new JournalCorrupt(
        `expected batch ${this.batchNo + 1}, found ${batch.batchNo}: batches between are missing`,
      );
    }
    if (batch.firstSequence !== this.sequence + 1) {
      throw new JournalCorrupt(
        `expected batch ${batch.batchNo} to begin with sequence ${this.sequence + 1}, found ${batch.firstSequence}`,
      );
    }
    if (batch.writerEpoch < this.writerEpoch) {
      throw new JournalCorrupt(
        `batch ${batch.batchNo} was written in epoch ${batch.writerEpoch}, after one of epoch ${this.writerEpoch}`,
      );
    }
  }

  #moveOn(batch: StoredBatch): void {
    this.batchNo = batch.batchNo;
    this.sequence = batch.lastSequence;
    this.writerEpoch = batch.writerEpoch;
    this.timeUs = Math.max(this.timeUs, batch.timeUs);
  }
}
