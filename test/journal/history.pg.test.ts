/** What is stored beside the journal and can be made again from it: orders, lists, trades, amendments, prevented matches. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccountId, OrderId, Price, Quantity, TimestampUs } from '../../src/core/units/brand.ts';
import { openJournalStore } from '../../src/storage/postgres-journal.ts';
import { type Database, forEachDatabase } from './support/engine-suite.ts';
import { bitcoin, fundUser, limitOrder, user } from './support/engines.ts';

forEachDatabase(({ fresh, reopen, startEngine }) => {
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
    for (const { asset, available, held } of session.floor.balances(user)) {
      const { rows } = await database.pool.query(
        'SELECT coalesce(sum(amount), 0)::text AS sum FROM ledger WHERE account = $1 AND asset = $2',
        [user, asset],
      );
      assert.equal(BigInt(rows[0].sum), available + held);
    }
    await engine.close();
    await database.close();
  });

  test('of thousands of orders at once none is missing', async () => {
    const { database } = await fresh();
    const { engine, session } = await startEngine(database);
    await fundUser(session);
    const orders = Array.from({ length: 2_500 }, (_, index) =>
      limitOrder(`order-${index}`, index % 2 ? 'buy' : 'sell', 5_000_000),
    );
    await Promise.all(orders.map((order) => session.submit(order)));
    const last = await session.history.order(user, bitcoin, 2_500 as OrderId);
    assert.equal(last?.status, 'filled');
    const { rows } = await database.pool.query(
      `SELECT (SELECT count(*)::int FROM account_order WHERE status = 'filled') AS orders,
        (SELECT count(*)::int FROM account_trade) AS trades`,
    );
    assert.deepEqual(rows, [{ orders: 2_500, trades: 2_500 }]);
    await engine.close();
    await database.close();
  });

  test('a period is exactly its orders and trades, wherever it begins and ends', async () => {
    const { database } = await fresh();
    const { engine, session } = await startEngine(database);
    await fundUser(session);
    for (let index = 0; index < 20; index++) {
      await session.submit(limitOrder(`order-${index}`, index % 2 ? 'buy' : 'sell', 5_000_000));
    }
    const all = { limit: 1000 };
    const orders = await session.history.orders(user, bitcoin, all);
    const trades = await session.history.trades(user, bitcoin, all);
    const times = [...orders.map(({ createdAt }) => createdAt), ...trades.map(({ time }) => time)];
    const ends = [...new Set(times.flatMap((time) => [time - 1, time, time + 1]))] as TimestampUs[];
    const spread = ends.filter((_, index) => index % 4 === 0);
    for (const startTime of spread) {
      for (const endTime of spread) {
        const isIn = (time: number) => time >= startTime && time <= endTime;
        const period = { ...all, startTime, endTime };
        const expected = [orders.filter(({ createdAt }) => isIn(createdAt)), trades.filter(({ time }) => isIn(time))];
        const found = [session.history.orders(user, bitcoin, period), session.history.trades(user, bitcoin, period)];
        assert.deepEqual(await Promise.all(found), expected);
      }
    }
    const late = orders.slice(-3)[0]!;
    const both = await session.history.orders(user, bitcoin, { limit: 2, fromId: 2, startTime: late.createdAt });
    assert.deepEqual(both, orders.filter(({ createdAt }) => createdAt >= late.createdAt).slice(0, 2));
    assert.deepEqual(
      await session.history.orders(1001 as AccountId, bitcoin, { ...all, startTime: late.createdAt }),
      [],
    );
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

    const again = await reopen(name);
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

    const again = await reopen(name);
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

  test('the ledger has each leg of a trade once, also where an earlier release has written them as rows', async () => {
    const { database } = await fresh();
    const { engine, session } = await startEngine(database);
    await fundUser(session);
    for (let index = 0; index < 4; index++) {
      await session.submit(limitOrder(`order-${index}`, index % 2 ? 'buy' : 'sell', 5_000_000));
    }
    const trades = await session.history.trades(user, bitcoin, { limit: 10 });
    assert.ok(trades.length >= 2);
    const legs = 'SELECT event_id, leg, account, asset, amount, reason, time_us FROM ledger ORDER BY event_id, leg';
    const { rows: before } = await database.pool.query(legs);
    // So it wrote them; its rows of trades had no base amount, unless this release had written them before.
    await database.pool.query(
      `INSERT INTO ledger_entry (floor_id, event_id, leg, account, asset, amount, reason, time_us)
       SELECT floor_id, event_id, leg, account, asset, amount, reason, time_us FROM ledger WHERE reason IN ('trade', 'commission')`,
    );
    assert.deepEqual((await database.pool.query(legs)).rows, before);
    await database.pool.query('UPDATE account_trade SET base_amount = NULL, base_asset = NULL WHERE trade_id = $1', [
      trades[0]?.tradeId,
    ]);
    assert.deepEqual((await database.pool.query(legs)).rows, before);
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
});

async function projections(database: Database): Promise<Record<string, unknown[]>> {
  const tables: Record<string, unknown[]> = {};
  for (const [table, order] of [
    ['account_order', 'symbol, order_id'],
    ['account_trade', 'event_id'],
    ['order_amendment', 'event_id'],
    ['ledger', 'event_id, leg'],
    ['projection', 'floor_id'],
  ] as const) {
    tables[table] = (await database.pool.query(`SELECT * FROM ${table} ORDER BY ${order}`)).rows;
  }
  return tables;
}
