/** What a start does with the snapshots it finds: which it takes, which it passes over and says so, when it refuses. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { rulesVersion } from '../../src/core/rules-version.ts';
import { sealBatch } from '../../src/journal/batch.ts';
import { RulesVersionMismatch } from '../../src/journal/journal-errors.ts';
import type { JournalStore } from '../../src/journal/journal-store.ts';
import { type SnapshotRecord, sealSnapshot, snapshotsKept } from '../../src/journal/snapshot-record.ts';
import { openJournalStore } from '../../src/storage/postgres-journal.ts';
import { databaseKinds, type TestDatabase } from './support/databases.ts';
import { startEngine, stopOften, user } from './support/engines.ts';

suite(databaseKinds[0]!.name, () => {
  let opened: TestDatabase;
  let store: JournalStore;
  /** Newest first, of different sequences; and the state that all of them lead to. */
  const snapshots: SnapshotRecord[] = [];
  let hash = '';

  before(async () => {
    opened = await databaseKinds[0]!.open();
    store = openJournalStore(opened.database);
    hash = await stopOften(opened.database, snapshotsKept + 1);
    for await (const snapshot of store.snapshots(1)) snapshots.push(snapshot);
  });
  after(() => opened.close());

  /** Starts on these snapshots alone: the sequence it took over at, and what it said about the others. */
  async function startOn(...found: readonly SnapshotRecord[]) {
    await opened.database.pool.query('DELETE FROM snapshot');
    for (const snapshot of found) await store.saveSnapshot(1, snapshot);
    const { engine, session, lines } = await startEngine(opened.database);
    await engine.close();
    assert.equal(session.floor.hash(), hash, 'whatever it starts from, it gets to the same state');
    assert.equal(session.floor.openOrders(user).length, snapshotsKept + 1);
    const recovered = lines.find(({ event }) => event === 'floor.recovered');
    const passedOver = lines.filter(({ event }) => event === 'snapshot.unusable');
    assert.ok(passedOver.every(({ level }) => level === 'warn'));
    const reasons = passedOver.map(({ fields }) => (fields['err'] as Error).message);
    return { sequence: recovered?.fields['snapshot'], reasons, lines };
  }

  const torn = (of: SnapshotRecord) => ({ ...of, state: of.state.subarray(0, of.state.length / 2) });
  const flipped = (of: SnapshotRecord) => {
    const state = Uint8Array.from(of.state);
    state[1000] = (state[1000] ?? 0) ^ 4;
    return { ...of, state };
  };
  const otherHash = (of: SnapshotRecord) => sealSnapshot({ ...of, stateHash: '0'.repeat(16) });
  const ofRules = (version: number) => (of: SnapshotRecord) => sealSnapshot({ ...of, rulesVersion: version });
  const otherState = (of: SnapshotRecord) => sealSnapshot({ ...of, state: flipped(of).state });

  test(`the newest ${snapshotsKept} are kept, and a start takes the newest`, async () => {
    assert.equal(snapshots.length, snapshotsKept);
    const [newest, second] = snapshots;
    assert.ok(newest && second && newest.sequence > second.sequence);
    const { sequence, reasons } = await startOn(...snapshots);
    assert.equal(sequence, newest.sequence);
    assert.deepEqual(reasons, []);
  });

  for (const [name, damage, reason] of [
    ['cut short', torn, /has checksum \d+, its bytes make/],
    ['with a changed bit', flipped, /has checksum \d+, its bytes make/],
    ['with the hash of another state', otherHash, /expected a state with hash 0000000000000000, found/],
    ['with a changed state under a right checksum', otherState, /expected a state with hash \w+, found/],
    ['of later rules', ofRules(rulesVersion + 1), /made under rules \d+, this release has rules \d+: start the later/],
  ] as const) {
    test(`a newest snapshot ${name} is passed over for the one before`, async () => {
      const [newest, second, third] = snapshots;
      assert.ok(newest && second && third);
      const { sequence, reasons } = await startOn(damage(newest), second, third);
      assert.equal(sequence, second.sequence);
      assert.equal(reasons.length, 1);
      assert.match(reasons[0] ?? '', reason);
      assert.match(reasons[0] ?? '', /snapshot at sequence|expected a state/);
    });
  }

  test('when no snapshot is good the floor begins with its first moment, and says so', async () => {
    const [newest, second, third] = snapshots;
    assert.ok(newest && second && third);
    const { sequence, reasons, lines } = await startOn(
      torn(newest),
      otherHash(second),
      ofRules(rulesVersion + 1)(third),
    );
    assert.equal(sequence, 0);
    assert.equal(reasons.length, 3);
    assert.equal(lines.filter(({ event }) => event === 'floor.from_its_beginning').length, 1);
  });

  test('a snapshot that earlier rules sealed is where this release takes over', async () => {
    const [newest] = snapshots;
    assert.ok(newest);
    const { sequence, reasons } = await startOn(ofRules(rulesVersion - 1)(newest));
    assert.equal(sequence, newest.sequence);
    assert.deepEqual(reasons, []);
  });

  test('commands of other rules are not replayed: the start is refused and says which release to start', async () => {
    const { pool } = opened.database;
    await opened.database.pool.query('DELETE FROM snapshot');
    for (const snapshot of snapshots) await store.saveSnapshot(1, snapshot);
    const { rows } = await pool.query(
      'SELECT max(batch_no) AS last, max(last_sequence) AS sequence FROM journal_batch',
    );
    const header = { batchNo: rows[0].last + 1, firstSequence: rows[0].sequence + 1, writerEpoch: 1_000, timeUs: 0 };
    for (const [version, wayOut] of [
      [rulesVersion + 1, /batch \d+ was written under rules \d+, this release has rules \d+: start the later release/],
      [rulesVersion - 1, /start the release that wrote it and stop it cleanly, then start this one/],
    ] as const) {
      await store.append(1, sealBatch({ ...header, rulesVersion: version }, []));
      await assert.rejects(startEngine(opened.database), (error) => {
        return error instanceof RulesVersionMismatch && wayOut.test(error.message);
      });
      await pool.query('DELETE FROM journal_batch WHERE batch_no >= $1', [header.batchNo]);
    }
  });

  test('a floor made under other rules, without any snapshot, is refused', async () => {
    const { pool } = opened.database;
    await pool.query('DELETE FROM snapshot');
    await pool.query(`UPDATE floor SET definition = replace(definition, $1, $2)`, [
      `"rulesVersion":${rulesVersion}`,
      `"rulesVersion":${rulesVersion + 1}`,
    ]);
    await assert.rejects(startEngine(opened.database), (error) => {
      return (
        error instanceof RulesVersionMismatch && /floor main was made under rules \d+ and has no/.test(error.message)
      );
    });
  });
});
