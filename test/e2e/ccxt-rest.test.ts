/**
 * ccxt, unchanged, pointed at a real server by its own `urls.api` option: what its users do in an hour of trading, and its
 * own error classes for what goes wrong.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import ccxt from 'ccxt';
import { type RunningServer, startServer } from '../support/start-server.ts';

let server: RunningServer;
let exchange: InstanceType<typeof ccxt.binance>;
let reader: InstanceType<typeof ccxt.binance>;

const symbol = 'BTC/USDT';

function connect(url: string, options: object): InstanceType<typeof ccxt.binance> {
  const client = new ccxt.binance({ enableRateLimit: false, ...options });
  const api = client.urls['api'] as Record<string, string>;
  for (const [name, address] of Object.entries(api)) {
    if (typeof address === 'string') api[name] = address.replace(/^https:\/\/[^/]+/, url);
  }
  return client;
}

before(async () => {
  server = await startServer();
  await server.cli(['account', 'create', 'ann', '--fund', 'USDT=1000000,BTC=10', '--json']);
  const key = await server.cli<{ apiKey: string; secretKey: string }>(['key', 'create', 'ann', '--json']);
  exchange = connect(server.url, { apiKey: key.apiKey, secret: key.secretKey });
  reader = connect(server.url, { apiKey: key.apiKey, secret: 'wrong' });
  await exchange.loadMarkets();
});

after(async () => {
  await server?.stop();
});

/** A price so far from the market that an order rests. */
async function farBid(): Promise<number> {
  const ticker = await exchange.fetchTicker(symbol);
  return Math.floor((ticker.last ?? 0) * 0.7);
}

/** A floor that stands still shows what a book says and an order does, without the market in between. */
async function setPaused(paused: boolean): Promise<void> {
  const response = await fetch(`${server.url}/paper/v1/floor/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ paused }),
  });
  assert.equal(response.status, 200);
}

test('an untouched client loads the markets with their precision and limits', () => {
  const market = exchange.market(symbol);
  assert.equal(market.active, true);
  assert.equal(market.spot, true);
  assert.equal(market.precision.price, 0.01);
  assert.equal(market.precision.amount, 0.00001);
  assert.equal(exchange.priceToPrecision(symbol, 12345.6789), '12345.68');
  assert.ok(Object.keys(exchange.markets ?? {}).length >= 10);
});

test('public data: time, ticker, book, trades, candles, status', async () => {
  assert.ok(Math.abs(((await exchange.fetchTime()) ?? 0) - Date.now()) < 5000);
  const ticker = await exchange.fetchTicker(symbol);
  assert.ok((ticker.bid ?? 0) > 0 && (ticker.ask ?? 0) > (ticker.bid ?? 0));
  assert.ok(Object.keys(await exchange.fetchTickers()).length >= 10);
  assert.ok(Object.keys(await exchange.fetchBidsAsks([symbol, 'ETH/USDT'])).length === 2);
  const book = await exchange.fetchOrderBook(symbol, 20);
  assert.ok(book.bids.length === 20 && book.asks.length === 20);
  assert.ok((book.bids[0]?.[0] ?? 0) < (book.asks[0]?.[0] ?? 0));
  const trades = await exchange.fetchTrades(symbol, undefined, 5);
  for (const trade of trades) assert.ok((trade.price ?? 0) > 0 && (trade.amount ?? 0) > 0);
  const candles = await exchange.fetchOHLCV(symbol, '1m', undefined, 100);
  assert.equal(candles.length, 100);
  for (let i = 1; i < candles.length; i++) assert.equal((candles[i]?.[0] ?? 0) - (candles[i - 1]?.[0] ?? 0), 60_000);
  assert.equal((await exchange.fetchStatus()).status, 'ok');
});

test('candles from a start come oldest first and not beyond an end', async () => {
  const since = Math.floor(Date.now() / 86_400_000) * 86_400_000 - 10 * 86_400_000;
  const candles = await exchange.fetchOHLCV(symbol, '1d', since, 5);
  assert.deepEqual(
    candles.map(([time]) => time),
    [0, 1, 2, 3, 4].map((day) => since + day * 86_400_000),
  );
});

test('balances show what was funded', async () => {
  const balance = await exchange.fetchBalance();
  assert.equal(balance['BTC']?.total, 10);
  assert.equal(balance['USDT']?.free, 1_000_000);
});

test('deposits are told as they came, and there were no withdrawals', async () => {
  const deposits = await exchange.fetchDeposits('USDT');
  assert.deepEqual(
    deposits.map(({ type, currency, amount, status }) => ({ type, currency, amount, status })),
    [{ type: 'deposit', currency: 'USDT', amount: 1_000_000, status: 'ok' }],
  );
  assert.deepEqual(await exchange.fetchWithdrawals(), []);
});

test('a limit order rests, is found by both its ids, and is cancelled', async () => {
  const price = await farBid();
  const placed = await exchange.createOrder(symbol, 'limit', 'buy', 0.01, price, { clientOrderId: 'mine-1' });
  assert.equal(placed.status, 'open');
  assert.equal(placed.clientOrderId, 'mine-1');
  const held = (await exchange.fetchBalance())['USDT'];
  assert.ok(Math.abs((held?.used ?? 0) - price * 0.01) < 1e-6);
  assert.equal((await exchange.fetchOrder(placed.id ?? '', symbol)).status, 'open');
  assert.deepEqual(
    (await exchange.fetchOpenOrders(symbol)).map((order) => order.id),
    [placed.id],
  );
  const canceled = await exchange.cancelOrder(placed.id ?? '', symbol);
  assert.equal(canceled.status, 'canceled');
  assert.equal((await exchange.fetchOpenOrders(symbol)).length, 0);
  assert.equal((await exchange.fetchOrder(placed.id ?? '', symbol)).status, 'canceled');
  assert.equal((await exchange.fetchBalance())['USDT']?.used, 0);
});

test('a market order fills at once, with fee and trades that add up', async () => {
  const before = (await exchange.fetchBalance())['BTC']?.free ?? 0;
  const order = await exchange.createOrder(symbol, 'market', 'buy', 0.02);
  assert.equal(order.status, 'closed');
  assert.equal(order.filled, 0.02);
  const trades = await exchange.fetchOrderTrades(order.id ?? '', symbol);
  assert.ok(Math.abs(trades.reduce((sum, trade) => sum + (trade.amount ?? 0), 0) - 0.02) < 1e-9);
  assert.ok(Math.abs(trades.reduce((sum, trade) => sum + (trade.cost ?? 0), 0) - (order.cost ?? 0)) < 1e-6);
  const after = (await exchange.fetchBalance())['BTC']?.free ?? 0;
  assert.ok(Math.abs(after - before - 0.02 * 0.999) < 1e-7);
  const mine = await exchange.fetchMyTrades(symbol);
  assert.equal(mine.at(-1)?.order, order.id);
  assert.equal(mine.at(-1)?.fee?.currency, 'BTC');
});

test('a market buy by cost never spends more', async () => {
  const order = await exchange.createMarketBuyOrderWithCost(symbol, 500);
  assert.equal(order.status, 'closed');
  assert.ok((order.cost ?? 0) <= 500 && (order.cost ?? 0) > 495);
});

/** Pauses where half a bitcoin more than the best ask costs no more than that: one time in forty so much stands there that it is a million. */
async function pauseAtAsk(costMax: number): Promise<{ price: number; amount: number }> {
  for (let attempt = 0; attempt < 100; attempt++) {
    await setPaused(true);
    const book = await exchange.fetchOrderBook(symbol, 5);
    const [price = 0, amount = 0] = book.asks[0] ?? [];
    if ((amount + 0.5) * price <= costMax) return { price, amount };
    await setPaused(false);
  }
  assert.fail(`the best ask never stood below ${costMax}`);
}

test('an order bigger than what stands in its reach fills in part and rests with the rest', async () => {
  const { price, amount } = await pauseAtAsk(900_000);
  const wanted = exchange.amountToPrecision(symbol, amount + 0.5);
  const order = await exchange.createOrder(symbol, 'limit', 'buy', Number(wanted), price);
  assert.equal(order.status, 'open');
  assert.equal(order.filled, amount);
  assert.equal(order.average, price);
  const seen = await exchange.fetchOrder(order.id ?? '', symbol);
  assert.ok(Math.abs((seen.remaining ?? 0) - (Number(wanted) - amount)) < 1e-9);
  const canceled = await exchange.cancelOrder(order.id ?? '', symbol);
  assert.equal(canceled.status, 'canceled');
  assert.equal(canceled.filled, amount);
  await setPaused(false);
});

test('immediate-or-cancel and fill-or-kill orders that find nothing expire', async () => {
  const price = await farBid();
  for (const timeInForce of ['IOC', 'FOK']) {
    const order = await exchange.createOrder(symbol, 'limit', 'buy', 0.01, price, { timeInForce });
    assert.equal(order.status, 'expired');
    assert.equal(order.filled, 0);
  }
});

test('all orders and closed orders are told, oldest first', async () => {
  const orders = await exchange.fetchOrders(symbol);
  const ids = orders.map((order) => Number(order.id));
  assert.deepEqual(
    ids,
    ids.toSorted((a, b) => a - b),
  );
  assert.ok(orders.length >= 5);
  const fees = await exchange.fetchTradingFees();
  assert.equal(fees[symbol]?.taker, 0.001);
});

test('cancelling everything cancels everything of one symbol', async () => {
  const price = await farBid();
  for (let i = 0; i < 3; i++) await exchange.createOrder(symbol, 'limit', 'buy', 0.01, price - i);
  await exchange.cancelAllOrders(symbol);
  assert.equal((await exchange.fetchOpenOrders(symbol)).length, 0);
});

test('faults arrive as the client has them in its own classes', async () => {
  const price = await farBid();
  const place =
    (amount: number | string, at: number | string, params: object = {}) =>
    () =>
      exchange.privatePostOrder({
        symbol: 'BTCUSDT',
        side: 'BUY',
        type: 'LIMIT',
        timeInForce: 'GTC',
        quantity: amount,
        price: at,
        ...params,
      });
  await assert.rejects(exchange.createOrder(symbol, 'limit', 'sell', 50, price * 2), ccxt.InsufficientFunds);
  await assert.rejects(place('0.000011', price), ccxt.InvalidOrder);
  await assert.rejects(place('0.00001', '100.005'), ccxt.InvalidOrder);
  await assert.rejects(place('0.00001', price), ccxt.ExchangeError);
  await assert.rejects(place('1e5', price), ccxt.BadRequest);
  await assert.rejects(exchange.cancelOrder('999999999', symbol), ccxt.OrderNotFound);
  await assert.rejects(exchange.fetchOrder('999999999', symbol), ccxt.OrderNotFound);
  const ask = (await exchange.fetchTicker(symbol)).ask ?? 0;
  await assert.rejects(
    exchange.createOrder(symbol, 'limit', 'buy', 0.01, ask * 1.02, { postOnly: true }),
    ccxt.OrderImmediatelyFillable,
  );
  await assert.rejects(exchange.publicGetDepth({ symbol: 'NOPE' }), ccxt.BadSymbol);
  await assert.rejects(reader.fetchBalance(), ccxt.AuthenticationError);
  const late = connect(server.url, { apiKey: exchange.apiKey, secret: exchange.secret });
  late.nonce = () => Date.now() - 60_000;
  await assert.rejects(late.fetchOpenOrders(symbol), ccxt.InvalidNonce);
});

test('a second order under an open id is refused, and the id is free again when the first is done', async () => {
  const price = await farBid();
  const params = { clientOrderId: 'again' };
  const first = await exchange.createOrder(symbol, 'limit', 'buy', 0.01, price, params);
  await assert.rejects(exchange.createOrder(symbol, 'limit', 'buy', 0.01, price, params), ccxt.InvalidOrder);
  await exchange.cancelOrder(first.id ?? '', symbol);
  const second = await exchange.createOrder(symbol, 'limit', 'buy', 0.01, price, params);
  assert.notEqual(second.id, first.id);
  await exchange.cancelOrder(second.id ?? '', symbol);
});
