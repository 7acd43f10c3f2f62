/** The single writer of a floor on a real PostgreSQL: commits, restarts, doubts, damage, and its clock. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { rulesVersion } from '../../src/core/rules-version.ts';
import { EngineUnavailable, type FloorSession, OutcomeUnknown } from '../../src/engine/floor-session.ts';
import { inboxMax } from '../../src/engine/inbox.ts';
import { sealBatch } from '../../src/journal/batch.ts';
import { FloorExists, JournalCorrupt } from '../../src/journal/journal-errors.ts';
import type { WriterClaim } from '../../src/journal/journal-store.ts';
import { openJournalStore } from '../../src/storage/postgres-journal.ts';
import { type Database, forEachDatabase } from './support/engine-suite.ts';
import {
  bitcoin,
  farBelow,
  fundUser,
  limitOrder,
  liveFloor,
  openingPrice,
  quietFloor,
  type TestEngine,
  user,
} from './support/engines.ts';

forEachDatabase(({ cutConnections, fresh, startEngine }) => {
  test('an answer comes after its batch is committed, and orders meet in one book', async () => {
    const { database } = await fresh();
    const { engine, session } = await startEngine(database);
    await fundUser(session);
    const rest = await session.submit(limitOrder('rest', 'sell', 5_000_000));
    const take = await session.submit(limitOrder('take', 'buy', 5_000_000));
    assert.ok(rest.ok && take.ok && take.value.type === 'order_placed');
    assert.equal(take.value.order.status, 'filled');
    const { rows } = await database.pool.query('SELECT max(last_sequence) AS last FROM journal_batch');
    assert.equal(rows[0].last, session.floor.sequence);
    await engine.close();
    await database.close();
  });

  test('a restarted floor has the same state hash, and the journal proves it', async () => {
    const { database } = await fresh();
    const first = await startEngine(database, { firstFloor: () => liveFloor() });
    await fundUser(first.session);
    const price = first.session.floor.lastPrice(bitcoin) ?? openingPrice;
    for (let index = 0; index < 50; index++) {
      await first.session.submit(limitOrder(`order-${index}`, index % 2 ? 'buy' : 'sell', price + (index % 7) - 3));
    }
    await sleep(300);
    await first.engine.close();
    const hash = first.session.floor.hash();
    const balances = first.session.floor.balances(user);
    const second = await startEngine(database);
    assert.equal(second.session.floor.sequence >= first.session.floor.sequence, true);
    assert.deepEqual(second.session.floor.balances(user).length, balances.length);
    const verdict = await second.engine.verifyJournal('main');
    assert.deepEqual(verdict.faults, []);
    assert.equal((await snapshotHashes(database)).includes(hash), true);
    await second.engine.close();
    await database.close();
  });

  test('a writer that is fenced off has done nothing, steps down and follows, and may write again', async () => {
    const { database } = await fresh();
    const { engine, session } = await startEngine(database);
    await fundUser(session);
    await session.submit({ type: 'set_clock', rate: 1, paused: true });
    const other = openJournalStore(database);
    // As if its lease had run out; between the two it may beat once more.
    let claimed: WriterClaim | undefined;
    while (claimed === undefined) {
      await database.pool.query(`UPDATE writer_lease SET until = '-infinity'`);
      claimed = await other.claimWriter(1, 'the other server').catch(() => undefined);
    }
    const { epoch } = claimed;
    const { rows } = await database.pool.query('SELECT max(batch_no) AS last FROM journal_batch');
    const header = { firstSequence: session.floor.sequence + 1, rulesVersion, timeUs: session.now() };
    await other.append(1, sealBatch({ ...header, batchNo: rows[0].last + 1, writerEpoch: epoch }, []));
    const refused = session.submit(limitOrder('stale', 'buy', 5_000_000));
    await assert.rejects(refused, (error) => error instanceof EngineUnavailable && error.kind === 'not_writer');
    while (session.standing.role === 'writer') await sleep(5);
    await session.current();
    assert.equal(session.floor.openOrderByClientId(user, bitcoin, 'stale'), undefined);
    await assert.rejects(session.submit(limitOrder('still', 'buy', 5_000_000)), EngineUnavailable);
    await other.releaseWriters();
    while (session.standing.role === 'follower') await sleep(20);
    assert.ok(session.standing.epoch > epoch);
    assert.ok((await session.submit(limitOrder('again', 'buy', 5_000_000))).ok);
    assert.deepEqual((await engine.verifyJournal('main')).faults, []);
    await engine.close();
    await database.close();
  });

  test('a batch that lands while the next server starts is part of the floor', async () => {
    const { database } = await fresh();
    const first = await startEngine(database);
    await fundUser(first.session);
    await first.engine.close();
    const store = openJournalStore(database);
    const { time } = first.session.floor;
    let late = true;
    const append: typeof store.append = async (floorId, batch) => {
      if (late) {
        late = false;
        const { batchNo, firstSequence } = batch;
        const command = limitOrder('late', 'sell', 5_000_000);
        const { writerEpoch = 0 } = (await store.batch(floorId, batchNo - 1)) ?? {};
        const header = { batchNo, firstSequence, writerEpoch, rulesVersion, timeUs: time };
        await store.append(floorId, sealBatch(header, [{ sequence: firstSequence, time, command }]));
      }
      await store.append(floorId, batch);
    };
    const second = await startEngine(database, { store: { ...store, append } });
    assert.ok(second.session.floor.openOrderByClientId(user, bitcoin, 'late'));
    assert.deepEqual((await second.engine.verifyJournal('main')).faults, []);
    await second.engine.close();
    await database.close();
  });

  test('connections cut under load: each order is answered, refused or unknown, and the floor goes on', async () => {
    const { name, database } = await fresh();
    const { engine, session } = await startEngine(database);
    await fundUser(session);
    const outcomes = new Map<string, 'done' | 'refused' | 'unknown'>();
    let running = true;
    const traders = Array.from({ length: 8 }, async (_, trader) => {
      for (let index = 0; running; index++) {
        const id = `${trader}-${index}`;
        const price = index % 2 ? 4_000_000 - index : 6_000_000 + index;
        await session.submit(limitOrder(id, index % 2 ? 'buy' : 'sell', price)).then(
          (result) => outcomes.set(id, result.ok ? 'done' : 'refused'),
          (error) => outcomes.set(id, error instanceof OutcomeUnknown ? 'unknown' : 'refused'),
        );
        const open = session.floor.openOrderByClientId(user, bitcoin, id);
        if (open !== undefined && index > 20) {
          await session
            .submit({ type: 'cancel_all', account: user, symbol: bitcoin, cancelIdPrefix: 'c' })
            .catch(() => {});
        }
        await sleep(1);
      }
    });
    for (let cut = 0; cut < 10; cut++) {
      await sleep(60);
      await cutConnections(name);
    }
    running = false;
    await Promise.all(traders);
    await untilRunning(() =>
      session.submit({ type: 'cancel_all', account: user, symbol: bitcoin, cancelIdPrefix: 'e' }),
    );
    const known = new Set((await untilRunning(() => allOrders(session))).map((order) => order.clientOrderId));
    for (const [id, outcome] of outcomes) {
      if (outcome === 'done') assert.ok(known.has(id), `${id} was acknowledged and is lost`);
      if (outcome === 'refused') assert.ok(!known.has(id), `${id} was refused and is there`);
    }
    assert.ok([...outcomes.values()].includes('done'));
    const verdict = await engine.verifyJournal('main');
    assert.deepEqual(verdict.faults, []);
    await engine.close();
    await database.close();
  });

  test('while commits stall, orders wait up to a bound, then are refused; time stands, and then all are answered', async () => {
    const { database } = await fresh();
    const { engine, session } = await startEngine(database, { firstFloor: () => liveFloor() });
    await fundUser(session);
    const blocker = await database.connect();
    await blocker.query('BEGIN; LOCK TABLE journal_batch IN EXCLUSIVE MODE');
    const price = Math.floor(session.floor.book(bitcoin).bestBid() * 0.9);
    const waiting = [session.submit(limitOrder('first', 'buy', price))];
    await sleep(50);
    for (let index = 0; index < inboxMax; index++) {
      waiting.push(session.submit({ type: 'cancel_all', account: user, symbol: bitcoin, cancelIdPrefix: 'c' }));
    }
    const beyond = session.submit(limitOrder('beyond', 'buy', price));
    await assert.rejects(beyond, (error) => error instanceof EngineUnavailable && error.kind === 'busy');
    const { time } = session.floor;
    await sleep(400);
    assert.equal(session.floor.time, time);
    assert.ok(session.now() <= time + 250_000);
    await blocker.query('ROLLBACK');
    const answers = await Promise.all(waiting);
    assert.deepEqual(
      answers.slice(0, 2).map((answer) => answer.ok),
      [true, true],
    );
    assert.equal(session.floor.openOrders(user).length, 0);
    await blocker.end();
    await engine.close();
    await database.close();
  });

  test('a damaged snapshot is passed over for an older one, then for the beginning', async () => {
    const { database } = await fresh();
    const first = await startEngine(database, { firstFloor: () => liveFloor() });
    await fundUser(first.session);
    await first.session.submit({ type: 'set_clock', rate: 1, paused: true });
    assert.ok((await first.session.submit(limitOrder('order', 'buy', farBelow))).ok);
    await first.engine.close();
    const hash = first.session.floor.hash();
    const damages = [
      `UPDATE snapshot SET state = set_byte(state, length(state) / 2, 255 - get_byte(state, length(state) / 2))
       WHERE sequence = (SELECT max(sequence) FROM snapshot)`,
      'UPDATE snapshot SET state = substring(state FOR length(state) / 2), state_hash = state_hash',
      'DELETE FROM snapshot',
    ];
    for (const damage of damages) {
      await database.pool.query(damage);
      const next = await startEngine(database);
      assert.equal(next.session.floor.hash(), hash);
      assert.equal(next.session.views.candles(0, '1h', { limit: 24 }).length, 24);
      await next.engine.close();
    }
    await database.close();
  });

  test('a floor that cannot be opened is set aside for the others, and its journal is read all the same', async () => {
    const { database } = await fresh();
    await assert.rejects(startEngine(database, { closedFloors: ['broken'] }), /a floor named broken .*found none/);
    const first = await startEngine(database);
    await first.engine.createFloor(quietFloor('broken'));
    await first.engine.close();
    const damage = async (name: string) => {
      const { rows } = await database.pool.query('SELECT floor_id FROM floor WHERE name = $1', [name]);
      await database.pool.query('DELETE FROM snapshot WHERE floor_id = $1', [rows[0].floor_id]);
      await database.pool.query(
        `UPDATE journal_batch SET checksum = 0 WHERE (floor_id, batch_no) =
           (SELECT floor_id, max(batch_no) FROM journal_batch WHERE floor_id = $1 GROUP BY floor_id)`,
        [rows[0].floor_id],
      );
    };
    await damage('broken');
    const { engine, session, lines } = await startEngine(database);
    assert.deepEqual(
      engine.floors.list().map(({ name }) => name),
      ['main'],
    );
    const [closed, ...others] = engine.floors.closed();
    assert.deepEqual([closed?.name, closed?.why, others], ['broken', 'broken', []]);
    assert.match(closed?.reason ?? '', /checksum 0/);
    assert.ok(
      lines.some(({ level, event, fields }) => `${level} ${event} ${fields.floor}` === 'error floor.not_opened broken'),
    );
    await fundUser(session);
    assert.ok((await session.submit(limitOrder('order', 'buy', 5_000_000))).ok);
    assert.match((await engine.verifyJournal('broken')).faults.join(), /checksum 0/);
    await assert.rejects(engine.createFloor(quietFloor('broken')), FloorExists);
    await engine.close();
    const told = await startEngine(database, { closedFloors: ['broken'] });
    assert.equal(told.engine.floors.closed()[0]?.why, 'chosen');
    assert.ok(
      told.lines.some(
        ({ level, event, fields }) => `${level} ${event} ${fields.floor}` === 'warn floor.left_closed broken',
      ),
    );
    await told.engine.createFloor(quietFloor('third'));
    await told.engine.close();
    await assert.rejects(
      startEngine(database, { closedFloors: ['broken', 'main', 'third'] }),
      /found all of them left closed/,
    );
    await assert.rejects(startEngine(database, { closedFloors: ['brokn'] }), /named brokn .*found main, broken, third/);
    // The first one made stays the one that is meant where none is named, also while it is closed.
    await damage('main');
    const without = await startEngine(database);
    assert.deepEqual([without.engine.floors.defaultName, without.session.name], ['main', 'third']);
    assert.equal(without.engine.floors.get('main'), undefined);
    await without.engine.close();
    await damage('third');
    await assert.rejects(startEngine(database), JournalCorrupt);
    await database.close();
  });

  test('a damaged journal stops the start and names the batch; a cut last row was never acknowledged', async () => {
    const { database } = await fresh();
    const first = await startEngine(database);
    await fundUser(first.session);
    await first.session.submit({ type: 'set_clock', rate: 1, paused: true });
    const beforeLast = first.session.floor.hash();
    await first.session.submit(limitOrder('last', 'buy', 5_000_000));
    await first.engine.close();
    await database.pool.query('DELETE FROM snapshot');
    const { rows } = await database.pool.query(
      'SELECT batch_no, payload FROM journal_batch WHERE last_sequence >= first_sequence ORDER BY batch_no DESC LIMIT 1',
    );
    const { batch_no: last, payload } = rows[0];
    const put = (bytes: Buffer) =>
      database.pool.query('UPDATE journal_batch SET payload = $2 WHERE batch_no = $1', [last, bytes]);
    for (const cut of [0, 1, 7, payload.length - 1]) {
      await put(payload.subarray(0, cut));
      await assert.rejects(startEngine(database), (error) => {
        return error instanceof JournalCorrupt && error.message.includes(`batch ${last} `);
      });
    }
    const garbled = Buffer.from(payload);
    garbled.writeUInt8(garbled.readUInt8(20) ^ 1, 20);
    await put(garbled);
    await assert.rejects(startEngine(database), JournalCorrupt);
    await database.pool.query('DELETE FROM journal_batch WHERE batch_no >= $1', [last]);
    const next = await startEngine(database);
    assert.equal(next.session.floor.hash(), beforeLast);
    await next.engine.close();
    await database.pool.query('DELETE FROM journal_batch WHERE batch_no = 2');
    await database.pool.query('DELETE FROM snapshot');
    await assert.rejects(startEngine(database), /expected batch 2, found 3/);
    await database.close();
  });

  test('a floor closed for an hour goes on with the wall; a paused one resumes where it was', async () => {
    const { database } = await fresh();
    const first = await startEngine(database, { firstFloor: () => liveFloor() });
    await fundUser(first.session);
    const paused = await first.engine.createFloor(quietFloor('paused'));
    await paused.submit({ type: 'set_clock', rate: 1, paused: true });
    await first.engine.close();
    const hourUs = 3_600_000_000;
    const later = { wallUs: () => Date.now() * 1000 + hourUs, monotonicUs: () => performance.now() * 1000 };
    const second = await startEngine(database, { clock: later });
    assert.ok(second.session.now() >= first.session.now() + hourUs - 5_000_000);
    assert.equal(second.engine.floors.get('paused')?.now(), paused.now());
    assert.deepEqual((await second.engine.verifyJournal('main')).faults, []);
    await second.engine.close();
    await database.close();
  });

  test('a floor made from now on begins with the wall, however long its past took, and goes on with it', async () => {
    const { database } = await fresh();
    const { engine } = await startEngine(database);
    const secondUs = 1_000_000;
    const atWall = (session: FloorSession | undefined) => {
      const behindUs = Date.now() * 1000 - (session?.now() ?? 0);
      assert.ok(Math.abs(behindUs) < 5 * secondUs, `${session?.name} is ${behindUs} us behind the wall`);
    };
    for (const seconds of [23, 90])
      atWall(await engine.createFloor(quietFloor(`made-in-${seconds}`, Date.now() * 1000 - seconds * secondUs)));
    const stood = await engine.createFloor(quietFloor('of-today', Date.now() * 1000 - 3600 * secondUs));
    assert.ok(Date.now() * 1000 - stood.now() > 3595 * secondUs);
    await engine.close();
    const again = await startEngine(database);
    for (const name of ['made-in-23', 'made-in-90']) atWall(again.engine.floors.get(name));
    await again.engine.close();
    await database.close();
  });

  test('a paused floor steps exactly as far as it is told', async () => {
    const { database } = await fresh();
    const { engine, session } = await startEngine(database, { firstFloor: () => liveFloor() });
    await session.submit({ type: 'set_clock', rate: 1, paused: true });
    const before = session.now();
    await session.step(90_000_000);
    assert.equal(session.now(), before + 90_000_000);
    assert.equal(session.floor.time, before + 90_000_000);
    await session.submit({ type: 'set_clock', rate: 1000, paused: false });
    const fast = session.now();
    while (session.floor.time < fast + 30_000_000) await sleep(10);
    await assert.rejects(session.step(1), EngineUnavailable);
    await engine.close();
    await database.close();
  });

  test('a step and a change of the clock take turns, whichever was asked for first', async () => {
    const { database } = await fresh();
    const { engine, session } = await startEngine(database);
    const pause = { type: 'set_clock', rate: 1, paused: true } as const;
    await session.submit(pause);
    const before = session.now();
    await Promise.all([session.step(5_000_000), session.submit(pause)]);
    assert.equal(session.now(), before + 5_000_000);
    const resumed = session.submit({ ...pause, paused: false });
    await assert.rejects(session.step(3_600_000_000), EngineUnavailable);
    await resumed;
    await fundUser(session);
    assert.ok((await session.submit(limitOrder('order', 'sell', 5_000_000))).ok);
    await engine.close();
    await database.close();
  });

  test('a step that is not done when the server stops is told so, and the floor goes on with it', async () => {
    const { database } = await fresh();
    const { engine, session } = await startEngine(database, { firstFloor: () => liveFloor() });
    await session.submit({ type: 'set_clock', rate: 1, paused: true });
    const until = session.floor.time + 3_600_000_000;
    const step = assert.rejects(session.step(3_600_000_000), OutcomeUnknown);
    await sleep(50);
    await engine.close();
    await step;
    const next = await startEngine(database);
    assert.equal(next.session.floor.time, until);
    await next.engine.close();
    await database.close();
  });
});

type Session = TestEngine['session'];

async function snapshotHashes(database: Database): Promise<string[]> {
  const { rows } = await database.pool.query<{ state_hash: string }>('SELECT state_hash FROM snapshot');
  return rows.map((row) => row.state_hash);
}

async function allOrders(session: Session) {
  const orders = [];
  for (let fromId = 1; ; ) {
    const page = await session.history.orders(user, bitcoin, { fromId, limit: 1000 });
    orders.push(...page);
    const last = page.at(-1);
    if (last === undefined || page.length < 1000) return orders;
    fromId = last.orderId + 1;
  }
}

/** While the engine settles a doubt it refuses; then it goes on by itself. */
async function untilRunning<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof EngineUnavailable && error.kind === 'busy')) throw error;
      await sleep(20);
    }
  }
}
