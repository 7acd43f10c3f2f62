/**
 * ccxt.pro, unchanged, pointed here by its own options alone. It takes a market data connection for spot only when its
 * address contains `/stream`, so `urls.api.ws.spot` is `ws://HOST/stream`; it then dials `/stream/0`, `/stream/1`, … and
 * subscribes by message. Orders and user data go over `urls.api.ws['ws-api'].spot`, `ws://HOST/ws-api/v3`. For addresses
 * without TLS (`ws://`) it wants `loadHttpProxyAgent()` called once.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pro, type Trade } from 'ccxt';
import { type OpenGateway, openGateway } from './open-gateway.ts';

type Exchange = InstanceType<typeof pro.binance>;

let open: OpenGateway;
let maker: Exchange;
let taker: Exchange;

before(async () => {
  open = await openGateway();
  maker = await connect();
  taker = await connect();
  for (let i = 1; i <= 5; i++) {
    await maker.createOrder('BTC/USDT', 'limit', 'sell', 0.5, 50_000 + i);
    await maker.createOrder('BTC/USDT', 'limit', 'buy', 0.5, 50_000 - i);
  }
});

after(async () => {
  await Promise.all([maker.close(), taker.close()]);
  await open.close();
});

async function connect(): Promise<Exchange> {
  const { apiKey, secretKey } = await open.client({ USDT: '1000000', BTC: '10' });
  const exchange = new pro.binance({ apiKey, secret: secretKey, options: { fetchMarkets: { types: ['spot'] } } });
  const rest = (path: string) => `${open.http}${path}`;
  exchange.urls['api'] = {
    ...exchange.urls['api'],
    public: rest('/api/v3'),
    private: rest('/api/v3'),
    v1: rest('/api/v1'),
    sapi: rest('/sapi/v1'),
    sapiV2: rest('/sapi/v2'),
    sapiV3: rest('/sapi/v3'),
    ws: { spot: `${open.ws}/stream`, 'ws-api': { spot: `${open.ws}/ws-api/v3` } },
  };
  await exchange.loadHttpProxyAgent();
  await exchange.loadMarkets();
  return exchange;
}

/** Watches until what came is what was wanted. */
async function watch<T>(next: () => Promise<T>, wanted: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await next();
    if (wanted(value)) return value;
  }
}

test('watchOrderBook bridges snapshot and stream and follows every change', async () => {
  const first = await taker.watchOrderBook('BTC/USDT');
  assert.deepEqual([first.bids[0]?.[0], first.asks[0]?.[0]], [49_999, 50_001]);
  const order = await maker.createOrder('BTC/USDT', 'limit', 'buy', 0.25, 50_000);
  const book = await watch(
    () => taker.watchOrderBook('BTC/USDT'),
    (now) => now.bids[0]?.[0] === 50_000,
  );
  assert.deepEqual(book.bids[0], [50_000, 0.25]);
  await maker.cancelOrder(String(order.id), 'BTC/USDT');
  await watch(
    () => taker.watchOrderBook('BTC/USDT'),
    (now) => now.bids[0]?.[0] === 49_999,
  );
});

test('watchTrades, watchTicker and watchOHLCV show a trade, each in its own form', async () => {
  const trades = taker.watchTrades('BTC/USDT');
  const ticker = watch(
    () => taker.watchTicker('BTC/USDT'),
    (now) => (now.baseVolume ?? 0) > 0,
  );
  const candle = watch(
    () => taker.watchOHLCV('BTC/USDT', '1m'),
    (rows) => rows.length > 0,
  );
  await new Promise((resolve) => setTimeout(resolve, 200));
  await taker.createOrder('BTC/USDT', 'market', 'buy', 0.1);
  const [trade] = await trades;
  assert.deepEqual([trade?.symbol, trade?.price, trade?.amount, trade?.side], ['BTC/USDT', 50_001, 0.1, 'buy']);
  const shown = await ticker;
  assert.deepEqual([shown.symbol, shown.last, shown.high], ['BTC/USDT', 50_001, 50_001]);
  const [row] = (await candle).slice(-1);
  assert.deepEqual(row?.slice(1), [50_001, 50_001, 50_001, 50_001, 0.1]);
});

test('watchTickers and watchBidsAsks cover several symbols over one line', async () => {
  const tickers = await taker.watchTickers(['BTC/USDT']);
  assert.equal(tickers['BTC/USDT']?.last, 50_001);
  const touch = await taker.watchBidsAsks(['BTC/USDT']);
  assert.deepEqual([touch['BTC/USDT']?.bid, touch['BTC/USDT']?.ask], [49_999, 50_001]);
});

test('watchBalance, watchOrders and watchMyTrades tell one story about an order filled in two steps', async () => {
  const orders: { status: string | undefined; filled: number }[] = [];
  const following = (async () => {
    for (;;) {
      for (const order of await taker.watchOrders('BTC/USDT'))
        orders.push({ status: order.status, filled: Number(order.filled) });
      if (orders.at(-1)?.status === 'closed') return;
    }
  })();
  const trades: Trade[] = [];
  const trading = watch(
    () => taker.watchMyTrades('BTC/USDT'),
    (list) => trades.push(...list) >= 2,
  );
  const balance = watch(
    () => taker.watchBalance(),
    (now) => now['USDT']?.used === 0 && (now['BTC']?.total ?? 0) > 10.2,
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  const placed = await taker.createOrder('BTC/USDT', 'limit', 'buy', 0.2, 50_000, { clientOrderId: 'two-steps' });
  for (let i = 0; i < 2; i++) await maker.createOrder('BTC/USDT', 'limit', 'sell', 0.1, 50_000);
  await following;
  assert.equal(orders[0]?.status, 'open');
  assert.equal(orders.at(-1)?.filled, 0.2);
  await trading;
  const mine = trades.filter((trade) => trade.order === placed.id);
  assert.deepEqual(
    mine.map((trade) => [trade.price, trade.amount, trade.takerOrMaker, trade.fee?.currency]),
    [
      [50_000, 0.1, 'maker', 'BTC'],
      [50_000, 0.1, 'maker', 'BTC'],
    ],
  );
  const now = await balance;
  const asked = await taker.fetchBalance();
  assert.equal(now['BTC']?.total, asked['BTC']?.total);
  assert.equal(now['USDT']?.total, asked['USDT']?.total);
});

test('orders over the socket: createOrderWs, fetchOpenOrdersWs, cancelOrderWs, and a refusal of ccxt its own class', async () => {
  const placed = await taker.createOrderWs('BTC/USDT', 'limit', 'buy', 0.1, 40_000);
  const open = await taker.fetchOpenOrdersWs('BTC/USDT');
  assert.deepEqual(
    open.map((order) => order.id),
    [placed.id],
  );
  const canceled = await taker.cancelOrderWs(String(placed.id), 'BTC/USDT');
  assert.equal(canceled.status, 'canceled');
  await assert.rejects(taker.createOrderWs('BTC/USDT', 'limit', 'buy', 100, 49_000), { name: 'InsufficientFunds' });
});
