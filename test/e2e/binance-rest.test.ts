/**
 * The npm package `binance`, unchanged, pointed at a real server by its own `baseUrl` option. It sends the parameters of a
 * POST in the query and JSON lists raw; one client signs with HMAC, another with an Ed25519 key.
 */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { MainClient } from 'binance';
import { type RunningServer, startServer } from '../support/start-server.ts';

let server: RunningServer;
let client: MainClient;
let modern: MainClient;

const symbol = 'ETHUSDT';

before(async () => {
  server = await startServer();
  await server.cli(['account', 'create', 'bob', '--fund', 'USDT=1000000,ETH=50', '--json']);
  const key = await server.cli<{ apiKey: string; secretKey: string }>(['key', 'create', 'bob', '--json']);
  client = connect(key.apiKey, key.secretKey);

  const pair = generateKeyPairSync('ed25519');
  const file = join(server.dataDir, 'bob.pem');
  writeFileSync(file, pair.publicKey.export({ format: 'pem', type: 'spki' }));
  const words = ['key', 'create', 'bob', '--type', 'ed25519', '--public-key', file, '--json'];
  const second = await server.cli<{ apiKey: string }>(words);
  modern = connect(second.apiKey, pair.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString());
});

after(async () => {
  await server?.stop();
});

function connect(apiKey: string, secret: string): MainClient {
  return new MainClient({
    api_key: apiKey,
    api_secret: secret,
    baseUrl: server.url,
    disableTimeSync: true,
    beautifyResponses: false,
  });
}

async function farBid(): Promise<string> {
  const ticker = await client.getSymbolOrderBookTicker({ symbol });
  assert.ok(!Array.isArray(ticker));
  return String(Math.floor(Number(ticker.bidPrice) * 0.7));
}

/** The code and text of the exchange inside what the client throws. */
async function refusal(call: Promise<unknown>): Promise<[number, string]> {
  try {
    await call;
  } catch (error) {
    const { code, message } = error as { code: number; message: string };
    return [code, message];
  }
  throw new Error('the call was not refused');
}

test('market data has the documented shapes', async () => {
  assert.deepEqual(await client.testConnectivity(), {});
  const info = await client.getExchangeInfo({ symbols: [symbol, 'BTCUSDT'] });
  assert.deepEqual(
    info.symbols.map((row) => row.symbol),
    [symbol, 'BTCUSDT'],
  );
  const book = await client.getOrderBook({ symbol, limit: 10 });
  assert.ok(book.lastUpdateId > 0 && book.bids.length === 10);
  const candles = await client.getKlines({ symbol, interval: '1h', limit: 48 });
  assert.equal(candles.length, 48);
  assert.equal(candles[0]?.length, 12);
  assert.deepEqual(await client.getUIKlines({ symbol, interval: '1h', endTime: candles[10]?.[0] ?? 0, limit: 1 }), [
    candles[10],
  ]);
  const average = await client.getAvgPrice({ symbol });
  assert.ok(Number(average.price) > 0 && average.mins === 5);
  const prices = await client.getSymbolPriceTicker();
  assert.ok(Array.isArray(prices) && prices.length >= 10);
  const days = await client.get24hrChangeStatistics({ symbols: [symbol], type: 'MINI' });
  assert.ok(Array.isArray(days) && days.length === 1);
});

test('trades and aggregates tile: ids rise one by one and every trade is in one aggregate', async () => {
  await client.submitNewOrder({ symbol, side: 'BUY', type: 'MARKET', quantity: 5 });
  const trades = await client.getRecentTrades({ symbol, limit: 100 });
  for (let i = 1; i < trades.length; i++) assert.equal(trades[i]?.id, (trades[i - 1]?.id ?? 0) + 1);
  const aggregates = await client.getAggregateTrades({ symbol, limit: 100 });
  for (let i = 1; i < aggregates.length; i++) assert.equal(aggregates[i]?.f, (aggregates[i - 1]?.l ?? 0) + 1);
  const from = trades[0]?.id ?? 0;
  const old = await client.getHistoricalTrades({ symbol, fromId: from, limit: 3 });
  assert.deepEqual(
    old.map((trade) => trade.id),
    [from, from + 1, from + 2].slice(0, old.length),
  );
});

test('an order is placed, seen, cancelled and found again, with either kind of key', async () => {
  for (const trader of [client, modern]) {
    const price = await farBid();
    const placed = await trader.submitNewOrder({
      symbol,
      side: 'BUY',
      type: 'LIMIT',
      timeInForce: 'GTC',
      quantity: 0.5,
      price: Number(price),
      newOrderRespType: 'RESULT',
      strategyId: 7,
      strategyType: 1_000_001,
    });
    assert.ok('status' in placed && placed.status === 'NEW');
    const { orderId } = placed;
    const open = await trader.getOpenOrders({ symbol });
    assert.deepEqual(
      open.map((order) => order.orderId),
      [orderId],
    );
    const { strategyId, strategyType } = open[0] as { strategyId?: number; strategyType?: number };
    assert.deepEqual([strategyId, strategyType], [7, 1_000_001]);
    const canceled = await trader.cancelOrder({ symbol, orderId });
    assert.equal(canceled.status, 'CANCELED');
    assert.equal(canceled.origClientOrderId, placed.clientOrderId);
    assert.notEqual(canceled.clientOrderId, placed.clientOrderId);
    const found = await trader.getOrder({ symbol, origClientOrderId: placed.clientOrderId });
    assert.equal(found.status, 'CANCELED');
    assert.equal(found.orderId, orderId);
  }
});

test('a full answer, the trade list and the balances tell one story', async () => {
  const before = await client.getAccountInformation();
  const free = (account: typeof before, asset: string) =>
    BigInt((account.balances.find((row) => row.asset === asset)?.free ?? '0').toString().replace('.', ''));
  const filled = await modern.submitNewOrder({ symbol, side: 'SELL', type: 'MARKET', quantity: 2.5 });
  assert.ok('fills' in filled && filled.status === 'FILLED');
  const units = (text: string | number) => BigInt(String(text).replace('.', ''));
  const sum = filled.fills.reduce((total, fill) => total + units(fill.qty), 0n);
  assert.equal(sum, units('2.50000000'));
  const commission = filled.fills.reduce((total, fill) => total + units(fill.commission), 0n);
  const mine = await client.getAccountTradeList({ symbol, orderId: filled.orderId });
  assert.deepEqual(
    mine.map((trade) => trade.id),
    filled.fills.map((fill) => fill.tradeId),
  );
  const after = await client.getAccountInformation();
  assert.equal(free(before, 'ETH') - free(after, 'ETH'), units('2.50000000'));
  assert.equal(free(after, 'USDT') - free(before, 'USDT'), units(filled.cummulativeQuoteQty) - commission);
});

test('test orders are checked like real ones and leave nothing behind', async () => {
  const price = Number(await farBid());
  const order = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 1, price } as const;
  assert.deepEqual(await client.testNewOrder(order), {});
  assert.deepEqual(await refusal(client.testNewOrder({ ...order, quantity: 0.00001 })), [
    -1013,
    'Filter failure: LOT_SIZE',
  ]);
  assert.deepEqual(await client.getOpenOrders({ symbol }), []);
});

test('refusals carry the code and the sentence of the exchange', async () => {
  const price = Number(await farBid());
  const order = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 1, price } as const;
  assert.deepEqual(await refusal(client.submitNewOrder({ ...order, quantity: 1000 })), [
    -2010,
    'Account has insufficient balance for requested action.',
  ]);
  assert.deepEqual(await refusal(client.submitNewOrder({ ...order, type: 'LIMIT_MAKER', price: price * 2 })), [
    -1106,
    "Parameter 'timeInForce' sent when not required.",
  ]);
  assert.deepEqual(await refusal(client.cancelOrder({ symbol, orderId: 999_999_999 })), [-2011, 'Unknown order sent.']);
  assert.deepEqual(await refusal(client.getOrder({ symbol, orderId: 999_999_999 })), [-2013, 'Order does not exist.']);
  assert.deepEqual(await refusal(client.cancelAllSymbolOrders({ symbol })), [-2011, 'Unknown order sent.']);
  assert.deepEqual(await refusal(client.getOrderBook({ symbol: 'NOPE' })), [-1121, 'Invalid symbol.']);
  const stop = { symbol, side: 'SELL', type: 'STOP_LOSS_LIMIT', timeInForce: 'GTC', quantity: 1 } as const;
  const above = Math.round(price * 1.5);
  assert.deepEqual(await refusal(client.submitNewOrder({ ...stop, price: above, stopPrice: above })), [
    -2010,
    'Order would trigger immediately.',
  ]);
  const stranger = connect('x'.repeat(64), 'y'.repeat(64));
  assert.deepEqual(await refusal(stranger.getAccountInformation()), [
    -2015,
    'Invalid API-key, IP, or permissions for action.',
  ]);
});

test('the order count rises with each order that does not fill, and only with those', async () => {
  const day = async () => (await client.getOrderRateLimit()).find(({ interval }) => interval === 'DAY')?.count ?? -1;
  const before = await day();
  await client.submitNewOrder({ symbol, side: 'BUY', type: 'MARKET', quantity: 0.1 });
  assert.equal(await day(), before);
  const price = Number(await farBid());
  await client.submitNewOrder({ symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: 0.1, price });
  assert.equal(await day(), before + 1);
  await client.cancelAllSymbolOrders({ symbol });
  assert.equal(await day(), before + 1);
});
