/** Filters as clients meet them: shown with Binance's names and fields, and refused by name. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FloorDefinition } from '../../src/core/instruments/definition.ts';
import { quietFloor } from '../support/floor-definition.ts';
import { MemorySession } from '../support/memory-session.ts';
import { type Client, createTestGateway, type TestGateway } from '../support/test-gateway.ts';

const quiet = quietFloor();
/** Every filter there is, on the first symbol. */
const filtered: FloorDefinition = {
  ...quiet,
  assets: quiet.assets.map((asset) => (asset.name === 'USDT' ? { ...asset, orderAmountMax: '90000' } : asset)),
  filters: { ordersMax: 1000, algoOrdersMax: 200, icebergOrdersMax: 100, orderListsMax: 20 },
  symbols: quiet.symbols.map((symbol) =>
    symbol.name === 'BTCUSDT'
      ? {
          ...symbol,
          multiplierUp: '1.3',
          multiplierDown: '0.7',
          marketMinQuantity: '0.001',
          marketStepSize: '0.0005',
          leastNotional: { amount: '10', toMarket: false },
          maxNotionalToMarket: false,
          icebergPartsMax: 10,
          algoOrdersMax: 5,
          icebergOrdersMax: 4,
          orderListsMax: 3,
          amendsMax: 2,
          positionMax: '12.5',
          trailingDelta: { minAbove: 10, maxAbove: 2000, minBelow: 11, maxBelow: 2001 },
          ordersMax: 3,
        }
      : symbol,
  ),
};

let gateway: TestGateway;
let client: Client;

before(async () => {
  gateway = await createTestGateway({ session: new MemorySession({ definition: filtered }) });
  client = await gateway.client();
});
after(() => gateway.close());

const symbolFilters = [
  { filterType: 'PRICE_FILTER', minPrice: '0.01000000', maxPrice: '1000000.00000000', tickSize: '0.01000000' },
  { filterType: 'LOT_SIZE', minQty: '0.00001000', maxQty: '9000.00000000', stepSize: '0.00001000' },
  { filterType: 'ICEBERG_PARTS', limit: 10 },
  { filterType: 'MARKET_LOT_SIZE', minQty: '0.00100000', maxQty: '100.00000000', stepSize: '0.00050000' },
  {
    filterType: 'TRAILING_DELTA',
    minTrailingAboveDelta: 10,
    maxTrailingAboveDelta: 2000,
    minTrailingBelowDelta: 11,
    maxTrailingBelowDelta: 2001,
  },
  { filterType: 'PERCENT_PRICE', multiplierUp: '1.3', multiplierDown: '0.7', avgPriceMins: 5 },
  {
    filterType: 'PERCENT_PRICE_BY_SIDE',
    bidMultiplierUp: '5',
    bidMultiplierDown: '0.2',
    askMultiplierUp: '5',
    askMultiplierDown: '0.2',
    avgPriceMins: 5,
  },
  { filterType: 'MIN_NOTIONAL', minNotional: '10.00000000', applyToMarket: false, avgPriceMins: 5 },
  {
    filterType: 'NOTIONAL',
    minNotional: '5.00000000',
    applyMinToMarket: true,
    maxNotional: '9000000.00000000',
    applyMaxToMarket: false,
    avgPriceMins: 5,
  },
  { filterType: 'MAX_POSITION', maxPosition: '12.50000000' },
  { filterType: 'MAX_NUM_ORDERS', maxNumOrders: 3 },
  { filterType: 'MAX_NUM_ORDER_LISTS', maxNumOrderLists: 3 },
  { filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: 5 },
  { filterType: 'MAX_NUM_ICEBERG_ORDERS', maxNumIcebergOrders: 4 },
  { filterType: 'MAX_NUM_ORDER_AMENDS', maxNumOrderAmends: 2 },
];

const exchangeFilters = [
  { filterType: 'EXCHANGE_MAX_NUM_ORDERS', maxNumOrders: 1000 },
  { filterType: 'EXCHANGE_MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: 200 },
  { filterType: 'EXCHANGE_MAX_NUM_ICEBERG_ORDERS', maxNumIcebergOrders: 100 },
  { filterType: 'EXCHANGE_MAX_NUM_ORDER_LISTS', maxNumOrderLists: 20 },
];

test('exchangeInfo shows every filter of the floor and of the symbol', async () => {
  const { body } = await gateway.get('/api/v3/exchangeInfo', { symbol: 'BTCUSDT' });
  assert.deepEqual(body.exchangeFilters, exchangeFilters);
  assert.deepEqual(body.symbols[0].filters, symbolFilters);
});

test('myFilters adds the asset filters of the two assets', async () => {
  const asked = await client.call('GET', '/api/v3/myFilters', { symbol: 'BTCUSDT' });
  const assetFilters = [{ filterType: 'MAX_ASSET', asset: 'USDT', limit: '90000.00000000' }];
  assert.deepEqual(asked.body, { exchangeFilters, symbolFilters, assetFilters });
  const cross = await client.call('GET', '/api/v3/myFilters', { symbol: 'ETHBTC' });
  assert.deepEqual(cross.body.assetFilters, []);
  assert.equal((await client.call('GET', '/api/v3/myFilters')).body.code, -1102);
  assert.equal((await client.call('GET', '/api/v3/myFilters', { symbol: 'NOPE' })).body.code, -1121);
});

test('a refusal names its filter', async () => {
  const limit = {
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '0.001',
    price: '50000',
  };
  const market = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET' };
  const place = (order: Record<string, string>) => client.call('POST', '/api/v3/order', order);
  // Something to compare with: a trade at 50000.
  await place({ ...limit, side: 'SELL' });
  await place({ ...limit, selfTradePreventionMode: 'NONE' });
  const refusals: readonly (readonly [string, Record<string, string>])[] = [
    ['PRICE_FILTER', { ...limit, price: '1000000.01' }],
    ['PERCENT_PRICE', { ...limit, price: '65000.01' }],
    ['LOT_SIZE', { ...limit, quantity: '9000.00001' }],
    ['MIN_NOTIONAL', { ...limit, quantity: '0.00019' }],
    ['MAX_ASSET', { ...limit, quantity: '1.80001' }],
    ['MARKET_LOT_SIZE', { ...market, quantity: '0.00125' }],
    ['NOTIONAL', { ...market, quoteOrderQty: '4.99' }],
    ['MAX_POSITION', { ...limit, quantity: '2.50001', price: '35000' }],
  ];
  for (const [filter, order] of refusals) {
    const { status, body } = await place(order);
    assert.deepEqual([status, body.code, body.msg], [400, -1013, `Filter failure: ${filter}`]);
  }
  for (const price of ['49000', '48000', '47000']) assert.equal((await place({ ...limit, price })).status, 200);
  assert.equal((await place({ ...limit, price: '46000' })).body.msg, 'Filter failure: MAX_NUM_ORDERS');
});

test('the limits on lists and on amendments are refused by name at the one that is too many', async () => {
  const few = {
    ...filtered,
    name: 'few',
    symbols: quiet.symbols.map((one) => ({ ...one, orderListsMax: 1, amendsMax: 1 })),
  };
  const other = await createTestGateway({ session: new MemorySession({ definition: few }) });
  const trader = await other.client();
  const symbol = 'BTCUSDT';
  const pair = { symbol, side: 'SELL', quantity: '0.01', aboveType: 'LIMIT_MAKER', belowType: 'STOP_LOSS' };
  const list = { ...pair, abovePrice: '60000', belowStopPrice: '40000' };
  const place = () => trader.call('POST', '/api/v3/orderList/oco', { ...list, aboveClientOrderId: 'above' });
  assert.equal((await place()).status, 200);
  const { status, body } = await trader.call('POST', '/api/v3/orderList/oco', list);
  assert.deepEqual([status, body.code, body.msg], [400, -1013, 'Filter failure: MAX_NUM_ORDER_LISTS']);
  const amend = (newQty: string) =>
    trader.call('PUT', '/api/v3/order/amend/keepPriority', {
      ...{ symbol, origClientOrderId: 'above', newClientOrderId: 'above', newQty },
    });
  assert.equal((await amend('0.009')).status, 200);
  const amended = await amend('0.008');
  assert.deepEqual(
    [amended.status, amended.body.code, amended.body.msg],
    [400, -2038, 'Filter failure: MAX_NUM_ORDER_AMENDS'],
  );
  await other.close();
});
