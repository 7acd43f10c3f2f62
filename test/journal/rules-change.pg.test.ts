/** What this release can prove of a journal that began under the rules of an older one: from the snapshot on that the older one sealed. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { verdictText } from '../../src/cli/journal-commands.ts';
import { rulesVersion } from '../../src/core/rules-version.ts';
import { verifyJournal } from '../../src/engine/verify-journal.ts';
import { openBatch, type StoredBatch, sealBatch } from '../../src/journal/batch.ts';
import type { FloorRecord, JournalStore } from '../../src/journal/journal-store.ts';
import { type SnapshotRecord, sealSnapshot } from '../../src/journal/snapshot-record.ts';
import { openJournalStore } from '../../src/storage/postgres-journal.ts';
import { databaseKinds, type TestDatabase } from './support/databases.ts';
import { keepLog, liveFloor, stopOften } from './support/engines.ts';

const older = rulesVersion - 1;

suite(databaseKinds[0]!.name, () => {
  let opened: TestDatabase;
  let store: JournalStore;
  let record: FloorRecord;
  let hash = '';
  /** Oldest first. The first is the one that the older release sealed when it stopped. */
  const snapshots: SnapshotRecord[] = [];
  const batches: StoredBatch[] = [];

  before(async () => {
    opened = await databaseKinds[0]!.open();
    store = openJournalStore(opened.database);
    hash = await stopOften(opened.database, 3, { ...liveFloor(), rulesVersion: older });
    for await (const snapshot of store.snapshots(1)) snapshots.unshift(snapshot);
    const [sealed] = snapshots;
    assert.ok(sealed && sealed.batchNo > 0);
    snapshots[0] = sealSnapshot({ ...sealed, rulesVersion: older });
    for await (const batch of store.batchesAfter(1, 0)) {
      batches.push(
        batch.batchNo > sealed.batchNo ? batch : sealBatch({ ...batch, rulesVersion: older }, openBatch(batch)),
      );
    }
    const [found] = await store.floors();
    assert.ok(found);
    record = found;
  });
  after(() => opened.close());

  async function verdictOn(kept: readonly SnapshotRecord[], stored: readonly StoredBatch[] = batches) {
    await opened.database.pool.query('DELETE FROM snapshot');
    await opened.database.pool.query('DELETE FROM journal_batch');
    for (const batch of stored) await store.append(1, batch);
    for (const snapshot of kept) await store.saveSnapshot(1, snapshot);
    return verifyJournal(store, record, keepLog([]));
  }

  test('the proof begins with the snapshot that the older release sealed, and names what it leaves to that one', async () => {
    const [sealed] = snapshots;
    assert.ok(sealed);
    const verdict = await verdictOn(snapshots);
    assert.deepEqual(verdict.faults, []);
    assert.equal(verdict.hash, hash);
    assert.equal(verdict.provedFrom, sealed.sequence);
    const part = { rulesVersion: older, fromSequence: 1, toSequence: sealed.sequence, batches: sealed.batchNo };
    assert.deepEqual(verdict.unproved, [part]);
    assert.ok(verdict.commands > 0 && verdict.sequence === sealed.sequence + verdict.commands);
    const text = verdictText(verdict);
    assert.match(
      text,
      new RegExp(`the journal is sound behind sequence ${sealed.sequence}, from the snapshot there on\n`),
    );
    assert.match(
      text,
      new RegExp(`sequence 1 to ${sealed.sequence} .*rules ${older}.* only a release with "rulesVersion": ${older} `),
    );
  });

  test('where the sealed snapshot is no longer kept, it begins with the next, and says that nothing before it was applied', async () => {
    const [sealed, next] = snapshots;
    assert.ok(sealed && next);
    const verdict = await verdictOn(snapshots.slice(1));
    assert.deepEqual(verdict.faults, []);
    assert.equal(verdict.hash, hash);
    assert.equal(verdict.provedFrom, next.sequence);
    assert.deepEqual(
      verdict.unproved.map((part) => [part.rulesVersion, part.fromSequence, part.toSequence]),
      [
        [older, 1, sealed.sequence],
        [rulesVersion, sealed.sequence + 1, next.sequence],
      ],
    );
    assert.match(
      verdictText(verdict),
      /rules \d+\) was read and its checksums are right; no snapshot from before it is kept$/,
    );
  });

  test('right after the change nothing is to be applied yet, and the sealed state is the proof', async () => {
    const [sealed] = snapshots;
    assert.ok(sealed);
    const verdict = await verdictOn([sealed], batches.slice(0, sealed.batchNo));
    assert.deepEqual(verdict.faults, []);
    assert.deepEqual([verdict.hash, verdict.commands, verdict.provedFrom], [sealed.stateHash, 0, sealed.sequence]);
  });

  test('without a snapshot to begin with nothing is proved, and that is a fault', async () => {
    const { faults, hash: found, provedFrom, sequence } = await verdictOn([]);
    assert.equal(faults.length, 1);
    assert.match(faults[0] ?? '', /finds no snapshot to begin with .* start the release that ran the floor last/);
    assert.deepEqual([found, provedFrom], ['', sequence]);
  });

  test('a rotten batch under older rules is found, although nobody applies it', async () => {
    const rotten = batches.map((batch, index) =>
      index === 0 ? { ...batch, checksum: (batch.checksum ^ 1) >>> 0 } : batch,
    );
    const { faults } = await verdictOn(snapshots, rotten);
    assert.match(
      faults[0] ?? '',
      /^batch 1 .* has checksum \d+, its bytes make \d+: restore the database from a backup/,
    );
  });

  test('a journal under later rules stays with the later release', async () => {
    const last = batches.at(-1);
    assert.ok(last);
    const header = { batchNo: last.batchNo + 1, firstSequence: last.lastSequence + 1, writerEpoch: 1_000, timeUs: 0 };
    const later = sealBatch({ ...header, rulesVersion: rulesVersion + 1 }, []);
    const { faults } = await verdictOn(snapshots, [...batches, later]);
    assert.match(faults[0] ?? '', /was written under rules \d+, this release has rules \d+: start the later release/);
  });
});
