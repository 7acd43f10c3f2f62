import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { EngineUnavailable, OutcomeUnknown } from '../../src/engine/floor-session.ts';
import { quietFloor } from '../support/floor-definition.ts';
import { MemorySession } from '../support/memory-session.ts';
import { type Client, createTestGateway, encode, signedQuery, type TestGateway } from '../support/test-gateway.ts';

let gateway: TestGateway;
let maker: Client;
let taker: Client;

before(async () => {
  gateway = await createTestGateway();
  maker = await gateway.client();
  taker = await gateway.client();
});
after(() => gateway.close());

const limit = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price: '50000' };

async function refusal(client: Client, parameters: Record<string, string | number>): Promise<string> {
  const answer = await client.call('POST', '/api/v3/order', parameters);
  assert.equal(answer.status, 400, answer.text);
  return `${answer.body.code} ${answer.body.msg}`;
}

test('the answer is as long as asked for: full by default for limit and market, short for limit maker', async () => {
  const keys = async (parameters: object) =>
    Object.keys((await maker.call('POST', '/api/v3/order', { ...limit, ...parameters })).body);
  const ack = ['symbol', 'orderId', 'orderListId', 'clientOrderId', 'transactTime'];
  assert.deepEqual(await keys({ newOrderRespType: 'ACK' }), ack);
  assert.equal((await keys({ newOrderRespType: 'RESULT' })).includes('fills'), false);
  assert.equal((await keys({})).includes('fills'), true);
  const { timeInForce, ...withoutTime } = limit;
  const short = await maker.call('POST', '/api/v3/order', { ...withoutTime, type: 'LIMIT_MAKER' });
  assert.deepEqual(Object.keys(short.body), ack);
  await maker.call('DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' });
});

test('an order may come in the query, in a form, in both, and with an empty body that says it is JSON', async () => {
  const headers = { 'x-mbx-apikey': maker.apiKey };
  const form = { ...headers, 'content-type': 'application/x-www-form-urlencoded' };
  const json = { ...headers, 'content-type': 'application/json' };
  const sign = (payload: string) => createHmac('sha256', maker.secretKey).update(payload).digest('hex');
  const whole = () => signedQuery(maker.secretKey, { ...limit, timestamp: Date.now() });
  const inQuery = await gateway.request('POST', `/api/v3/order?${whole()}`, { headers });
  const inBody = await gateway.request('POST', '/api/v3/order', { headers: form, body: whole() });
  const asJson = await gateway.request('POST', `/api/v3/order?${whole()}`, { headers: json });
  const query = encode({ symbol: 'BTCUSDT', side: 'BUY', price: '40000' });
  const body = encode({ type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price: '1', timestamp: Date.now() });
  const mixed = await gateway.request('POST', `/api/v3/order?${query}`, {
    headers: form,
    body: `${body}&signature=${sign(query + body)}`,
  });
  for (const answer of [inQuery, inBody, asJson, mixed]) assert.equal(answer.status, 200, answer.text);
  assert.equal(mixed.body.price, '40000.00000000');
  const asText = await gateway.request('POST', '/api/v3/order', { headers: json, body: whole() });
  assert.deepEqual([asText.status, asText.body.code], [415, -1100]);
  await maker.call('DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' });
});

test('fills, balances, open orders and trades agree to the last digit', async () => {
  await maker.call('POST', '/api/v3/order', { ...limit, side: 'SELL', price: '51000', quantity: '0.3' });
  await maker.call('POST', '/api/v3/order', { ...limit, side: 'SELL', price: '51001.01', quantity: '0.00017' });
  const { body } = await taker.call('POST', '/api/v3/order', {
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'MARKET',
    quantity: '0.30017',
  });
  assert.equal(body.status, 'FILLED');
  assert.equal(body.price, '0.00000000');
  assert.equal(body.cummulativeQuoteQty, '15308.67017170');
  assert.deepEqual(
    body.fills.map((fill: Record<string, unknown>) => [fill['price'], fill['qty'], fill['commission']]),
    [
      ['51000.00000000', '0.30000000', '0.00030000'],
      ['51001.01000000', '0.00017000', '0.00000017'],
    ],
  );
  const mine = (await taker.call('GET', '/api/v3/myTrades', { symbol: 'BTCUSDT', orderId: body.orderId })).body;
  const market = (await gateway.get('/api/v3/trades', { symbol: 'BTCUSDT', limit: 2 })).body;
  for (const [index, trade] of mine.entries()) {
    assert.deepEqual([trade.id, trade.price, trade.qty], [market[index].id, market[index].price, market[index].qty]);
  }
  const balances = (await taker.call('GET', '/api/v3/account', { omitZeroBalances: true })).body.balances;
  assert.deepEqual(balances, [
    { asset: 'USDT', free: '984691.32982830', locked: '0.00000000' },
    { asset: 'BTC', free: '10.29986983', locked: '0.00000000' },
    { asset: 'ETH', free: '100.00000000', locked: '0.00000000' },
  ]);
});

test('a partly filled order shows what is left, and its cancel what was done', async () => {
  const placed = (await maker.call('POST', '/api/v3/order', { ...limit, newClientOrderId: 'part' })).body;
  await taker.call('POST', '/api/v3/order', { symbol: 'BTCUSDT', side: 'SELL', type: 'MARKET', quantity: '0.04' });
  const open = (await maker.call('GET', '/api/v3/order', { symbol: 'BTCUSDT', origClientOrderId: 'part' })).body;
  assert.deepEqual([open.orderId, open.status, open.executedQty], [placed.orderId, 'PARTIALLY_FILLED', '0.04000000']);
  const { body } = await maker.call('DELETE', '/api/v3/order', {
    symbol: 'BTCUSDT',
    orderId: placed.orderId,
    origClientOrderId: 'part',
    newClientOrderId: 'the-cancel',
  });
  assert.deepEqual(
    [body.origClientOrderId, body.clientOrderId, body.status, body.executedQty],
    ['part', 'the-cancel', 'CANCELED', '0.04000000'],
  );
  const later = (await maker.call('GET', '/api/v3/order', { symbol: 'BTCUSDT', orderId: placed.orderId })).body;
  assert.deepEqual([later.clientOrderId, later.status], ['part', 'CANCELED']);
});

test('a stop order waits, is seen waiting, goes live, and can be cancelled', async () => {
  const floor = quietFloor();
  const trailingDelta = { minAbove: 10, maxAbove: 2000, minBelow: 10, maxBelow: 2000 };
  const symbols = floor.symbols.map((one) => ({ ...one, algoOrdersMax: 5, trailingDelta }));
  const fresh = await createTestGateway({ session: new MemorySession({ definition: { ...floor, symbols } }) });
  const alice = await fresh.client();
  const bob = await fresh.client();
  const symbol = 'BTCUSDT';
  const order = { symbol, side: 'SELL', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price: '50000' };
  await alice.call('POST', '/api/v3/order', order);
  await bob.call('POST', '/api/v3/order', { ...order, side: 'BUY' });
  const place = (more: object) =>
    alice.call('POST', '/api/v3/order', { symbol, side: 'SELL', quantity: '0.1', ...more });
  const placed = await place({ type: 'STOP_LOSS', stopPrice: '49000' });
  assert.deepEqual(Object.keys(placed.body), ['symbol', 'orderId', 'orderListId', 'clientOrderId', 'transactTime']);
  const { orderId } = placed.body;
  const query = async (id: number) => (await alice.call('GET', '/api/v3/order', { symbol, orderId: id })).body;
  const waiting = await query(orderId);
  assert.deepEqual(
    [waiting.type, waiting.status, waiting.stopPrice, waiting.isWorking, waiting.workingTime, waiting.timeInForce],
    ['STOP_LOSS', 'NEW', '49000.00000000', false, -1, 'GTC'],
  );
  const trailing = await place({
    type: 'TAKE_PROFIT',
    stopPrice: '52000',
    trailingDelta: 100,
    newOrderRespType: 'RESULT',
  });
  assert.deepEqual(
    [trailing.body.trailingDelta, trailing.body.trailingTime, trailing.body.stopPrice, trailing.body.workingTime],
    [100, -1, '52000.00000000', -1],
  );
  const told = async (more: object) => (await place(more)).body;
  assert.deepEqual(await told({ type: 'STOP_LOSS', stopPrice: '50000' }), {
    code: -2010,
    msg: 'Order would trigger immediately.',
  });
  assert.equal((await told({ type: 'STOP_LOSS', trailingDelta: 5 })).msg, 'Filter failure: TRAILING_DELTA');
  for (const stopPrice of ['1', '2', '3']) await place({ type: 'STOP_LOSS', stopPrice });
  assert.equal((await told({ type: 'STOP_LOSS', stopPrice: '4' })).msg, 'Filter failure: MAX_NUM_ALGO_ORDERS');
  const held = async () => {
    const { balances } = (await alice.call('GET', '/api/v3/account')).body;
    return balances.find((row: { asset: string }) => row.asset === 'BTC').locked;
  };
  assert.equal(await held(), '0.50000000');
  await bob.call('POST', '/api/v3/order', { ...order, side: 'BUY', price: '49000', quantity: '0.2' });
  await alice.call('POST', '/api/v3/order', { ...order, price: '49000', quantity: '0.1' });
  const done = await query(orderId);
  assert.deepEqual([done.status, done.isWorking, done.workingTime > 0], ['FILLED', true, true]);
  const cancelled = await alice.call('DELETE', '/api/v3/order', { symbol, orderId: trailing.body.orderId });
  assert.deepEqual([cancelled.body.status, cancelled.body.stopPrice], ['CANCELED', '52000.00000000']);
  await alice.call('DELETE', '/api/v3/openOrders', { symbol });
  assert.equal(await held(), '0.00000000');
  await fresh.close();
});

test('an iceberg order shows its slice in the book and its whole in the account', async () => {
  const more = { price: '40000', quantity: '0.5', icebergQty: '0.2' };
  const { body } = await maker.call('POST', '/api/v3/order', { ...limit, ...more });
  assert.deepEqual([body.icebergQty, body.origQty], ['0.20000000', '0.50000000']);
  const { bids } = (await gateway.get('/api/v3/depth', { symbol: 'BTCUSDT' })).body;
  assert.deepEqual(bids[0], ['40000.00000000', '0.20000000']);
  const open = (await maker.call('GET', '/api/v3/order', { symbol: 'BTCUSDT', orderId: body.orderId })).body;
  assert.deepEqual([open.icebergQty, open.origQty, open.executedQty], ['0.20000000', '0.50000000', '0.00000000']);
  await maker.call('DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' });
});

test('an icebergQty of nothing makes no iceberg of the order', async () => {
  const { status, body } = await maker.call('POST', '/api/v3/order', {
    ...{ ...limit, price: '40000', quantity: '0.5', icebergQty: '0.00000000' },
    ...{ timeInForce: 'IOC', strategyId: '9007199254740991', strategyType: '2147483647' },
  });
  assert.deepEqual(
    [status, body.status, body.strategyId],
    [200, 'EXPIRED', 9_007_199_254_740_991],
    JSON.stringify(body),
  );
  const rows = (await maker.call('GET', '/api/v3/order', { symbol: 'BTCUSDT', orderId: body.orderId })).body;
  assert.deepEqual([rows.icebergQty, rows.strategyType], ['0.00000000', 2_147_483_647]);
});

test('an icebergQty of nothing is as none, with every type of order', async () => {
  const fresh = await createTestGateway();
  const [alice, bob] = [await fresh.client(), await fresh.client()];
  const place = (client: Client, order: object) => client.call('POST', '/api/v3/order', { ...order });
  await place(alice, { ...limit, side: 'SELL', quantity: '3' });
  await place(bob, limit);
  for (const parameters of [
    { type: 'LIMIT', timeInForce: 'GTC', price: '40000' },
    { type: 'LIMIT', timeInForce: 'FOK', price: '40000' },
    { type: 'LIMIT_MAKER', price: '40000' },
    { type: 'MARKET' },
    { type: 'STOP_LOSS', stopPrice: '60000' },
    { type: 'STOP_LOSS_LIMIT', stopPrice: '60000', price: '60000', timeInForce: 'IOC' },
    { type: 'TAKE_PROFIT', stopPrice: '40000' },
    { type: 'TAKE_PROFIT_LIMIT', stopPrice: '40000', price: '40000', timeInForce: 'FOK' },
  ]) {
    const order = { symbol: 'BTCUSDT', side: 'BUY', quantity: '0.05', newOrderRespType: 'RESULT', ...parameters };
    const without = await place(bob, order);
    const none = await place(bob, { ...order, icebergQty: '0.000' });
    assert.deepEqual([none.status, none.body.status], [200, without.body.status], `${order.type}: ${none.text}`);
    assert.equal('icebergQty' in none.body, false);
  }
  await fresh.close();
});

test('a pegged order says what it is pegged to and, once it is known, at what price', async () => {
  const { price, ...unpriced } = limit;
  const book = [
    { ...limit, price: '40000' },
    { ...limit, price: '39000' },
  ];
  for (const order of book) await maker.call('POST', '/api/v3/order', order);
  const offset = { pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: '1' };
  const placed = (await maker.call('POST', '/api/v3/order', { ...unpriced, pegPriceType: 'PRIMARY_PEG', ...offset }))
    .body;
  const told = {
    price: '0.00000000',
    pegPriceType: 'PRIMARY_PEG',
    pegOffsetType: 'PRICE_LEVEL',
    pegOffsetValue: 1,
    peggedPrice: '39000.00000000',
  };
  assert.partialDeepStrictEqual(placed, told);
  const ask = async (orderId: number) =>
    (await maker.call('GET', '/api/v3/order', { symbol: 'BTCUSDT', orderId })).body;
  assert.partialDeepStrictEqual(await ask(placed.orderId), told);
  const { bids } = (await gateway.get('/api/v3/depth', { symbol: 'BTCUSDT' })).body;
  assert.deepEqual(bids[1], ['39000.00000000', '0.20000000']);

  const stop = { ...unpriced, type: 'STOP_LOSS_LIMIT', side: 'SELL', stopPrice: '1', pegPriceType: 'MARKET_PEG' };
  const waiting = (await maker.call('POST', '/api/v3/order', { ...stop, newOrderRespType: 'RESULT' })).body;
  assert.deepEqual(
    [waiting.pegPriceType, 'peggedPrice' in waiting, 'pegOffsetType' in waiting],
    ['MARKET_PEG', false, false],
  );
  const canceled = await maker.call('DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' });
  assert.ok(canceled.body.some((row: { peggedPrice?: string }) => row.peggedPrice === '39000.00000000'));
});

test('an order that expires says why', async () => {
  const ioc = (await maker.call('POST', '/api/v3/order', { ...limit, timeInForce: 'IOC' })).body;
  assert.deepEqual([ioc.status, ioc.expiryReason], ['EXPIRED', 'UNFILLED_IOC_QUANTITY_EXPIRED']);
  const fok = (await maker.call('POST', '/api/v3/order', { ...limit, timeInForce: 'FOK' })).body;
  assert.deepEqual([fok.status, fok.expiryReason], ['EXPIRED', 'UNFILLED_FOK_ORDER_EXPIRED']);
});

test('faults in an order have the codes and sentences of the exchange, and change nothing', async () => {
  const before = (await maker.call('GET', '/api/v3/account')).body.balances;
  const { timeInForce, ...untimed } = limit;
  const { price, ...unpriced } = limit;
  const pegged = { ...unpriced, pegPriceType: 'PRIMARY_PEG' };
  const cases: [Record<string, string | number>, string | RegExp][] = [
    [untimed, "-1102 Mandatory parameter 'timeInForce' was not sent, was empty/null, or malformed."],
    [unpriced, "-1102 Mandatory parameter 'price' was not sent, was empty/null, or malformed."],
    [{ ...limit, type: 'MARKET' }, "-1106 Parameter 'timeInForce' sent when not required."],
    [{ symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET' }, /^-1102 Param 'quantity' or 'quoteOrderQty' must be sent/],
    [{ ...limit, type: 'LIMIT_MAKER' }, "-1106 Parameter 'timeInForce' sent when not required."],
    [{ ...limit, stopPrice: '1' }, "-1106 Parameter 'stopPrice' sent when not required."],
    [{ ...limit, side: 'HOLD' }, '-1117 Invalid side.'],
    [{ ...limit, type: 'LIMITED' }, '-1116 Invalid orderType.'],
    [{ ...limit, timeInForce: 'GTD' }, '-1115 Invalid timeInForce.'],
    [{ ...limit, symbol: 'NOPE' }, '-1121 Invalid symbol.'],
    [{ ...limit, quantity: '0' }, '-1013 Invalid quantity.'],
    [{ ...limit, price: '0' }, '-1013 Invalid price.'],
    [{ ...limit, quantity: '0.000000001' }, "-1111 Parameter 'quantity' has too much precision."],
    [{ ...limit, quantity: '0.000001' }, '-1013 Filter failure: LOT_SIZE'],
    [{ ...limit, quantity: '9000.1' }, '-1013 Filter failure: LOT_SIZE'],
    [{ ...limit, price: '50000.005' }, '-1013 Filter failure: PRICE_FILTER'],
    [{ ...limit, price: '99999999' }, '-1013 Filter failure: PRICE_FILTER'],
    [{ ...limit, price: '1', quantity: '0.00001' }, /^-1013 Filter failure: (NOTIONAL|PERCENT_PRICE_BY_SIDE)/],
    [{ ...limit, quantity: '100' }, '-2010 Account has insufficient balance for requested action.'],
    [{ ...limit, newClientOrderId: 'with space' }, /^-1100 .*'newClientOrderId'/],
    [{ ...limit, newClientOrderId: 'x'.repeat(37) }, /^-1100 .*'newClientOrderId'/],
    [{ ...limit, strategyType: 999_999 }, /^-1134 /],
    [{ ...limit, strategyType: '2147483648' }, "-1108 Parameter 'strategyType' overflowed."],
    [{ ...limit, strategyId: '9007199254740992' }, "-1108 Parameter 'strategyId' overflowed."],
    [{ ...limit, strategyId: '9223372036854775807' }, "-1108 Parameter 'strategyId' overflowed."],
    [{ ...limit, selfTradePreventionMode: 'MAYBE' }, /^-1130 .*'selfTradePreventionMode'/],
    [{ ...limit, newOrderRespType: 'LONG' }, /^-1130 .*'newOrderRespType'/],
    [{ ...limit, icebergQty: '0.2' }, '-2010 IcebergQty exceeds QTY.'],
    [{ ...limit, icebergQty: '0.000001' }, '-1013 Filter failure: LOT_SIZE'],
    [{ ...limit, icebergQty: '0.01', timeInForce: 'IOC' }, '-1014 Unsupported order combination.'],
    [
      { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '1', icebergQty: '0.1' },
      "-1106 Parameter 'icebergQty' sent when not required.",
    ],
    [{ ...limit, pegPriceType: 'PRIMARY' }, '-1210 Invalid pegPriceType.'],
    [{ ...pegged, pegOffsetType: 'TICKS', pegOffsetValue: '1' }, '-1211 Invalid pegOffsetType.'],
    [{ ...pegged, pegOffsetType: 'PRICE_LEVEL' }, /^-1102 .*'pegOffsetValue'/],
    [{ ...pegged, pegOffsetValue: '1' }, /^-1102 .*'pegOffsetType'/],
    [{ ...limit, pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: '1' }, /^-1102 .*'pegPriceType'/],
    [{ ...pegged, pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: '101' }, /^-1130 .*'pegOffsetValue'/],
    [{ ...pegged, pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: '-1' }, /^-1100 .*'pegOffsetValue'/],
    [{ ...pegged, type: 'MARKET' }, '-2010 This order type may not use pegged price.'],
    [{ ...pegged, type: 'STOP_LOSS', stopPrice: '1' }, '-2010 This order type may not use pegged price.'],
    [{ ...pegged, timeInForce: 'IOC' }, '-2010 This price peg cannot be used with this order type.'],
    [
      { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT_MAKER', quantity: '0.1', pegPriceType: 'MARKET_PEG' },
      '-2010 This price peg cannot be used with this order type.',
    ],
    [
      { ...pegged, pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: '100' },
      '-2010 Order book liquidity is too low for this pegged order.',
    ],
    [{ ...pegged, price: '0' }, '-1013 Invalid price.'],
    [
      { symbol: 'BTCUSDT', side: 'SELL', type: 'STOP_LOSS', quantity: '1' },
      "-1102 Param 'stopPrice' or 'trailingDelta' must be sent, but both were empty/null!",
    ],
    [{ ...limit, type: 'STOP_LOSS', stopPrice: '1' }, "-1106 Parameter 'timeInForce' sent when not required."],
    [{ ...limit, type: 'STOP_LOSS_LIMIT', stopPrice: '1.001' }, '-1013 Filter failure: PRICE_FILTER'],
    [{ ...limit, type: 'STOP_LOSS_LIMIT', stopPrice: '0' }, '-1013 Invalid price.'],
    [{ ...limit, type: 'TAKE_PROFIT_LIMIT', trailingDelta: '1.5' }, /^-1100 .*'trailingDelta'/],
    [{ ...limit, trailingDelta: '100' }, "-1106 Parameter 'trailingDelta' sent when not required."],
    [{ ...limit, qantity: '1' }, /^-1104 Not all sent parameters were read; read '7' parameter\(s\) but was sent '8'/],
  ];
  for (const [parameters, expected] of cases) {
    const told = await refusal(maker, parameters);
    if (typeof expected === 'string') assert.equal(told, expected);
    else assert.match(told, expected);
  }
  assert.deepEqual((await maker.call('GET', '/api/v3/account')).body.balances, before);
});

test('a query or cancel of what is not there, or is not yours, is answered alike', async () => {
  const { orderId } = (await maker.call('POST', '/api/v3/order', limit)).body;
  const ask = async (client: Client, id: number) => {
    const seen = await client.call('GET', '/api/v3/order', { symbol: 'BTCUSDT', orderId: id });
    const gone = await client.call('DELETE', '/api/v3/order', { symbol: 'BTCUSDT', orderId: id });
    return [seen.text, gone.text];
  };
  const missing = await ask(taker, 9_999_999);
  assert.deepEqual(await ask(taker, orderId), missing);
  assert.deepEqual(missing, [
    '{"code":-2013,"msg":"Order does not exist."}',
    '{"code":-2011,"msg":"Unknown order sent."}',
  ]);
  assert.equal((await maker.call('GET', '/api/v3/order', { symbol: 'BTCUSDT', orderId })).body.status, 'NEW');
  const both = { symbol: 'BTCUSDT', orderId, origClientOrderId: 'other' };
  assert.equal((await maker.call('GET', '/api/v3/order', both)).body.code, -2039);
  await maker.call('DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' });
  assert.equal((await maker.call('DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' })).body.code, -2011);
});

test('order ids of a symbol rise, and stay whole numbers for every client', async () => {
  const placed = async () => (await maker.call('POST', '/api/v3/order', { ...limit, price: '40000' })).body.orderId;
  const ids: number[] = [];
  for (let turn = 0; turn < 20; turn++) ids.push(await placed());
  assert.deepEqual(
    ids,
    [...new Set(ids)].toSorted((one, other) => one - other),
  );
  assert.ok(ids.every(Number.isSafeInteger));
  await maker.call('DELETE', '/api/v3/openOrders', { symbol: 'BTCUSDT' });
});

test('allOrders and myTrades take only the documented mixtures of parameters', async () => {
  const now = Date.now();
  const code = async (path: string, parameters: Record<string, string | number>) =>
    (await maker.call('GET', path, { symbol: 'BTCUSDT', ...parameters })).body.code;
  assert.equal(await code('/api/v3/allOrders', { startTime: now - 90_000_000, endTime: now }), -1127);
  assert.equal(await code('/api/v3/myTrades', { orderId: 1, startTime: now }), -1128);
  assert.equal(await code('/api/v3/myTrades', { fromId: 1, endTime: now }), -1128);
  assert.equal(await code('/api/v3/myTrades', { orderId: 1, fromId: 1 }), undefined);
  const first = (await maker.call('GET', '/api/v3/allOrders', { symbol: 'BTCUSDT', limit: 1 })).body[0].orderId;
  const from = (await maker.call('GET', '/api/v3/allOrders', { symbol: 'BTCUSDT', orderId: 1, limit: 2 })).body;
  assert.deepEqual([from.length, from[0].orderId < first], [2, true]);
});

test('an engine that can take nothing now says so, and an outcome in doubt is told as unknown', async () => {
  const told = async (error: Error) => {
    gateway.session.trouble = error;
    const answer = await maker.call('POST', '/api/v3/order', limit);
    return [answer.status, answer.body.code];
  };
  assert.deepEqual(await told(new EngineUnavailable('busy', 'full')), [503, -1008]);
  assert.deepEqual(await told(new EngineUnavailable('stopping', 'stopping')), [503, -1016]);
  assert.deepEqual(await told(new EngineUnavailable('cancel_only', 'its audit failed')), [400, -1013]);
  assert.deepEqual(await told(new OutcomeUnknown('database gone')), [504, -1007]);
  assert.deepEqual(await told(new Error('a bug')), [500, -1000]);
  assert.match(gateway.logged(), /"event":"operation.failed".*a bug/);
});

test('times are in microseconds when the header asks for them', async () => {
  const headers = { 'x-mbx-time-unit': 'microsecond' };
  const { body } = await gateway.request('GET', '/api/v3/time', { headers });
  assert.match(String(body.serverTime), /^\d{16}$/);
  const wrong = await gateway.request('GET', '/api/v3/time', { headers: { 'x-mbx-time-unit': 'FORTNIGHT' } });
  assert.deepEqual([wrong.status, wrong.body.code], [400, -1194]);
});
