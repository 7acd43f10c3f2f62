/** Price range, reference price and how it is made, as clients read them and meet them; both doors. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { SymbolIndex } from '../../src/core/units/brand.ts';
import { quietFloor } from '../support/floor-definition.ts';
import { MemorySession } from '../support/memory-session.ts';
import { type Client, createTestGateway, type TestGateway } from '../support/test-gateway.ts';

const [btc, ...others] = quietFloor().symbols;
const definition = {
  ...quietFloor(),
  symbols: [
    {
      ...btc!,
      referencePrice: { bucketCount: 10, bucketWidthMs: 1000 },
      priceRange: { bidLimitMultUp: '1.1', bidLimitMultDown: '0.9', askLimitMultDown: '0.95' },
    },
    ...others,
  ],
};
let gateway: TestGateway;
let session: MemorySession;
let maker: Client;
let taker: Client;
const symbol = 'BTCUSDT';
const order = (side: string, price: string, more = {}) => {
  return { symbol, side, type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price, ...more };
};

before(async () => {
  session = new MemorySession({ definition, frozen: true });
  gateway = await createTestGateway({ session });
  maker = await gateway.client();
  taker = await gateway.client();
});
after(() => gateway.close());

test('the rules of one, several and all symbols; symbols without a rule have none', async () => {
  const rule = {
    ruleType: 'PRICE_RANGE',
    bidLimitMultUp: '1.1000',
    bidLimitMultDown: '0.9000',
    askLimitMultDown: '0.9500',
  };
  const rules = (parameters = {}) => gateway.get('/api/v3/executionRules', parameters);
  assert.deepEqual((await rules({ symbol })).body, { symbolRules: [{ symbol, rules: [rule] }] });
  assert.deepEqual((await rules({ symbols: '["ETHUSDT","BTCUSDT"]' })).body, {
    symbolRules: [
      { symbol: 'ETHUSDT', rules: [] },
      { symbol, rules: [rule] },
    ],
  });
  assert.equal((await rules()).body.symbolRules.length, 3);
  await session.submit({ type: 'set_symbol_status', symbol: 1 as SymbolIndex, status: 'halt' });
  assert.deepEqual((await rules({ symbolStatus: 'HALT' })).body, { symbolRules: [{ symbol: 'ETHUSDT', rules: [] }] });
  for (const both of [
    { symbol, symbols: '["ETHUSDT"]' },
    { symbol, symbolStatus: 'TRADING' },
    { symbols: '["ETHUSDT"]', symbolStatus: 'HALT' },
  ]) {
    assert.equal((await rules(both)).body.code, -1128);
  }
  assert.equal((await rules({ symbol: 'NOPE' })).body.code, -1121);
  const used = async (parameters: Record<string, string>) => {
    const weight = async (answer: ReturnType<typeof rules>) => Number((await answer).headers['x-mbx-used-weight-1m']);
    const before = await weight(gateway.get('/api/v3/ping'));
    return (await weight(rules(parameters))) - before;
  };
  assert.equal(await used({ symbol }), 2);
  assert.equal(await used({ symbols: '["ETHUSDT","BTCUSDT"]' }), 4);
  assert.equal(await used({ symbolStatus: 'HALT' }), 40);
  assert.equal(await used({}), 40);
});

test('the reference price: never set, set, and none while its window is empty; how it is made', async () => {
  const price = async (of = symbol) => (await gateway.get('/api/v3/referencePrice', { symbol: of })).body;
  const never = { code: -2043, msg: "This symbol doesn't have a reference price." };
  assert.deepEqual(await price(), never);
  assert.deepEqual(await price('ETHUSDT'), never);
  await maker.call('POST', '/api/v3/order', order('SELL', '50000'));
  await taker.call('POST', '/api/v3/order', order('BUY', '50000'));
  await session.step(1_000_000);
  await maker.call('POST', '/api/v3/order', order('SELL', '50001'));
  await taker.call('POST', '/api/v3/order', order('BUY', '50001'));
  const timestamp = () => Math.floor(session.floor.time / 1000);
  assert.deepEqual(await price(), { symbol, referencePrice: '50000.50000000', timestamp: timestamp() });
  await session.step(60_000_000);
  assert.deepEqual(await price(), { symbol, referencePrice: null, timestamp: timestamp() });
  const how = async (parameters: Record<string, string>) =>
    (await gateway.get('/api/v3/referencePrice/calculation', parameters)).body;
  assert.deepEqual(await how({ symbol }), {
    symbol,
    calculationType: 'ARITHMETIC_MEAN',
    bucketCount: 10,
    bucketWidthMs: 1000,
  });
  assert.deepEqual(await how({ symbol: 'ETHUSDT' }), never);
  assert.equal((await how({ symbol, symbolStatus: 'HALT' })).code, -1220);
  assert.equal((await how({})).code, -1102);
});

test('an order that would trade outside the range expires and says why, in its answer and in queries', async () => {
  await maker.call('POST', '/api/v3/order', order('SELL', '50000'));
  await taker.call('POST', '/api/v3/order', order('BUY', '50000'));
  await maker.call('POST', '/api/v3/order', order('SELL', '55000.01'));
  const { body } = await taker.call('POST', '/api/v3/order', order('BUY', '56000'));
  assert.deepEqual(
    [body.status, body.executedQty, body.expiryReason],
    ['EXPIRED', '0.00000000', 'EXECUTION_RULE_PRICE_RANGE_EXCEEDED'],
  );
  const asked = await taker.call('GET', '/api/v3/order', { symbol, orderId: body.orderId });
  assert.equal(asked.body.expiryReason, 'EXECUTION_RULE_PRICE_RANGE_EXCEEDED');
  const market = { symbol, side: 'BUY', type: 'MARKET', quantity: '0.1' };
  assert.equal((await taker.call('POST', '/api/v3/order', market)).body.status, 'EXPIRED');
});
