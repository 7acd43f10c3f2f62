/** Every answer against answers recorded from the exchange: same fields in the same order, same kinds of value. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { referenceData } from '../support/reference-data.ts';
import { type Client, createTestGateway, type TestGateway } from '../support/test-gateway.ts';
import { shapeOf } from '../support/value-shape.ts';

const recorded = referenceData('binance-api-payloads/nautilus/spot/http_json');

/** Without fields that appear on a condition, or that a list on the exchange holds and ours cannot. */
function without(value: object, ...names: string[]): object {
  return Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));
}

suite('answers have the fields of recorded ones', {
  skip: recorded === undefined && 'no recorded answers here',
}, () => {
  let gateway: TestGateway;
  let maker: Client;
  let taker: Client;
  const symbol = 'BTCUSDT';
  const limit = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price: '50000' };

  before(async () => {
    gateway = await createTestGateway();
    maker = await gateway.client();
    taker = await gateway.client();
    await maker.call('POST', '/api/v3/order', { ...limit, side: 'SELL', price: '50010' });
    await maker.call('POST', '/api/v3/order', limit);
    await taker.call('POST', '/api/v3/order', { symbol, side: 'SELL', type: 'MARKET', quantity: '0.05' });
  });
  after(() => gateway.close());

  const read = (name: string) => JSON.parse(readFileSync(join(recorded ?? '', `${name}.json`), 'utf8'));
  const sameShape = (ours: unknown, name: string) => assert.deepEqual(shapeOf(ours), shapeOf(read(name)));

  test('market data', async () => {
    sameShape((await gateway.get('/api/v3/ping')).body, 'ping_response');
    sameShape((await gateway.get('/api/v3/time')).body, 'server_time_response');
    sameShape((await gateway.get('/api/v3/depth', { symbol })).body, 'depth_response');
    sameShape((await gateway.get('/api/v3/trades', { symbol })).body, 'trades_response');
    sameShape((await gateway.get('/api/v3/klines', { symbol, interval: '1m' })).body, 'klines_response');
    sameShape((await gateway.get('/api/v3/avgPrice', { symbol })).body, 'avg_price_response');
    sameShape((await gateway.get('/api/v3/ticker/24hr', { symbol })).body, 'ticker_24hr_response');
    sameShape((await gateway.get('/api/v3/ticker/price', { symbol })).body, 'ticker_price_response');
    sameShape((await gateway.get('/api/v3/ticker/bookTicker', { symbol })).body, 'book_ticker_response');
  });

  test('trading rules', async () => {
    const ours = (await gateway.get('/api/v3/exchangeInfo', { symbol })).body;
    const theirs = read('exchange_info_response');
    assert.deepEqual(Object.keys(ours), Object.keys(without(theirs, 'sors')));
    assert.deepEqual(shapeOf(without(ours.symbols[0], 'filters')), shapeOf(without(theirs.symbols[0], 'filters')));
  });

  test('orders, cancels and trades', async () => {
    const ioc = await taker.call('POST', '/api/v3/order', { symbol, side: 'SELL', type: 'MARKET', quantity: '0.01' });
    sameShape(ioc.body, 'new_order_full_response');
    const { orderId } = (await maker.call('POST', '/api/v3/order', { ...limit, price: '49000' })).body;
    // The query of one order has its two last fields in another order than the lists: both as documented.
    const one = (await maker.call('GET', '/api/v3/order', { symbol, orderId })).body;
    assert.deepEqual(shapeOf(one), shapeOf(read('order_response')));
    const inLists = (rows: object[]) => rows.map((row) => Object.keys(row).toSorted());
    assert.deepEqual(
      inLists((await maker.call('GET', '/api/v3/openOrders', { symbol })).body)[0],
      inLists(read('open_orders_response'))[0],
    );
    assert.deepEqual(
      inLists((await maker.call('GET', '/api/v3/allOrders', { symbol, limit: 1 })).body)[0],
      inLists(read('all_orders_response'))[0],
    );
    sameShape((await maker.call('DELETE', '/api/v3/order', { symbol, orderId })).body, 'cancel_order_response');
    sameShape((await taker.call('GET', '/api/v3/myTrades', { symbol })).body, 'account_trades_response');
    sameShape((await maker.call('DELETE', '/api/v3/openOrders', { symbol })).body, 'cancel_open_orders_response');
  });

  test('the account', async () => {
    sameShape((await maker.call('GET', '/api/v3/account')).body, 'account_response');
  });
});

suite('answers in full', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await createTestGateway({ limits: false });
  });
  after(() => gateway.close());

  test('a quiet symbol has zeros and empty lists, never null or a missing field', async () => {
    const symbol = 'ETHBTC';
    assert.deepEqual((await gateway.get('/api/v3/depth', { symbol })).body, { lastUpdateId: 0, bids: [], asks: [] });
    assert.deepEqual((await gateway.get('/api/v3/trades', { symbol })).body, []);
    assert.deepEqual((await gateway.get('/api/v3/ticker/price', { symbol })).body, { symbol, price: '0.00000000' });
    const day = (await gateway.get('/api/v3/ticker/24hr', { symbol })).body;
    assert.deepEqual([day.lastPrice, day.count, day.priceChangePercent], ['0.00000000', 0, '0.000']);
  });

  test('one symbol gives an object, a list gives an array even of one, none gives all', async () => {
    for (const path of ['/api/v3/ticker/price', '/api/v3/ticker/bookTicker', '/api/v3/ticker/24hr']) {
      assert.equal(Array.isArray((await gateway.get(path, { symbol: 'BTCUSDT' })).body), false);
      assert.equal((await gateway.get(path, { symbols: '["BTCUSDT"]' })).body.length, 1);
      assert.equal((await gateway.get(path)).body.length, 3);
      assert.equal((await gateway.get(path, { symbol: 'BTCUSDT', symbols: '["BTCUSDT"]' })).body.code, -1128);
    }
  });

  test('exchangeInfo tells the filters that are enforced, and filters by what is asked', async () => {
    const { filters } = (await gateway.get('/api/v3/exchangeInfo', { symbol: 'ETHBTC' })).body.symbols[0];
    assert.deepEqual(
      filters.map((filter: { filterType: string }) => filter.filterType),
      ['PRICE_FILTER', 'LOT_SIZE', 'MARKET_LOT_SIZE', 'PERCENT_PRICE_BY_SIDE', 'NOTIONAL', 'MAX_NUM_ORDERS'],
    );
    assert.deepEqual(filters[0], {
      filterType: 'PRICE_FILTER',
      minPrice: '0.00001000',
      maxPrice: '1000.00000000',
      tickSize: '0.00001000',
    });
    assert.deepEqual(filters[1], {
      filterType: 'LOT_SIZE',
      minQty: '0.00100000',
      maxQty: '9000.00000000',
      stepSize: '0.00100000',
    });
    const count = async (query: string) => (await gateway.get(`/api/v3/exchangeInfo?${query}`)).body.symbols?.length;
    assert.equal(await count('symbols=["BTCUSDT","ETHBTC"]'), 2);
    assert.equal(await count('permissions=SPOT'), 3);
    assert.equal(await count('permissions=["SPOT","MARGIN"]'), 3);
    assert.equal(await count('permissions=MARGIN'), 0);
    assert.equal(await count('symbolStatus=BREAK'), 0);
    assert.equal((await gateway.get('/api/v3/exchangeInfo?symbol=NOPE')).body.code, -1121);
    assert.equal((await gateway.get('/api/v3/exchangeInfo?symbol=BTCUSDT&permissions=SPOT')).body.code, -1128);
  });

  test('commission rates are told as shares, and a test order can tell them', async () => {
    const client = await gateway.client();
    const { body } = await client.call('GET', '/api/v3/account/commission', { symbol: 'BTCUSDT' });
    assert.deepEqual(body.standardCommission, {
      maker: '0.00100000',
      taker: '0.00100000',
      buyer: '0.00000000',
      seller: '0.00000000',
    });
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '40000' };
    assert.deepEqual((await client.call('POST', '/api/v3/order/test', order)).body, {});
    const rated = await client.call('POST', '/api/v3/order/test', { ...order, computeCommissionRates: true });
    assert.equal(rated.body.standardCommissionForOrder.taker, '0.00100000');
    assert.deepEqual((await client.call('GET', '/api/v3/openOrders')).body, []);
  });

  test('a test order that tells its rates weighs 20, in whatever case it was asked to', async () => {
    const limited = await createTestGateway();
    const client = await limited.client();
    const weight = async () => Number((await limited.get('/api/v3/ping')).headers['x-mbx-used-weight-1m']);
    const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '40000' };
    const used = async (path: string, computeCommissionRates: string) => {
      const before = await weight();
      await client.call('POST', path, { ...order, computeCommissionRates });
      return (await weight()) - before - 1;
    };
    for (const path of ['/api/v3/order/test', '/api/v3/sor/order/test']) {
      for (const yes of ['true', 'TRUE', 'True']) assert.equal(await used(path, yes), 20, `${path} ${yes}`);
      for (const no of ['false', 'FALSE']) assert.equal(await used(path, no), 1, `${path} ${no}`);
    }
    await limited.close();
  });
});
