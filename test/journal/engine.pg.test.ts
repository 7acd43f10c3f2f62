import assert from 'node:assert/strict';
import { after, afterEach, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { rulesVersion } from '../../src/core/rules-version.ts';
import type { AccountId, OrderId, Price, Quantity, TimestampUs } from '../../src/core/units/brand.ts';
import { EngineUnavailable, OutcomeUnknown } from '../../src/engine/floor-session.ts';
import { inboxMax } from '../../src/engine/inbox.ts';
import type { Engine } from '../../src/engine/open-engine.ts';
import { sealBatch } from '../../src/journal/batch.ts';
import { JournalCorrupt } from '../../src/journal/journal-errors.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { openJournalStore } from '../../src/storage/postgres-journal.ts';
import { databaseKinds, type TestDatabase } from './support/databases.ts';
import {
  bitcoin,
  fundUser,
  limitOrder,
  liveFloor,
  startEngine as openTestEngine,
  quietFloor,
  user,
} from './support/engines.ts';

for (const kind of databaseKinds) {
  suite(kind.name, { skip: kind.absent }, () => {
    let opened: TestDatabase;
    let databases = 0;

    const engines: Engine[] = [];

    before(async () => {
      opened = await kind.open();
    });
    afterEach(async () => {
      for (const engine of engines.splice(0)) await engine.close();
    });
    after(() => opened.close());

    const startEngine: typeof openTestEngine = async (database, options) => {
      const started = await openTestEngine(database, options);
      engines.push(started.engine);
      return started;
    };

    /** A database of its own in the same PostgreSQL. */
    const fresh = async () => {
      const name = `test_${++databases}`;
      await opened.database.pool.query(`CREATE DATABASE ${name}`);
      const url = opened.url.replace(`/${opened.cluster.database}?`, `/${name}?`);
      return { name, database: await openDatabase({ url }) };
    };

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
      const price = first.session.floor.lastPrice(bitcoin) ?? 0;
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

    test('the history is there as soon as an order is answered, by id, client id and time', async () => {
      const { database } = await fresh();
      const { engine, session } = await startEngine(database);
      await fundUser(session);
      for (let index = 0; index < 30; index++) {
        const placed = await session.submit(limitOrder(`order-${index}`, index % 2 ? 'buy' : 'sell', 5_000_000));
        assert.ok(placed.ok && placed.value.type === 'order_placed');
        const { orderId } = placed.value.order;
        assert.deepEqual(await session.history.order(user, bitcoin, orderId), placed.value.order);
        assert.equal((await session.history.orderByClientId(user, bitcoin, `order-${index}`))?.orderId, orderId);
      }
      const all = await session.history.orders(user, bitcoin, { limit: 1000 });
      assert.deepEqual(
        all.map((order) => order.orderId),
        Array.from({ length: 30 }, (_, index) => index + 1),
      );
      const page = await session.history.orders(user, bitcoin, { fromId: 11, limit: 5 });
      assert.deepEqual(page, all.slice(10, 15));
      const time = all[20]?.createdAt;
      assert.ok(time !== undefined);
      const since = await session.history.orders(user, bitcoin, { startTime: time, limit: 1000 });
      assert.deepEqual(
        since,
        all.filter((order) => order.createdAt >= time),
      );
      const until = await session.history.orders(user, bitcoin, { endTime: time, limit: 2 });
      assert.deepEqual(until, all.filter((order) => order.createdAt <= time).slice(-2));
      assert.deepEqual(await session.history.orders(1001 as AccountId, bitcoin, { limit: 10 }), []);
      const trades = await session.history.trades(user, bitcoin, { limit: 1000 });
      assert.equal(trades.length, 30);
      const ofOne = await session.history.trades(user, bitcoin, { orderId: 1 as OrderId, limit: 10 });
      assert.deepEqual(
        ofOne,
        trades.filter((trade) => trade.orderId === 1),
      );
      const { rows } = await database.pool.query(
        'SELECT sum(amount)::text AS sum FROM ledger_entry WHERE account = $1 AND asset = $2',
        [user, 0],
      );
      const balance = session.floor.balances(user)[0];
      assert.ok(balance !== undefined);
      assert.equal(BigInt(rows[0].sum), balance.available + balance.held);
      await engine.close();
      await database.close();
    });

    test('an order that waits survives a restart, is triggered there, and its history says when', async () => {
      const { name, database } = await fresh();
      const first = await startEngine(database);
      await fundUser(first.session);
      await first.session.submit(limitOrder('rest', 'sell', 5_000_000));
      await first.session.submit(limitOrder('take', 'buy', 5_000_000));
      const trigger = { stopPrice: 4_990_000 as Price, trailingDelta: 100 };
      const terms = { kind: 'stop_loss', trigger, quantity: 100 as Quantity } as const;
      const placed = await first.session.submit({ ...limitOrder('stop', 'sell', 1), terms });
      assert.ok(placed.ok && placed.value.type === 'order_placed');
      const { orderId } = placed.value.order;
      const history = first.session.history;
      assert.deepEqual(await history.order(user, bitcoin, orderId), placed.value.order);
      await first.engine.close();
      await database.close();

      const again = await openDatabase({ url: opened.url.replace(`/${opened.cluster.database}?`, `/${name}?`) });
      const { engine, session } = await startEngine(again);
      assert.deepEqual(session.floor.openOrder(bitcoin, orderId), placed.value.order);
      for (const price of [4_980_000, 5_000_000, 4_950_000]) {
        await session.submit(limitOrder(`bid-${price}`, 'buy', price));
        await session.submit(limitOrder(`ask-${price}`, 'sell', price));
      }
      const done = await session.history.order(user, bitcoin, orderId);
      assert.deepEqual([done?.status, done?.expiryReason], ['expired', 'insufficient_liquidity']);
      assert.ok(done?.trailingSince !== undefined && done.workingAt !== undefined);
      assert.ok(done.trailingSince > done.createdAt && done.workingAt >= done.trailingSince);
      await engine.close();
      await again.close();
    });

    test('an order list is kept with its orders, and its trades name it', async () => {
      const { database } = await fresh();
      const { engine, session } = await startEngine(database);
      await fundUser(session);
      const common = { account: user, symbol: bitcoin } as const;
      const placed = await session.submit({
        type: 'place_order_list',
        ...common,
        kind: 'oto',
        listClientOrderId: 'list',
        orders: [limitOrder('work', 'sell', 5_000_000), limitOrder('next', 'sell', 5_000_100)],
      });
      assert.ok(placed.ok && placed.value.type === 'list_placed');
      const { list } = placed.value;
      const [work, next] = list.orders;
      const { history } = session;
      assert.deepEqual(await history.orderList(user, list.orderListId), list);
      const waiting = await history.order(user, bitcoin, next?.orderId as OrderId);
      assert.deepEqual(
        [waiting?.status, waiting?.workingAt, waiting?.orderListId],
        ['pending_new', undefined, list.orderListId],
      );
      await session.submit(limitOrder('take', 'buy', 5_000_000));
      const entered = await history.order(user, bitcoin, next?.orderId as OrderId);
      assert.deepEqual([entered?.status, entered?.workingAt !== undefined], ['new', true]);
      const trades = await history.trades(user, bitcoin, { limit: 10, orderId: work?.orderId as OrderId });
      assert.deepEqual(
        trades.map((trade) => trade.orderListId),
        [list.orderListId],
      );
      await session.submit({ type: 'cancel_order_list', ...common, orderListId: list.orderListId, cancelId: 'x' });
      const done = await history.orderListByClientId(user, 'list');
      assert.deepEqual([done?.status, done?.orders], ['done', list.orders]);
      assert.deepEqual(await history.orderLists(user, { limit: 10, fromId: list.orderListId }), [done]);
      assert.deepEqual(await history.orderLists(user, { limit: 10, endTime: (list.createdAt - 1) as TimestampUs }), []);
      await engine.close();
      await database.close();
    });

    test('a prevented match is kept once, for the orders of both sides', async () => {
      const { database } = await fresh();
      const { engine, session } = await startEngine(database);
      await fundUser(session);
      const maker = await session.submit(limitOrder('maker', 'sell', 5_000_000));
      const wish = { ...limitOrder('taker', 'buy', 5_000_000), selfTradePrevention: 'expire_both' } as const;
      const taker = await session.submit(wish);
      assert.ok(maker.ok && maker.value.type === 'order_placed' && taker.ok && taker.value.type === 'order_placed');
      const [match] = taker.value.preventedMatches;
      assert.ok(match !== undefined);
      const byId = await session.history.preventedMatches(user, bitcoin, { preventedMatchId: match.preventedMatchId });
      assert.equal(byId.length, 1);
      assert.deepEqual([byId[0]?.mode, byId[0]?.takerPrevented, byId[0]?.makerPrevented], ['expire_both', 100, 100]);
      for (const { value } of [maker, taker]) {
        assert.ok(value.type === 'order_placed');
        const { orderId } = value.order;
        const range = { orderId, fromId: 0, limit: 10 };
        assert.deepEqual(await session.history.preventedMatches(user, bitcoin, range), byId);
        const stored = await session.history.order(user, bitcoin, orderId);
        assert.equal(stored?.preventedMatchId, match.preventedMatchId);
      }
      await engine.close();
      await database.close();
    });

    test('a pegged order keeps its peg and its price through a restart, and in its history', async () => {
      const { name, database } = await fresh();
      const first = await startEngine(database);
      await fundUser(first.session);
      await first.session.submit(limitOrder('ask', 'sell', 5_000_000));
      const common = { quantity: 100 as Quantity, timeInForce: 'gtc', price: 0 as Price } as const;
      const resting = { ...common, kind: 'limit', peg: { to: 'primary', levels: 0 } } as const;
      const trigger = { stopPrice: 1 as Price };
      const waiting = { ...common, kind: 'stop_loss_limit', trigger, peg: { to: 'market' } } as const;
      for (const terms of [resting, waiting]) {
        const placed = await first.session.submit({ ...limitOrder(terms.kind, 'sell', 1), terms });
        assert.ok(placed.ok && placed.value.type === 'order_placed');
      }
      const open = first.session.floor.openOrders(user, bitcoin);
      const pegs = open.map((order) => [order.price, order.pegTo, order.pegLevels, order.peggedPrice]);
      assert.deepEqual(pegs.slice(1), [
        [0, 'primary', 0, 5_000_000],
        [0, 'market', undefined, undefined],
      ]);
      for (const order of open) {
        assert.deepEqual(await first.session.history.order(user, bitcoin, order.orderId), order);
      }
      await first.engine.close();
      await database.close();

      const again = await openDatabase({ url: opened.url.replace(`/${opened.cluster.database}?`, `/${name}?`) });
      const { engine, session } = await startEngine(again);
      assert.deepEqual(session.floor.openOrders(user, bitcoin), open);
      await engine.close();
      await again.close();
    });

    test('an amended order goes by its new name, and its amendments are kept', async () => {
      const { database } = await fresh();
      const { engine, session } = await startEngine(database);
      await fundUser(session);
      const placed = await session.submit(limitOrder('first', 'sell', 5_000_000));
      assert.ok(placed.ok && placed.value.type === 'order_placed');
      const { orderId } = placed.value.order;
      for (const lots of [90, 80]) {
        const common = { type: 'amend_order', account: user, symbol: bitcoin, orderId } as const;
        const amended = await session.submit({ ...common, newClientOrderId: `to-${lots}`, quantity: lots as Quantity });
        assert.ok(amended.ok);
      }
      const rows = await session.history.amendments(user, bitcoin, orderId, { limit: 10 });
      assert.deepEqual(
        rows.map((row) => [row.previousClientOrderId, row.clientOrderId, row.previousQuantity, row.quantity]),
        [
          ['first', 'to-90', 100, 90],
          ['to-90', 'to-80', 90, 80],
        ],
      );
      const later = { limit: 10, fromId: rows[1]?.eventId ?? 0 };
      assert.deepEqual(await session.history.amendments(user, bitcoin, orderId, later), rows.slice(1));
      assert.equal((await session.history.orderByClientId(user, bitcoin, 'to-80'))?.quantity, 80);
      assert.equal(await session.history.orderByClientId(user, bitcoin, 'first'), undefined);
      await engine.close();
      await database.close();
    });

    test('projections made again from the journal are the same rows', async () => {
      const { database } = await fresh();
      const first = await startEngine(database);
      await fundUser(first.session);
      for (let index = 0; index < 40; index++) {
        await first.session.submit(limitOrder(`order-${index}`, index % 2 ? 'buy' : 'sell', 5_000_000 - (index % 5)));
      }
      await first.engine.close();
      const before = await projections(database);
      assert.ok(before.account_trade?.length);
      const store = openJournalStore(database);
      for (let round = 0; round < 3; round++) {
        if (round > 0) await store.clearProjections(1);
        await database.pool.query('DELETE FROM snapshot');
        const again = await startEngine(database);
        await again.engine.close();
        assert.deepEqual(await projections(database), before);
      }
      await database.close();
    });

    test('a writer that is fenced off has done nothing, steps down and follows, and may write again', async () => {
      const { database } = await fresh();
      const { engine, session } = await startEngine(database);
      await fundUser(session);
      await session.submit({ type: 'set_clock', rate: 1, paused: true });
      const other = openJournalStore(database);
      const mine = (await other.beat()).leases[0]?.server;
      const { epoch } = await other.claimWriter(1, 'the other server', mine);
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
        // Waits for their ends: a connection that dies later would take an order sent after the last cut with it.
        await opened.database.pool.query(
          `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()`,
          [name],
        );
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
      await first.session.submit(limitOrder('order', 'buy', (first.session.floor.lastPrice(bitcoin) ?? 0) - 100));
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

    test('a step that is not done when the server stops is told so', async () => {
      const { database } = await fresh();
      const { engine, session } = await startEngine(database, { firstFloor: () => liveFloor() });
      await session.submit({ type: 'set_clock', rate: 1, paused: true });
      const step = assert.rejects(session.step(86_400_000_000), EngineUnavailable);
      await sleep(50);
      await engine.close();
      await step;
      await database.close();
    });
  });
}

type Database = TestDatabase['database'];
type Session = Awaited<ReturnType<typeof openTestEngine>>['session'];

async function snapshotHashes(database: Database): Promise<string[]> {
  const { rows } = await database.pool.query<{ state_hash: string }>('SELECT state_hash FROM snapshot');
  return rows.map((row) => row.state_hash);
}

async function projections(database: Database): Promise<Record<string, unknown[]>> {
  const tables: Record<string, unknown[]> = {};
  for (const [table, order] of [
    ['account_order', 'symbol, order_id'],
    ['account_trade', 'event_id'],
    ['order_amendment', 'event_id'],
    ['ledger_entry', 'event_id, leg'],
    ['projection', 'floor_id'],
  ] as const) {
    tables[table] = (await database.pool.query(`SELECT * FROM ${table} ORDER BY ${order}`)).rows;
  }
  return tables;
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
