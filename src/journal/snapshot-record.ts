/**
 * A snapshot row: the whole state of a floor at a moment, with the fingerprint its replay must reproduce. Snapshots only
 * shorten recovery; the journal stays the truth, so a bad one is passed over for the one before.
 */
import { crc32 } from 'node:zlib';
import { ByteWriter } from '../core/snapshot/bytes.ts';
import { JournalCorrupt } from './journal-errors.ts';

export interface SnapshotRecord {
  /** Last command in it, and the floor time worked out so far, microseconds. */
  readonly sequence: number;
  readonly timeUs: number;
  /** The batch that holds `sequence`: replay starts with the next. */
  readonly batchNo: number;
  readonly rulesVersion: number;
  /** `Floor.hash()` of the state. */
  readonly stateHash: string;
  /** Last account event made before it. */
  readonly lastEventId: number;
  readonly state: Uint8Array;
  readonly views: Uint8Array;
  readonly checksum: number;
}

/** How many a floor keeps. */
export const snapshotsKept = 3;

export function sealSnapshot(record: Omit<SnapshotRecord, 'checksum'>): SnapshotRecord {
  return { ...record, checksum: checksumOf(record) };
}

/** Throws `JournalCorrupt` when the row is not what was written. */
export function checkSnapshot(record: SnapshotRecord): void {
  const expected = checksumOf(record);
  if (expected === record.checksum) return;
  throw new JournalCorrupt(
    `the snapshot at sequence ${record.sequence} has checksum ${record.checksum}, its bytes make ${expected}`,
  );
}

function checksumOf(record: Omit<SnapshotRecord, 'checksum'>): number {
  const header = new ByteWriter(96);
  header.f64(record.sequence);
  header.f64(record.timeUs);
  header.f64(record.batchNo);
  header.u32(record.rulesVersion);
  header.text(record.stateHash);
  header.f64(record.lastEventId);
  return crc32(record.views, crc32(record.state, crc32(header.take())));
}
