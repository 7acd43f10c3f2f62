/** Order lists as clients meet them: every kind placed, asked for and cancelled; names of parameters, codes, order counts. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { type Client, createTestGateway, type TestGateway } from '../support/test-gateway.ts';

const symbol = 'BTCUSDT';
const limit = { symbol, type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price: '50000' };
const oco = {
  symbol,
  side: 'SELL',
  quantity: '0.1',
  aboveType: 'LIMIT_MAKER',
  abovePrice: '52000',
  aboveClientOrderId: 'profit',
  belowType: 'STOP_LOSS_LIMIT',
  belowStopPrice: '48000',
  belowPrice: '47900',
  belowTimeInForce: 'GTC',
  belowClientOrderId: 'stop',
  listClientOrderId: 'pair',
};
const working = {
  symbol,
  workingType: 'LIMIT',
  workingSide: 'BUY',
  workingPrice: '49000',
  workingQuantity: '0.1',
  workingTimeInForce: 'GTC',
  workingClientOrderId: 'work',
};
const pendingPair = {
  pendingSide: 'SELL',
  pendingAboveType: 'TAKE_PROFIT',
  pendingAboveStopPrice: '55000',
  pendingBelowType: 'STOP_LOSS',
  pendingBelowStopPrice: '45000',
};

let gateway: TestGateway;
let alice: Client;
let bob: Client;

before(async () => {
  gateway = await createTestGateway();
});
beforeEach(async () => {
  alice = await gateway.client();
  bob = await gateway.client();
  await alice.call('POST', '/api/v3/order', { ...limit, side: 'SELL' });
  await bob.call('POST', '/api/v3/order', { ...limit, side: 'BUY' });
});
after(() => gateway.close());

const place = (kind: string, parameters: object) => alice.call('POST', `/api/v3/orderList/${kind}`, { ...parameters });
const told = async (kind: string, parameters: object) => {
  const { status, body } = await place(kind, parameters);
  assert.equal(status, 400);
  return `${body.code} ${body.msg}`;
};
const cancelAll = () => alice.call('DELETE', '/api/v3/openOrders', { symbol });

test('an OCO: the stop-loss first, both of one list; asked for by either id; a leg is cancelled with its list', async () => {
  const { status, body } = await place('oco', oco);
  assert.equal(status, 200);
  const { orderListId, orders, orderReports, transactionTime, ...head } = body;
  assert.deepEqual(head, {
    contingencyType: 'OCO',
    listStatusType: 'EXEC_STARTED',
    listOrderStatus: 'EXECUTING',
    listClientOrderId: 'pair',
    symbol,
  });
  assert.deepEqual(
    orderReports.map((report: { orderListId: number }) => report.orderListId),
    [orderListId, orderListId],
  );
  assert.deepEqual(
    orderReports.map((one: { type: string; stopPrice?: string; workingTime: number }) => [
      one.type,
      one.stopPrice,
      one.workingTime,
    ]),
    [
      ['STOP_LOSS_LIMIT', '48000.00000000', -1],
      ['LIMIT_MAKER', undefined, transactionTime],
    ],
  );
  assert.deepEqual(
    orders.map((one: { clientOrderId: string }) => one.clientOrderId),
    ['stop', 'profit'],
  );
  const { orderReports: _, ...asked } = body;
  const query = async (more: object) => (await alice.call('GET', '/api/v3/orderList', { ...more })).body;
  assert.deepEqual(await query({ orderListId }), asked);
  assert.deepEqual(await query({ origClientOrderId: 'pair' }), asked);
  assert.equal((await query({ orderListId, origClientOrderId: 'other' })).code, -2039);
  assert.equal((await query({ orderListId: orderListId + 99 })).code, -2013);
  assert.equal((await query({})).code, -1102);
  assert.deepEqual((await alice.call('GET', '/api/v3/openOrderList')).body, [asked]);
  assert.equal((await bob.call('GET', '/api/v3/orderList', { orderListId })).body.code, -2013);
  const balances = (await alice.call('GET', '/api/v3/account')).body.balances;
  assert.equal(balances.find((row: { asset: string }) => row.asset === 'BTC').locked, '0.10000000');

  const canceled = await alice.call('DELETE', '/api/v3/order', { symbol, origClientOrderId: 'profit' });
  assert.deepEqual([canceled.body.listStatusType, canceled.body.orderReports.length], ['ALL_DONE', 2]);
  assert.deepEqual(
    canceled.body.orderReports.map((one: { status: string }) => one.status),
    ['CANCELED', 'CANCELED'],
  );
  assert.equal((await query({ orderListId })).listOrderStatus, 'ALL_DONE');
  assert.deepEqual((await alice.call('GET', '/api/v3/openOrderList')).body, []);
  assert.equal((await alice.call('DELETE', '/api/v3/orderList', { symbol, orderListId })).body.code, -2011);
});

test('a list is cancelled by its id or by its client id, and with all orders of the symbol', async () => {
  const { orderListId } = (await place('oco', oco)).body;
  const wrong = { symbol, orderListId, listClientOrderId: 'other' };
  assert.equal((await alice.call('DELETE', '/api/v3/orderList', wrong)).body.code, -2011);
  const byId = await alice.call('DELETE', '/api/v3/orderList', { symbol, orderListId, newClientOrderId: 'the-cancel' });
  assert.deepEqual(
    byId.body.orderReports.map((one: { origClientOrderId: string; clientOrderId: string }) => [
      one.origClientOrderId,
      one.clientOrderId,
    ]),
    [
      ['stop', 'the-cancel'],
      ['profit', 'the-cancel'],
    ],
  );
  await place('oco', oco);
  assert.equal((await alice.call('DELETE', '/api/v3/orderList', { symbol, listClientOrderId: 'pair' })).status, 200);
  await place('oco', oco);
  await alice.call('POST', '/api/v3/order', { ...limit, side: 'SELL', price: '60000' });
  const all = (await cancelAll()).body;
  assert.deepEqual(
    [all.length, all[0].contingencyType, all[0].orderReports.length, all[1].status],
    [2, 'OCO', 2, 'CANCELED'],
  );
  const lists = (await alice.call('GET', '/api/v3/allOrderList')).body;
  assert.equal(lists.length, 3);
  assert.ok(lists.every((list: { listOrderStatus: string }) => list.listOrderStatus === 'ALL_DONE'));
  const from = await alice.call('GET', '/api/v3/allOrderList', { fromId: lists[1].orderListId, limit: 1 });
  assert.deepEqual(from.body, [lists[1]]);
  assert.equal((await alice.call('GET', '/api/v3/allOrderList', { fromId: 1, startTime: 1 })).body.code, -1128);
});

test('OTO, OTOCO, OPO and OPOCO: pending orders are PENDING_NEW, and NEW when the working order is filled', async () => {
  const pending = { pendingType: 'LIMIT', pendingSide: 'SELL', pendingPrice: '60000', pendingTimeInForce: 'GTC' };
  const lists = [
    ['oto', { ...working, ...pending, pendingQuantity: '0.2' }, ['0.10000000', '0.20000000']],
    ['otoco', { ...working, ...pendingPair, pendingQuantity: '0.2' }, ['0.10000000', '0.20000000', '0.20000000']],
    ['opo', { ...working, ...pending }, ['0.10000000', '0.10000000']],
    ['opoco', { ...working, ...pendingPair }, ['0.10000000', '0.10000000', '0.10000000']],
  ] as const;
  for (const [kind, parameters, quantities] of lists) {
    const { body } = await place(kind, parameters);
    assert.equal(body.contingencyType, 'OTO', kind);
    const statuses = body.orderReports.map((one: { status: string }) => one.status);
    assert.deepEqual(statuses, ['NEW', ...quantities.slice(1).map(() => 'PENDING_NEW')], kind);
    await bob.call('POST', '/api/v3/order', { ...limit, side: 'SELL', price: '49000' });
    const orders = [];
    for (const { orderId } of body.orders) {
      orders.push((await alice.call('GET', '/api/v3/order', { symbol, orderId })).body);
    }
    assert.deepEqual(
      orders.map((one) => one.status),
      ['FILLED', ...quantities.slice(1).map(() => 'NEW')],
      kind,
    );
    assert.deepEqual(
      orders.map((one) => one.origQty),
      quantities,
      kind,
    );
    const trades = (await alice.call('GET', '/api/v3/myTrades', { symbol, orderId: body.orders[0].orderId })).body;
    assert.equal(trades[0].orderListId, body.orderListId, kind);
    await cancelAll();
  }
});

test('pending orders of OPO and OPOCO are placed without origQty, as in the documents; queries show it', async () => {
  const report = async (kind: string, wish: object) => {
    const { body } = await place(kind, wish);
    const pending = await Promise.all(
      body.orders
        .slice(1)
        .map(({ orderId }: { orderId: number }) => alice.call('GET', '/api/v3/order', { symbol, orderId })),
    );
    await cancelAll();
    return [
      body.orderReports.map(({ origQty }: { origQty?: string }) => origQty),
      pending.map((answer) => answer.body.origQty),
    ];
  };
  const market = { ...working, pendingType: 'MARKET', pendingSide: 'SELL' };
  const none = '0.00000000';
  assert.deepEqual(await report('opo', market), [['0.10000000', undefined], [none]]);
  assert.deepEqual(await report('opoco', { ...working, ...pendingPair }), [
    ['0.10000000', undefined, undefined],
    [none, none],
  ]);
  const known = { ...market, pendingQuantity: '0.2' };
  assert.deepEqual(await report('oto', known), [['0.10000000', '0.20000000'], ['0.20000000']]);
});

test('an icebergQty of nothing is as none, in every order of every list', async () => {
  const pair = { symbol, side: 'SELL', quantity: '0.1' };
  const triggers = {
    aboveType: 'TAKE_PROFIT',
    aboveStopPrice: '55000',
    belowType: 'STOP_LOSS',
    belowStopPrice: '45000',
  };
  const market = { ...working, pendingType: 'MARKET', pendingSide: 'SELL' };
  const old = { ...pair, price: '52000', stopPrice: '48000' };
  const limited = { stopLimitPrice: '47000', stopLimitTimeInForce: 'FOK' };
  const pairNames = ['above', 'below'];
  const pendingNames = ['working', 'pendingAbove', 'pendingBelow'];
  for (const [path, parameters, prefixes] of [
    ['orderList/oco', oco, pairNames],
    ['orderList/oco', { ...oco, belowTimeInForce: 'FOK' }, pairNames],
    ['orderList/oco', { ...pair, ...triggers }, pairNames],
    ['orderList/oto', { ...market, pendingQuantity: '0.1' }, ['working', 'pending']],
    ['orderList/otoco', { ...working, ...pendingPair, pendingQuantity: '0.1' }, pendingNames],
    ['orderList/opo', market, ['working', 'pending']],
    ['orderList/opoco', { ...working, ...pendingPair }, pendingNames],
    ['order/oco', old, ['limit', 'stop']],
    ['order/oco', { ...old, ...limited }, ['limit', 'stop']],
  ] as const) {
    const nothing = Object.fromEntries(prefixes.map((prefix) => [`${prefix}IcebergQty`, '0.00']));
    for (const more of [{}, nothing]) {
      const { status, text } = await alice.call('POST', `/api/v3/${path}`, { ...parameters, ...more });
      assert.equal(status, 200, `${path} ${JSON.stringify({ ...parameters, ...more })}: ${text}`);
      assert.doesNotMatch(text, /icebergQty/);
      await cancelAll();
    }
  }
});

test('the OCO of before: a limit maker, and a stop-loss with or without a limit', async () => {
  const old = { symbol, side: 'SELL', quantity: '0.1', price: '52000', stopPrice: '48000' };
  const call = async (more: object) => (await alice.call('POST', '/api/v3/order/oco', { ...old, ...more })).body;
  const types = (body: { orderReports: { type: string }[] }) => body.orderReports.map(({ type }) => type);
  assert.deepEqual(types(await call({})), ['STOP_LOSS', 'LIMIT_MAKER']);
  const withLimit = await call({ stopLimitPrice: '47000', stopLimitTimeInForce: 'GTC', stopClientOrderId: 'old-stop' });
  assert.deepEqual(types(withLimit), ['STOP_LOSS_LIMIT', 'LIMIT_MAKER']);
  assert.equal(withLimit.orders[0].clientOrderId, 'old-stop');
  assert.deepEqual(await call({ stopLimitPrice: '47000' }), {
    code: -1128,
    msg: "Combination of optional parameters invalid. Recommendation: 'stopLimitTimeInForce' should also be sent.",
  });
  assert.equal(
    (await call({ stopPrice: '51000' })).msg,
    'The relationship of the prices for the orders is not correct.',
  );
  assert.equal((await call({ limitType: 'LIMIT' })).code, -1106);
  await cancelAll();
});

test('what is wrong with a list is said with the name that was sent, and nothing is placed', async () => {
  const without = (name: string, all: object = oco) =>
    Object.fromEntries(Object.entries(all).filter(([key]) => key !== name));
  const buy = { ...oco, side: 'BUY' };
  const stops = { aboveType: 'STOP_LOSS', aboveStopPrice: '55000', belowType: 'STOP_LOSS', belowStopPrice: '45000' };
  const base = { symbol, side: 'SELL', quantity: '0.1' };
  const profitAbove = { ...base, aboveType: 'TAKE_PROFIT', aboveStopPrice: '55000' };
  const cases: readonly (readonly [kind: string, parameters: object, told: RegExp])[] = [
    ['oco', without('abovePrice'), /^-1102 .*'abovePrice'/],
    ['oco', without('quantity'), /^-1102 .*'quantity'/],
    ['oco', without('belowType'), /^-1102 .*'belowType'/],
    ['oco', { ...oco, abovePrice: '52000.123456789' }, /^-1111 .*'abovePrice'/],
    ['oco', { ...oco, aboveStopPrice: '1' }, /^-1106 .*'aboveStopPrice'/],
    ['oco', { ...oco, price: '1' }, /^-1104 /],
    ['oco', { ...oco, aboveType: 'MARKET', abovePrice: '' }, /^-11/],
    [
      'oco',
      {
        ...base,
        aboveType: 'LIMIT',
        abovePrice: '52000',
        aboveTimeInForce: 'GTC',
        belowType: 'STOP_LOSS',
        belowStopPrice: '1',
      },
      /^-1158 /,
    ],
    [
      'oco',
      { ...base, aboveType: 'LIMIT_MAKER', abovePrice: '52000', belowType: 'LIMIT_MAKER', belowPrice: '48000' },
      /^-1168 /,
    ],
    ['oco', { ...oco, belowIcebergQty: '0.05', belowTimeInForce: 'FOK' }, /^-1160 .*'belowIcebergQty'/],
    [
      'otoco',
      {
        ...{ ...working, ...pendingPair, pendingQuantity: '0.1', pendingBelowType: 'STOP_LOSS_LIMIT' },
        ...{ pendingBelowPrice: '44900', pendingBelowTimeInForce: 'IOC', pendingBelowIcebergQty: '0.05' },
      },
      /^-1160 .*'pendingBelowIcebergQty'/,
    ],
    [
      'oto',
      {
        ...{ ...working, workingTimeInForce: 'IOC', workingIcebergQty: '0.05' },
        ...{ pendingType: 'MARKET', pendingSide: 'SELL', pendingQuantity: '0.1' },
      },
      /^-1014 /,
    ],
    ['oco', buy, /^-1165 /],
    ['oco', { ...profitAbove, belowType: 'LIMIT_MAKER', belowPrice: '45000' }, /^-1166 /],
    ['oco', { ...profitAbove, side: 'BUY', belowType: 'LIMIT_MAKER', belowPrice: '45000' }, /^-1198 /],
    [
      'oco',
      { ...base, aboveType: 'LIMIT_MAKER', abovePrice: '55000', belowType: 'TAKE_PROFIT', belowStopPrice: '45000' },
      /^-1199 /,
    ],
    ['oco', { ...base, ...stops }, /^-1197 /],
    ['oco', { ...base, ...stops, side: 'BUY' }, /^-1196 /],
    [
      'oco',
      { ...base, ...stops, belowType: 'LIMIT_MAKER', belowPrice: '45000', belowStopPrice: '1' },
      /^-1106 .*'belowStopPrice'/,
    ],
    ['oco', { ...oco, abovePrice: '49000' }, /^-2010 The relationship of the prices/],
    ['oco', { ...oco, aboveClientOrderId: 'stop' }, /^-2010 Duplicate order sent/],
    ['oco', { ...oco, quantity: '1000000' }, /^-1013 /],
    ['oco', { ...oco, quantity: '0.000001' }, /^-1013 Filter failure: LOT_SIZE/],
    ['oto', { ...working, workingType: 'MARKET' }, /^-11/],
    [
      'oto',
      { ...working, pendingType: 'MARKET', pendingSide: 'SELL' },
      /^-1102 Mandatory parameter 'pendingQuantity' was not sent, was empty\/null, or malformed\.$/,
    ],
    [
      'opo',
      { ...working, pendingType: 'MARKET', pendingSide: 'SELL', pendingQuantity: '1' },
      /^-1225 .*'pendingQuantity'/,
    ],
    ['opo', { ...working, pendingType: 'MARKET', pendingSide: 'BUY' }, /^-1223 /],
    ['opo', { ...working, workingSide: 'SELL', pendingType: 'MARKET', pendingSide: 'SELL' }, /^-1222 /],
    [
      'otoco',
      { ...working, ...pendingPair, pendingQuantity: '0.1', pendingBelowStopPrice: '56000' },
      /^-2010 The relation/,
    ],
  ];
  for (const [kind, parameters, expected] of cases) {
    assert.match(await told(kind, parameters), expected, JSON.stringify(parameters));
  }
  assert.deepEqual((await alice.call('GET', '/api/v3/openOrders', { symbol })).body, []);
  await place('oco', oco);
  assert.match(
    await told('oco', { ...oco, aboveClientOrderId: 'a', belowClientOrderId: 'b' }),
    /^-2010 Duplicate order/,
  );
  await cancelAll();
});

test('a list counts all its orders among the unfilled ones', async () => {
  const counted = async () => (await alice.call('GET', '/api/v3/rateLimit/order')).body[0].count;
  const before = await counted();
  await place('oco', oco);
  assert.equal((await counted()) - before, 2);
  await place('otoco', { ...working, ...pendingPair, pendingQuantity: '0.1' });
  assert.equal((await counted()) - before, 5);
  await told('opoco', { ...working, ...pendingPair });
  assert.equal((await counted()) - before, 5);
  await cancelAll();
});

test('any order of a list may be pegged, by the parameters under its own prefix, as soon as its type has a price', async () => {
  const peg = (prefix: string, type = 'PRIMARY_PEG') => ({ [`${prefix}PegPriceType`]: type });
  const offset = (prefix: string, levels: string) => {
    return { [`${prefix}PegOffsetType`]: 'PRICE_LEVEL', [`${prefix}PegOffsetValue`]: levels };
  };
  for (const price of ['51000', '52000']) await bob.call('POST', '/api/v3/order', { ...limit, side: 'SELL', price });
  await bob.call('POST', '/api/v3/order', { ...limit, side: 'BUY', price: '49500' });
  const reports = async (kind: string, parameters: object) => {
    const { status, body } = await place(kind, { ...parameters, newOrderRespType: 'FULL' });
    assert.equal(status, 200, body.msg);
    await cancelAll();
    return body.orderReports.map((row: Record<string, unknown>) =>
      ['type', 'status', 'price', 'pegPriceType', 'pegOffsetType', 'pegOffsetValue', 'peggedPrice'].map((n) => row[n]),
    );
  };
  const { abovePrice, belowPrice, ...unpriced } = oco;
  const pegged = { ...unpriced, ...peg('above'), ...offset('above', '1'), ...peg('below', 'MARKET_PEG') };
  const none = '0.00000000';
  assert.deepEqual(await reports('oco', pegged), [
    ['STOP_LOSS_LIMIT', 'NEW', none, 'MARKET_PEG', undefined, undefined, undefined],
    ['LIMIT_MAKER', 'NEW', none, 'PRIMARY_PEG', 'PRICE_LEVEL', 1, '52000.00000000'],
  ]);
  const { workingPrice, ...unpricedWork } = working;
  const work = { ...unpricedWork, ...peg('working') };
  const pending = { pendingType: 'LIMIT', pendingSide: 'SELL', pendingTimeInForce: 'GTC', ...peg('pending') };
  const workingRow = ['LIMIT', 'NEW', none, 'PRIMARY_PEG', undefined, undefined, '49500.00000000'];
  const pendingRow = ['LIMIT', 'PENDING_NEW', none, 'PRIMARY_PEG', undefined, undefined, undefined];
  assert.deepEqual(await reports('oto', { ...work, ...pending, pendingQuantity: '0.1' }), [workingRow, pendingRow]);
  assert.deepEqual(await reports('opo', { ...work, ...pending }), [workingRow, pendingRow]);
  const pair = {
    pendingSide: 'SELL',
    pendingAboveType: 'TAKE_PROFIT_LIMIT',
    pendingAboveStopPrice: '55000',
    pendingAboveTimeInForce: 'GTC',
    ...peg('pendingAbove', 'MARKET_PEG'),
    pendingBelowType: 'STOP_LOSS_LIMIT',
    pendingBelowStopPrice: '45000',
    pendingBelowTimeInForce: 'GTC',
    ...peg('pendingBelow'),
    ...offset('pendingBelow', '2'),
  };
  const pairRows = [
    ['STOP_LOSS_LIMIT', 'PENDING_NEW', none, 'PRIMARY_PEG', 'PRICE_LEVEL', 2, undefined],
    ['TAKE_PROFIT_LIMIT', 'PENDING_NEW', none, 'MARKET_PEG', undefined, undefined, undefined],
  ];
  assert.deepEqual(await reports('otoco', { ...work, ...pair, pendingQuantity: '0.1' }), [workingRow, ...pairRows]);
  assert.deepEqual(await reports('opoco', { ...work, ...pair }), [workingRow, ...pairRows]);

  const faults: [object, string][] = [
    [unpriced, "-1102 Mandatory parameter 'abovePrice' was not sent, was empty/null, or malformed."],
    [{ ...pegged, ...peg('above', 'BEST') }, '-1210 Invalid pegPriceType.'],
    [{ ...pegged, abovePegOffsetType: 'TICKS' }, '-1211 Invalid pegOffsetType.'],
    [
      { ...oco, ...offset('above', '1') },
      "-1102 Mandatory parameter 'abovePegPriceType' was not sent, was empty/null, or malformed.",
    ],
    [{ ...pegged, ...offset('above', '101') }, "-1130 Data sent for parameter 'pegOffsetValue' is not valid."],
    [{ ...pegged, ...offset('above', '9') }, '-2010 Order book liquidity is too low for this pegged order.'],
    [{ ...pegged, ...peg('above', 'MARKET_PEG') }, '-2010 This price peg cannot be used with this order type.'],
  ];
  for (const [parameters, expected] of faults) assert.equal(await told('oco', parameters), expected);
  const { belowPrice: _, belowTimeInForce, ...stop } = oco;
  assert.equal(
    await told('oco', { ...stop, belowType: 'STOP_LOSS', ...peg('below') }),
    '-2010 This order type may not use pegged price.',
  );
  assert.equal(
    await told('oto', { ...working, ...pending, pendingQuantity: '0.1', pendingTimeInForce: 'IOC' }),
    '-2010 This price peg cannot be used with this order type.',
  );
});
