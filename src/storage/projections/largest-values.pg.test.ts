/** The largest values that the core permits fit into every column of the history and come back with every digit. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import type { PoolClient } from 'pg';
import { databaseKinds, type TestDatabase } from '../../../test/journal/support/databases.ts';
import { pegLevelsMax } from '../../core/matching/peg.ts';
import type { OrderListState, OrderState } from '../../core/messages/account-event.ts';
import { movementMax } from '../../core/money/cash-desk.ts';
import { exactLimit } from '../../core/units/arithmetic.ts';
import type { CandleRow } from '../../journal/projections/candle-row.ts';
import { insertAmendments, selectAmendments } from './amendment-rows.ts';
import { selectCandles, upsertCandles } from './candle-rows.ts';
import { insertEntries, selectMovements } from './entry-rows.ts';
import { selectList, upsertLists } from './list-rows.ts';
import { selectOrder, upsertOrders } from './order-rows.ts';
import { insertPreventedMatches, selectPreventedMatches } from './prevented-rows.ts';
import { insertTrades, selectTrades } from './trade-rows.ts';

/** Quantities and times: whole numbers that a double holds. */
const whole = (exactLimit - 1) as never;
/** Ids are counted up; the last number stands for none of them. */
const id = (exactLimit - 2) as never;
/** Prices are ticks below 2^31, as are trade groups. */
const int = (2 ** 31 - 1) as never;
const basisPoints = 9_999;
/** What one order moves at most; of many fills' sum no more than that either. */
const amount = BigInt(exactLimit - 1) as never;
const range = { fromId: id, limit: 10 } as never;
const [account, symbol, floorId] = [id, int, 2 ** 31 - 1] as const;

const order: OrderState = {
  ...{ orderId: id, orderListId: id, account, symbol, clientOrderId: 'z'.repeat(36), side: 'sell' },
  ...{ kind: 'take_profit_limit', timeInForce: 'gtc', price: int, pegTo: 'market', pegLevels: pegLevelsMax },
  ...{ peggedPrice: int, quantity: whole, quoteAmount: amount, icebergQuantity: whole, stopPrice: int },
  ...{ trailingDelta: basisPoints, trailingSince: whole, workingAt: whole, selfTradePrevention: 'expire_both' },
  ...{ strategyId: whole, strategyType: whole, status: 'expired', expiryReason: undefined, executed: whole },
  ...{ cumulativeQuote: amount, prevented: whole, preventedMatchId: id, createdAt: whole, updatedAt: whole },
} as OrderState;

for (const kind of databaseKinds) {
  suite(`the largest values in ${kind.name}`, { skip: kind.absent }, () => {
    let opened: TestDatabase;
    let client: PoolClient;
    before(async () => {
      opened = await kind.open();
      client = await opened.database.pool.connect();
    });
    after(async () => {
      client.release();
      await opened.close();
    });
    const pool = () => opened.database.pool;

    test('of orders', async () => {
      await upsertOrders(client, floorId, [{ order, eventId: id }]);
      assert.deepEqual({ ...(await selectOrder(pool(), floorId, account, symbol, id)) }, order);
    });

    test('of trades', async () => {
      const trade = {
        ...{ tradeId: id, orderId: id, symbol, price: int, quantity: whole, quoteAmount: amount },
        ...{ commission: amount, commissionAsset: int, time: whole, isBuyer: true, isMaker: false, orderListId: id },
      } as const;
      const ledger = { eventId: id, account, baseAsset: int, quoteAsset: int, baseAmount: amount } as const;
      await insertTrades(client, floorId, [{ ...trade, ...ledger }]);
      assert.deepEqual(await selectTrades(pool(), floorId, account, symbol, range), [trade]);
    });

    test('of movements', async () => {
      const movement = { movementId: id, asset: int, amount: -movementMax, counterparty: id } as const;
      await insertEntries(client, floorId, [
        { ...movement, ...{ eventId: id, leg: 0, account, reason: 'withdrawal', timeUs: whole } },
      ]);
      const [read] = await selectMovements(pool(), floorId, account, range);
      assert.deepEqual({ ...read }, { ...movement, kind: 'withdrawal', time: whole });
    });

    test('of amendments, lists and prevented matches', async () => {
      const names = { previousClientOrderId: 'a'.repeat(36), clientOrderId: 'b'.repeat(36) };
      const amended = {
        eventId: id,
        orderId: id,
        ...names,
        previousQuantity: whole,
        quantity: whole,
        time: whole,
      };
      await insertAmendments(client, floorId, [{ ...amended, account, symbol }]);
      assert.equal((await selectAmendments(pool(), floorId, account, symbol, id, range)).length, 1);
      const list = {
        ...{ orderListId: id, account, symbol, listClientOrderId: 'c'.repeat(36), kind: 'otoco', status: 'done' },
        ...{ orders: [{ orderId: id, clientOrderId: 'd'.repeat(36) }], createdAt: whole, updatedAt: whole },
      } as unknown as OrderListState;
      await upsertLists(client, floorId, [{ list, eventId: id }]);
      assert.deepEqual((await selectList(pool(), floorId, account, id))?.orders, list.orders);
      const match = {
        ...{ symbol, preventedMatchId: id, takerAccount: account, takerOrderId: id, makerAccount: id },
        ...{ makerOrderId: id, tradeGroup: int, mode: 'expire_both' as const, price: int, takerPrevented: whole },
        ...{ makerPrevented: whole, time: whole },
      } as const;
      await insertPreventedMatches(client, floorId, [match]);
      const found = await selectPreventedMatches(pool(), floorId, account, symbol, { preventedMatchId: id });
      assert.deepEqual(
        found.map((one) => ({ ...one })),
        [match],
      );
    });

    test('of candles, whose volumes are sums of as many of them as there are', async () => {
      const candle: CandleRow = {
        ...{ symbol: int, interval: '1M', openTimeUs: whole, open: int, high: int, low: int, close: int },
        ...{ volume: whole, takerBuyVolume: whole, trades: whole, firstTradeId: id, lastTradeId: id },
        ...{ quoteVolume: 9n * 10n ** 36n, takerBuyQuoteVolume: 9n * 10n ** 36n },
      };
      const beyond = { ...candle, interval: '1w', volume: 1e19, takerBuyVolume: 1e22 };
      await upsertCandles(client, floorId, [candle, beyond]);
      const read = await selectCandles(pool(), floorId);
      assert.deepEqual(
        read,
        [candle, { ...candle, interval: '1w' }],
        'what no double holds exactly is the largest that one does',
      );
    });
  });
}
