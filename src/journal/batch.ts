/**
 * A batch is the unit of the journal: the commands that were committed together, one row. What is in the row beside the
 * payload is covered by its checksum (CRC-32), so a row that was changed, cut, or moved to another number is found out. It protects
 * against rot, not against somebody who means it.
 */
import { crc32 } from 'node:zlib';
import { ByteWriter } from '../core/snapshot/bytes.ts';
import { decodeCommands, encodeCommands, type JournaledCommand } from './command-codec.ts';
import { JournalCorrupt } from './journal-errors.ts';

export interface StoredBatch {
  /** 1, 2, 3, … without a gap. */
  readonly batchNo: number;
  /** Of its commands; an empty batch (a new writer's fence) has lastSequence = firstSequence - 1. */
  readonly firstSequence: number;
  readonly lastSequence: number;
  /** Which writer wrote it: rises with every take-over. */
  readonly writerEpoch: number;
  readonly rulesVersion: number;
  /**
   * Floor time at which it was sealed, microseconds. No later command is stamped before it, so whoever follows may run the
   * market to here.
   */
  readonly timeUs: number;
  readonly payload: Uint8Array;
  readonly checksum: number;
}

export interface BatchHeader {
  readonly batchNo: number;
  readonly firstSequence: number;
  readonly writerEpoch: number;
  readonly rulesVersion: number;
  readonly timeUs: number;
}

export function sealBatch(header: BatchHeader, commands: readonly JournaledCommand[]): StoredBatch {
  const payload = encodeCommands(commands);
  const unsealed = { ...header, lastSequence: header.firstSequence + commands.length - 1, payload };
  return { ...unsealed, checksum: checksumOf(unsealed) };
}

/** Throws `JournalCorrupt` naming the batch when it is not what was written. What is in it is not read. */
export function checkBatch(batch: StoredBatch): void {
  const expected = checksumOf(batch);
  if (expected === batch.checksum) return;
  throw new JournalCorrupt(
    `batch ${batch.batchNo} (sequence ${batch.firstSequence} to ${batch.lastSequence}) has checksum ` +
      `${batch.checksum}, its bytes make ${expected}: restore the database from a backup`,
  );
}

/** The commands of a batch that was read back. Throws `JournalCorrupt` naming the batch. */
export function openBatch(batch: StoredBatch): JournaledCommand[] {
  checkBatch(batch);
  const commands = decode(batch);
  if (commands.length !== batch.lastSequence - batch.firstSequence + 1) {
    throw new JournalCorrupt(
      `batch ${batch.batchNo} says sequence ${batch.firstSequence} to ${batch.lastSequence}, found ${commands.length} commands`,
    );
  }
  return commands;
}

function decode(batch: StoredBatch): JournaledCommand[] {
  try {
    return decodeCommands(batch.payload, batch.firstSequence);
  } catch (cause) {
    throw new JournalCorrupt(`batch ${batch.batchNo} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

function checksumOf(batch: Omit<StoredBatch, 'checksum'>): number {
  const header = new ByteWriter(64);
  header.f64(batch.batchNo);
  header.f64(batch.firstSequence);
  header.f64(batch.lastSequence);
  header.f64(batch.writerEpoch);
  header.u32(batch.rulesVersion);
  header.f64(batch.timeUs);
  return crc32(batch.payload, crc32(header.take()));
}
