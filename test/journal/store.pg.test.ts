import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, suite, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { StampedCommand } from '../../src/core/messages/command.ts';
import type { TimestampUs } from '../../src/core/units/brand.ts';
import { sealBatch } from '../../src/journal/batch.ts';
import { goneMs } from '../../src/journal/floor-lease.ts';
import { BatchTaken, FloorExists, WriterBusy } from '../../src/journal/journal-errors.ts';
import type { JournalStore } from '../../src/journal/journal-store.ts';
import type { CandleRow } from '../../src/journal/projections/candle-row.ts';
import { sealSnapshot, snapshotsKept } from '../../src/journal/snapshot-record.ts';
import { ServerUnsuitable, SettingUnsafe } from '../../src/storage/assert-settings.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { selectFloorTimeAt } from '../../src/storage/journal/batch-times.ts';
import { SchemaTooNew } from '../../src/storage/migrate.ts';
import { openJournalStore } from '../../src/storage/postgres-journal.ts';
import { databaseKinds, type TestDatabase } from './support/databases.ts';
import { quietFloor } from './support/engines.ts';

for (const kind of databaseKinds) {
  suite(kind.name, { skip: kind.absent }, () => {
    let opened: TestDatabase;
    let store: JournalStore;
    let floors = 0;

    before(async () => {
      opened = await kind.open();
      store = openJournalStore(opened.database);
    });
    after(() => opened.close());

    const newFloor = async (candles: readonly CandleRow[] = []) => {
      const definition = quietFloor(`floor-${++floors}`);
      return store.createFloor({ definition, firstSnapshot: snapshot(0), candles });
    };

    test('a batch comes back as it was written, and only one batch has a number', async () => {
      const { floorId } = await newFloor();
      await store.append(floorId, batch(1, 1));
      await store.append(floorId, batch(2, 3));
      await assert.rejects(store.append(floorId, batch(2, 3)), BatchTaken);
      const found = await Array.fromAsync(store.batchesAfter(floorId, 0));
      assert.deepEqual(found.map(plain), [batch(1, 1), batch(2, 3)].map(plain));
      assert.deepEqual(await Array.fromAsync(store.batchesAfter(floorId, 2)), []);
      assert.equal((await store.batch(floorId, 2))?.checksum, batch(2, 3).checksum);
    });

    test('a batch behind the end of the connection that the one before went over goes over another', async () => {
      const { pool } = opened.database;
      const { floorId } = await newFloor();
      for (const number of [1, 2, 3]) {
        await store.append(floorId, batch(number, number));
        const { rows } = await pool.query<{ ended: number }>(
          `SELECT count(pg_terminate_backend(pid)) AS ended FROM pg_stat_activity
           WHERE application_name = 'paperfloor' AND pid <> pg_backend_pid() AND query LIKE 'INSERT INTO journal_batch%'`,
        );
        assert.equal(rows[0]?.ended, 1);
        await setTimeout(50);
      }
      assert.equal(await store.newestBatchNo(floorId), 3);
    });

    test('a server that the others have forgotten is known again with its next beat, where it was and as what', async () => {
      const { pool } = opened.database;
      await store.announce('http://one:8080');
      const { server } = await store.beat();
      await pool.query('DELETE FROM server WHERE server_id = $1', [server]);
      assert.equal((await store.beat()).server, server);
      const { rows } = await pool.query('SELECT address, name FROM server WHERE server_id = $1', [server]);
      assert.equal(rows[0]?.address, 'http://one:8080');
      assert.match(rows[0]?.name, new RegExp(`process ${process.pid}$`));
    });

    test('floor time at a moment is that of the newest batch before it that bears one', async () => {
      const { pool } = opened.database;
      const { floorId } = await newFloor();
      for (const [number, timeUs] of [5, 7, 0].entries()) {
        await pool.query(
          `INSERT INTO journal_batch (floor_id, batch_no, first_sequence, last_sequence, writer_epoch, rules_version, time_us,
             payload, checksum, written_at) VALUES ($1, $2::int, $2::int, $2::int, 1, 1, $3, '', 0, to_timestamp($2::int))`,
          [floorId, number + 1, timeUs],
        );
      }
      const at = (seconds: number) => selectFloorTimeAt(pool, floorId, seconds * 1_000_000);
      assert.deepEqual([await at(1), await at(1.5), await at(2.5), await at(9)], [0, 5, 7, 7]);
    });

    test('a server that stands still within a transaction holds its rows for seconds, and then finds it undone', async () => {
      const { floorId } = await newFloor();
      const frozen = await opened.database.pool.connect();
      const ended = once(frozen, 'error');
      const write =
        'INSERT INTO projection (floor_id, last_event_id) VALUES ($1, $2) ON CONFLICT (floor_id) DO UPDATE SET last_event_id = $2';
      try {
        await frozen.query('BEGIN');
        await frozen.query(write, [floorId, 7]);
        const successor = await opened.database.connect();
        await successor.query("SET lock_timeout = '20s'");
        await successor.query(write, [floorId, 8]);
        await successor.end();
        await ended;
        await assert.rejects(frozen.query('COMMIT'));
      } finally {
        frozen.release(true);
      }
      assert.equal(await store.projectedEventId(floorId), 8);
    });

    test('reading a long journal gives every batch once and in order', async () => {
      const { floorId } = await newFloor();
      const count = 1203;
      await opened.database.pool.query(
        `INSERT INTO journal_batch (floor_id, batch_no, first_sequence, last_sequence, writer_epoch, rules_version, time_us,
           payload, checksum) SELECT $1, number, number, number, 1, 1, 0, '', 0 FROM generate_series(1, $2) number`,
        [floorId, count],
      );
      const numbers = (await Array.fromAsync(store.batchesAfter(floorId, 0))).map((found) => found.batchNo);
      assert.deepEqual(
        numbers,
        Array.from({ length: count }, (_, index) => index + 1),
      );
    });

    test('a floor is made whole or not at all, and its name only once', async () => {
      const definition = quietFloor('once');
      const chunks = [Uint8Array.of(1, 2, 3), Uint8Array.of(4)];
      const made = await store.createFloor({
        definition,
        firstSnapshot: snapshot(0),
        candles: [],
        replay: { header: '{"format":1}', chunks },
      });
      const again = { definition, firstSnapshot: snapshot(0), candles: [] };
      await assert.rejects(store.createFloor(again), FloorExists);
      const failing = {
        ...again,
        definition: quietFloor('half'),
        replay: { header: '{}', chunks: brokenChunks() },
      };
      await assert.rejects(store.createFloor(failing), /the file ended/);
      const found = await store.floors();
      assert.deepEqual(
        found.filter((floor) => ['once', 'half'].includes(floor.definition.name)),
        [made],
      );
      assert.equal(made.replayHeader, '{"format":1}');
      const stored = await Array.fromAsync(store.replayChunks(made.floorId));
      assert.deepEqual(
        stored.map((bytes) => [...bytes]),
        [[1, 2, 3], [4]],
      );
    });

    test('the newest snapshots are kept, newest first', async () => {
      const { floorId } = await newFloor();
      for (let sequence = 1; sequence <= 5; sequence++) await store.saveSnapshot(floorId, snapshot(sequence));
      const found = await Array.fromAsync(store.snapshots(floorId));
      assert.equal(found.length, snapshotsKept);
      assert.deepEqual(
        found.map((one) => ({ ...one, state: [...one.state], views: [...one.views] })),
        [5, 4, 3].map(snapshot).map((one) => ({ ...one, state: [...one.state], views: [...one.views] })),
      );
    });

    test('candles come back as they were, in order, however large their volumes', async () => {
      const rows = [candle(0, '1d', 0), candle(0, '1m', 1), candle(0, '1m', 2), candle(3, '1m', 1)];
      const { floorId } = await newFloor(rows.toReversed());
      assert.deepEqual(await store.candles(floorId), rows);
      const changed = { ...candle(0, '1m', 2), quoteVolume: 12345678901234567890123n };
      await store.storeCandles(floorId, [changed, candle(3, '1m', 2)]);
      assert.deepEqual(await store.candles(floorId), [rows[0], rows[1], changed, rows[3], candle(3, '1m', 2)]);
    });

    test('candles that are too old to be read again go, of each interval its own, on this floor only', async () => {
      const rows = [0, 1, 2, 3].flatMap((number) => [
        candle(0, '1m', number),
        candle(3, '1m', number),
        candle(3, '1d', number),
      ]);
      const [kept, other] = [await newFloor(rows), await newFloor(rows)];
      await store.storeCandles(kept.floorId, [candle(0, '1m', 4)], { '1m': candle(0, '1m', 2).openTimeUs });
      const left = (await store.candles(kept.floorId)).map(({ symbol, interval, openTimeUs }) => {
        return `${symbol} ${interval} ${(openTimeUs - candle(0, '1m', 0).openTimeUs) / 60_000_000}`;
      });
      assert.deepEqual(left, [
        ...['0 1m 2', '0 1m 3', '0 1m 4'],
        ...['3 1d 0', '3 1d 1', '3 1d 2', '3 1d 3'],
        ...['3 1m 2', '3 1m 3'],
      ]);
      assert.equal((await store.candles(other.floorId)).length, rows.length);
    });

    test('one live server writes a floor; the next gets it when that one is gone, with a higher epoch', async () => {
      const { floorId } = await newFloor();
      const other = await openDatabase({ url: opened.url });
      const otherStore = openJournalStore(other);
      const first = await otherStore.claimWriter(floorId, 'the first server');
      const refused = store.claimWriter(floorId, 'the second server');
      await assert.rejects(refused, (error: Error) => {
        return error instanceof WriterBusy && error.message.includes('the first server');
      });
      await otherStore.releaseWriters();
      const second = await store.claimWriter(floorId, 'the second server');
      assert.ok(second.epoch > first.epoch);
      await store.releaseWriters();
      await other.close();
    });

    test('a writer that is judged gone keeps its floor as long as it has been seen since', async () => {
      const { floorId } = await newFloor();
      const other = await openDatabase({ url: opened.url });
      const otherStore = openJournalStore(other);
      const first = await otherStore.claimWriter(floorId, 'the first server');
      const { server } = await otherStore.beat();
      await assert.rejects(store.claimWriter(floorId, 'the second server', server), WriterBusy);
      await setTimeout(goneMs + 50);
      await assert.rejects(store.claimWriter(floorId, 'the second server'), WriterBusy);
      const second = await store.claimWriter(floorId, 'the second server', server);
      assert.ok(second.epoch > first.epoch);
      await store.releaseWriters();
      await other.close();
    });

    test('a schema that a later release has broken is refused, one it has only extended is not', async () => {
      const { pool } = opened.database;
      const reopen = async () => (await openDatabase({ url: opened.url })).close();
      const level = await pool.query('SELECT * FROM schema_level');
      await pool.query(`UPDATE schema_level SET newest = '9998-later', oldest_release = '0001-journal'`);
      await reopen();
      await pool.query(`UPDATE schema_level SET oldest_release = '9997-later'`);
      await assert.rejects(reopen(), SchemaTooNew);
      await pool.query('UPDATE schema_level SET newest = $1, oldest_release = $2', [
        level.rows[0].newest,
        level.rows[0].oldest_release,
      ]);
      await reopen();
    });

    test('a server whose settings could lose a commit is refused, and named', async () => {
      const asked = (options: string) => openDatabase({ url: `${opened.url}&options=${encodeURIComponent(options)}` });
      await assert.rejects(asked('-c synchronous_commit=off'), (error: Error) => {
        return error instanceof SettingUnsafe && /expected synchronous_commit to be on.*found off/.test(error.message);
      });
      await assert.rejects(asked('-c default_transaction_read_only=on'), ServerUnsuitable);
    });

    test('two servers that migrate an empty database at once both find it ready', async () => {
      await opened.database.pool.query('CREATE DATABASE fresh');
      const url = opened.url.replace(`/${opened.cluster.database}?`, '/fresh?');
      const both = await Promise.all([openDatabase({ url }), openDatabase({ url })]);
      for (const database of both) assert.deepEqual(await openJournalStore(database).floors(), []);
      await Promise.all(both.map((database) => database.close()));
    });
  });
}

function batch(batchNo: number, firstSequence: number) {
  const commands = [0, 1].map((index): StampedCommand => {
    return { sequence: firstSequence + index, time: 100 as TimestampUs, command: { type: 'grant_time' } };
  });
  return sealBatch({ batchNo, firstSequence, writerEpoch: 1, rulesVersion: 1, timeUs: 100 }, commands);
}

function plain<T extends { readonly payload: Uint8Array }>(one: T) {
  return { ...one, payload: [...one.payload] };
}

function snapshot(sequence: number) {
  return sealSnapshot({
    sequence,
    timeUs: sequence * 10,
    batchNo: sequence,
    rulesVersion: 1,
    stateHash: 'f'.repeat(16),
    lastEventId: sequence * 2,
    state: Uint8Array.of(1, 2, sequence),
    views: Uint8Array.of(9),
  });
}

function candle(symbol: number, interval: string, number: number): CandleRow {
  return {
    ...{ symbol, interval, openTimeUs: number * 60_000_000 + 1_700_000_000_000_000 },
    ...{ open: 5, high: 2_000_000_000, low: 1, close: 7, volume: 9_007_199_254_740_991 },
    ...{ quoteVolume: 98765432109876543210n + BigInt(number), trades: 12, takerBuyVolume: 3, takerBuyQuoteVolume: 17n },
    ...{ firstTradeId: -1, lastTradeId: 123_456_789_012 },
  };
}

async function* brokenChunks(): AsyncIterable<Uint8Array> {
  yield Uint8Array.of(1);
  throw new Error('the file ended');
}
