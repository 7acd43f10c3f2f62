import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { limit, place } from '../../../test/core/small-floor.ts';
import { field, type Message, SocketFriend } from '../../../test/sockets/socket-friend.ts';
import {
  createTrader,
  type SocketServer,
  startSocketServer,
  type Trader,
} from '../../../test/sockets/socket-server.ts';

let server: SocketServer;
let maker: Trader;
let taker: Trader;
let friend: SocketFriend;
const others: SocketFriend[] = [];

before(async () => {
  server = await startSocketServer();
  maker = await createTrader(server, 'maker', { USDT: '1000000', BTC: '100' });
  taker = await createTrader(server, 'taker', { USDT: '1000000', BTC: '100' });
});
after(async () => {
  friend.close();
  for (const other of others) other.close();
  await server.close();
});
beforeEach(async () => {
  friend?.close();
  friend = await SocketFriend.connect(`${server.url}/ws-api/v3`);
  for (const { account } of [maker, taker]) {
    void server.desk.submit({ type: 'cancel_all', account: account as never, symbol: 0 as never, cancelIdPrefix: 'x' });
  }
});

function edKey(): { readonly publicKey: string; sign(payload: string): string } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    sign: (payload) => sign(null, Buffer.from(payload), privateKey).toString('base64'),
  };
}

async function logOn(
  name: string,
  rights: { readonly canRead?: boolean; readonly canTrade?: boolean } = {},
): Promise<{ readonly apiKey: string; readonly answer: Message }> {
  const pair = edKey();
  const made = await server.identity.createKey(server.desk.name, name, { publicKey: pair.publicKey, ...rights });
  assert.ok(made.ok);
  const { apiKey } = made.value;
  const timestamp = Date.now();
  const signature = pair.sign(`apiKey=${apiKey}&timestamp=${timestamp}`);
  return { apiKey, answer: await friend.ask('session.logon', { apiKey, timestamp, signature }) };
}

const limitOrder = (side: string, price: string, quantity: string, more: Record<string, unknown> = {}) => ({
  symbol: 'BTCUSDT',
  side,
  type: 'LIMIT',
  timeInForce: 'GTC',
  price,
  quantity,
  ...more,
});

test('market data answers with the body of its REST twin, the limits, and the id in its own type', async () => {
  assert.deepEqual((await friend.ask('ping'))['result'], {});
  for (const id of ['7', '"a"', 'null', '9223372036854775807']) {
    friend.send(`{"id":${id},"method":"v3/time"}`);
  }
  await friend.hear(() => friend.frames.length >= 5);
  const texts = friend.frames.slice(-4).map((frame) => frame.toString());
  assert.deepEqual(
    texts
      .map((text) => /^\{"id":(.*?),"status":200,"result":\{"serverTime":\d+\},"rateLimits":\[/.exec(text)?.[1])
      .sort(),
    ['"a"', '7', '9223372036854775807', 'null'],
  );
  const info = await friend.ask('exchangeInfo', { symbol: 'BTCUSDT' });
  assert.equal(field(info, 'result', 'symbols', 0, 'symbol'), 'BTCUSDT');
  const limits = info['rateLimits'] as Message[];
  assert.deepEqual([limits.length, limits[0]?.['rateLimitType'], limits[0]?.['limit']], [1, 'REQUEST_WEIGHT', 6000]);
  const quiet = await friend.ask('depth', { symbol: 'BTCUSDT', limit: 5, returnRateLimits: false });
  assert.deepEqual(Object.keys(quiet), ['id', 'status', 'result']);
  const list = await friend.ask('ticker.price', { symbols: ['BTCUSDT'] });
  assert.ok(Array.isArray(list['result']), 'an array for symbols, even of one');
  for (const method of [
    'trades.recent',
    'trades.historical',
    'trades.aggregate',
    'avgPrice',
    'ticker.24hr',
    'ticker.book',
  ]) {
    assert.equal((await friend.ask(method, { symbol: 'BTCUSDT' }))['status'], 200, method);
  }
  for (const method of ['klines', 'uiKlines']) {
    assert.equal((await friend.ask(method, { symbol: 'BTCUSDT', interval: '1m' }))['status'], 200);
  }
});

test('every mistake has its code and the connection stays open', async () => {
  const code = async (method: string, params?: unknown) => field(await friend.ask(method, params), 'error', 'code');
  assert.equal(await code('no.such.method'), -1020);
  assert.equal(await code('depth', { symbol: 'NOPE' }), -1121);
  assert.equal(await code('depth', {}), -1102);
  assert.equal(await code('depth', { symbol: 'BTCUSDT', colour: 1 }), -1104);
  assert.equal(await code('klines', { symbol: 'BTCUSDT', interval: '7m' }), -1120);
  assert.equal(await code('order.place', limitOrder('BUY', '900', '1')), -1102, 'no key');
  assert.equal(await code('order.place', { ...limitOrder('BUY', '900', '1'), apiKey: 'short', timestamp: 1 }), -2014);
  const signed = taker.sign(limitOrder('BUY', '900', '1'));
  assert.equal(await code('order.place', { ...signed, price: '901' }), -1022);
  assert.equal(await code('order.place', { ...signed, signature: undefined }), -1102);
  const early = { timestamp: Date.now() - 60_000 };
  assert.equal(await code('order.place', taker.sign(limitOrder('BUY', '900', '1', early))), -1021);
  assert.equal(await code('order.place', taker.sign(limitOrder('BUY', '900', '100000'))), -1013);
  assert.equal(await code('order.place', taker.sign(limitOrder('BUY', '1e3', '1'))), -1100);
  assert.equal(await code('order.cancel', taker.sign({ symbol: 'BTCUSDT', orderId: 12345 })), -2011);
  assert.equal(await code('order.status', taker.sign({ symbol: 'BTCUSDT', orderId: 12345 })), -2013);
  friend.send('{"id":1,');
  const bad = await friend.hear((m) => m['id'] === null);
  assert.deepEqual([bad['status'], field(bad, 'error', 'code')], [400, -1135]);
  friend.ws.send(Buffer.from('{}'), { binary: true });
  assert.deepEqual((await friend.ask('ping'))['result'], {});
});

test('the signature covers the literal text of numbers, in any order of the members', async () => {
  const params = taker.sign({
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    price: '900.00',
    quantity: '0.10',
  });
  const text = JSON.stringify(params).replace('"900.00"', '900.00').replace('"0.10"', '0.10');
  friend.send(`{"method":"order.place","params":${text},"id":"n"}`);
  const answer = await friend.hear((m) => m['id'] === 'n');
  assert.equal(field(answer, 'result', 'status'), 'NEW');
  const rows = (answer['rateLimits'] as Message[]).map((row) => row['rateLimitType']);
  assert.deepEqual(rows, ['ORDERS', 'ORDERS', 'REQUEST_WEIGHT']);
  assert.equal(
    (await friend.ask('order.cancel', taker.sign({ symbol: 'BTCUSDT', orderId: field(answer, 'result', 'orderId') })))[
      'status'
    ],
    200,
  );
});

test('placing, testing, querying and cancelling over the socket', async () => {
  assert.deepEqual((await friend.ask('order.test', taker.sign(limitOrder('BUY', '900', '1'))))['result'], {});
  const placed = await friend.ask(
    'order.place',
    taker.sign(limitOrder('BUY', '900', '1', { newClientOrderId: 'mine' })),
  );
  const orderId = field(placed, 'result', 'orderId');
  const status = await friend.ask('order.status', taker.sign({ symbol: 'BTCUSDT', origClientOrderId: 'mine' }));
  assert.equal(field(status, 'result', 'orderId'), orderId);
  const open = await friend.ask('openOrders.status', taker.sign({ symbol: 'BTCUSDT' }));
  assert.equal((open['result'] as Message[]).length, 1);
  const account = await friend.ask('account.status', taker.sign({}));
  const usdt = (field(account, 'result', 'balances') as Message[]).find((row) => row['asset'] === 'USDT');
  assert.equal(usdt?.['locked'], '900.00000000');
  assert.equal((await friend.ask('account.commission', taker.sign({ symbol: 'BTCUSDT' })))['status'], 200);
  assert.equal(((await friend.ask('account.rateLimits.orders', taker.sign({})))['result'] as Message[]).length, 2);
  const gone = await friend.ask('openOrders.cancelAll', taker.sign({ symbol: 'BTCUSDT' }));
  assert.equal(field(gone, 'result', 0, 'origClientOrderId'), 'mine');
  const all = await friend.ask('allOrders', taker.sign({ symbol: 'BTCUSDT' }));
  assert.equal(field((all['result'] as Message[]).at(-1), 'status'), 'CANCELED');
  assert.equal((await friend.ask('myTrades', taker.sign({ symbol: 'BTCUSDT' })))['status'], 200);
});

test('a session needs an Ed25519 key, then only a timestamp, and ends by logout', async () => {
  const hmac = await friend.ask('session.logon', taker.sign({}));
  assert.equal(field(hmac, 'error', 'code'), -1020);
  const { apiKey, answer } = await logOn('taker');
  assert.equal(field(answer, 'result', 'apiKey'), apiKey);
  assert.equal(field(await friend.ask('session.status'), 'result', 'apiKey'), apiKey);
  const account = await friend.ask('account.status', { timestamp: Date.now() });
  assert.equal(field(account, 'result', 'uid'), taker.account);
  assert.equal(field(await friend.ask('account.status', {}), 'error', 'code'), -1102, 'timestamp still needed');
  const other = await friend.ask('account.status', maker.sign({}));
  assert.equal(field(other, 'result', 'uid'), maker.account, 'an explicit key counts for its request');
  assert.equal(field(await friend.ask('session.logout'), 'result', 'apiKey'), null);
  assert.equal(field(await friend.ask('account.status', { timestamp: Date.now() }), 'error', 'code'), -1102);
});

test('a revoked key loses its session and its user data', async () => {
  const { apiKey } = await logOn('taker');
  assert.deepEqual((await friend.ask('userDataStream.subscribe'))['result'], { subscriptionId: 0 });
  await server.identity.revokeKey(server.desk.name, apiKey);
  friend.send({ id: 'mine', method: 'account.status', params: { timestamp: Date.now() } });
  const refused = await friend.hear(({ id }) => id === null || id === 'mine');
  assert.deepEqual([refused['id'], refused['status'], field(refused, 'error', 'code')], [null, 401, -2015]);
  const end = await friend.hear((m) => field(m, 'event', 'e') === 'eventStreamTerminated');
  assert.equal(end['subscriptionId'], 0);
  assert.equal(field(await friend.ask('session.status'), 'result', 'apiKey'), null);
});

test('a key of either permission logs on, and its session may do what the key may', async () => {
  const code = async (method: string, params: Record<string, unknown> = {}) => {
    const answer = await friend.ask(method, params);
    return field(answer, 'error', 'code') ?? answer['status'];
  };
  const order = () => ({ ...limitOrder('BUY', '900.00', '1.000'), timestamp: Date.now() });
  assert.equal((await logOn('taker', { canRead: false })).answer['status'], 200);
  assert.equal(await code('order.test', order()), 200);
  assert.equal(await code('account.status', { timestamp: Date.now() }), -2015);
  assert.equal(await code('userDataStream.subscribe'), -2015);
  assert.equal((await logOn('taker', { canTrade: false })).answer['status'], 200);
  assert.equal(await code('order.test', order()), -2015);
  assert.equal(await code('account.status', { timestamp: Date.now() }), 200);
  assert.equal(await code('userDataStream.subscribe'), 200);
});

test('a session whose key was revoked while the server made sure of what is new is told nothing', async () => {
  const { apiKey } = await logOn('taker');
  const news = Promise.withResolvers<void>();
  server.desk.currency = news.promise;
  const asked = friend.ask('account.status', { timestamp: Date.now() });
  await new Promise((resolve) => setTimeout(resolve, 50));
  await server.identity.revokeKey(server.desk.name, apiKey);
  server.desk.currency = undefined;
  news.resolve();
  const refused = await asked;
  assert.deepEqual([refused['status'], field(refused, 'error', 'code')], [401, -2015]);
});

test('a session that was revoked ends with the next request for user data, too, and is told without its id', async () => {
  const { apiKey } = await logOn('taker');
  await server.identity.revokeKey(server.desk.name, apiKey);
  friend.send({ id: 'mine', method: 'userDataStream.subscribe' });
  const refused = await friend.hear(({ id }) => id === null || id === 'mine');
  assert.deepEqual([refused['id'], refused['status'], field(refused, 'error', 'code')], [null, 401, -2015]);
  friend.send({ id: 'again', method: 'userDataStream.subscribe' });
  const nobody = await friend.hear(({ id }) => id === 'again');
  assert.equal(field(nobody, 'error', 'code'), -2015, 'nobody is logged on');
});

test('subscriptions count up, are one per account, and say goodbye', async () => {
  const subscribe = () => friend.ask('userDataStream.subscribe.signature', taker.sign({}));
  assert.equal(field(await friend.ask('userDataStream.subscribe'), 'error', 'code'), -2015, 'no session');
  assert.deepEqual((await subscribe())['result'], { subscriptionId: 0 });
  assert.equal(field(await subscribe(), 'error', 'code'), -2035);
  const second = await friend.ask('userDataStream.subscribe.signature', maker.sign({}));
  assert.deepEqual(second['result'], { subscriptionId: 1 });
  assert.deepEqual((await friend.ask('session.subscriptions'))['result'], [
    { subscriptionId: 0 },
    { subscriptionId: 1 },
  ]);
  assert.equal(field(await friend.ask('userDataStream.unsubscribe', { subscriptionId: 9 }), 'error', 'code'), -2036);
  assert.deepEqual((await friend.ask('userDataStream.unsubscribe', { subscriptionId: 0 }))['result'], {});
  await friend.hear((m) => m['subscriptionId'] === 0 && field(m, 'event', 'e') === 'eventStreamTerminated');
  assert.deepEqual((await subscribe())['result'], { subscriptionId: 2 });
  assert.deepEqual((await friend.ask('userDataStream.unsubscribe'))['result'], {});
  assert.deepEqual((await friend.ask('session.subscriptions'))['result'], []);
});

test('a stop order reports NEW twice: when it begins to wait, and when it goes live', async () => {
  for (const [at, price] of [1000, 1001, 990, 980].entries()) {
    const side = price > 990 ? 'sell' : 'buy';
    await server.desk.submit(place(maker.account, `s${at}`, side, limit(price, 10)));
  }
  await friend.ask('order.place', taker.sign(limitOrder('BUY', '1000', '0.1')));
  await friend.ask('userDataStream.subscribe.signature', taker.sign({}));
  const stop = { symbol: 'BTCUSDT', side: 'SELL', type: 'STOP_LOSS', quantity: '0.1', stopPrice: '995' };
  await friend.ask('order.place', taker.sign({ ...stop, newClientOrderId: 'stop' }));
  await friend.ask('order.place', taker.sign(limitOrder('SELL', '990', '0.05', { newClientOrderId: 'push' })));
  await friend.hear((m) => field(m, 'event', 'X') === 'FILLED' && field(m, 'event', 'c') === 'stop');
  const reports = friend.heard.map((m) => (m['event'] ?? {}) as Message).filter((event) => event['c'] === 'stop');
  assert.deepEqual(
    reports.map((event) => [event['x'], event['X'], event['w'], 'W' in event, event['P']]),
    [
      ['NEW', 'NEW', false, false, '995.00000000'],
      ['NEW', 'NEW', true, true, '995.00000000'],
      ['TRADE', 'PARTIALLY_FILLED', false, true, '995.00000000'],
      ['TRADE', 'FILLED', false, true, '995.00000000'],
    ],
  );
});

test('a pegged order reports its peg, and its price from when it has one', async () => {
  await server.desk.submit(place(maker.account, 'level', 'buy', limit(900, 10)));
  await friend.ask('userDataStream.subscribe.signature', taker.sign({}));
  const { price, ...unpriced } = limitOrder('BUY', '0', '0.1', {
    newClientOrderId: 'peg',
    pegPriceType: 'PRIMARY_PEG',
  });
  const offset = { pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: 0 };
  const placed = await friend.ask('order.place', taker.sign({ ...unpriced, ...offset }));
  assert.equal(field(placed, 'result', 'peggedPrice'), '900.00000000');
  const report = await friend.hear((m) => field(m, 'event', 'c') === 'peg');
  assert.deepEqual(
    ['p', 'gP', 'gOT', 'gOV', 'gp'].map((name) => field(report, 'event', name)),
    ['0.00000000', 'PRIMARY_PEG', 'PRICE_LEVEL', 0, '900.00000000'],
  );
  const stop = { ...unpriced, type: 'STOP_LOSS_LIMIT', stopPrice: '2000', newClientOrderId: 'later' };
  await friend.ask('order.place', taker.sign(stop));
  const later = await friend.hear((m) => field(m, 'event', 'c') === 'later');
  const told = (later['event'] ?? {}) as Message;
  assert.deepEqual([told['gP'], 'gOT' in told, 'gp' in told], ['PRIMARY_PEG', false, false]);
});

test('an amend reports REPLACED with both names; a failed replace carries its halves', async () => {
  await friend.ask('userDataStream.subscribe.signature', taker.sign({}));
  await friend.ask('order.place', taker.sign(limitOrder('BUY', '900', '0.2', { newClientOrderId: 'old' })));
  const amend = { symbol: 'BTCUSDT', origClientOrderId: 'old', newQty: '0.1', newClientOrderId: 'new' };
  const answer = await friend.ask('order.amend.keepPriority', taker.sign(amend));
  assert.equal(field(answer, 'result', 'amendedOrder', 'qty'), '0.10000000');
  const report = await friend.hear((m) => field(m, 'event', 'x') === 'REPLACED');
  assert.deepEqual(
    ['c', 'C', 'X', 'q', 'w', 'I'].map((name) => field(report, 'event', name)),
    ['new', 'old', 'NEW', '0.10000000', true, field(answer, 'result', 'executionId')],
  );
  const { orderId } = field(answer, 'result', 'amendedOrder') as { orderId: number };
  const told = await friend.ask('order.amendments', taker.sign({ symbol: 'BTCUSDT', orderId }));
  assert.equal((told['result'] as Message[]).length, 1);
  const replace = { cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrigClientOrderId: 'old' };
  const failed = await friend.ask('order.cancelReplace', taker.sign(limitOrder('BUY', '901', '0.1', replace)));
  assert.deepEqual([failed['status'], field(failed, 'error', 'code')], [400, -2022]);
  assert.equal(field(failed, 'error', 'data', 'newOrderResult'), 'NOT_ATTEMPTED');
});

test('a list is placed and cancelled by the socket, and reports listStatus beside its orders', async () => {
  await friend.ask('userDataStream.subscribe.signature', taker.sign({}));
  const list = {
    symbol: 'BTCUSDT',
    listClientOrderId: 'list',
    workingType: 'LIMIT',
    workingSide: 'BUY',
    workingPrice: '900',
    workingQuantity: '0.1',
    workingTimeInForce: 'GTC',
    pendingType: 'LIMIT_MAKER',
    pendingSide: 'BUY',
    pendingPrice: '890',
    pendingQuantity: '0.1',
  };
  const answer = await friend.ask('orderList.place.oto', taker.sign(list));
  const orderListId = field(answer, 'result', 'orderListId') as number;
  const started = await friend.hear((m) => field(m, 'event', 'e') === 'listStatus');
  assert.deepEqual(
    ['s', 'g', 'c', 'l', 'L', 'r', 'C'].map((name) => field(started, 'event', name)),
    ['BTCUSDT', orderListId, 'OTO', 'EXEC_STARTED', 'EXECUTING', 'NONE', 'list'],
  );
  const reports = friend.heard.map((m) => (m['event'] ?? {}) as Message).filter((event) => event['g'] === orderListId);
  assert.deepEqual(
    reports.filter((event) => event['e'] === 'executionReport').map((event) => [event['x'], event['X'], event['w']]),
    [
      ['NEW', 'NEW', true],
      ['NEW', 'PENDING_NEW', false],
    ],
  );
  const open = await friend.ask('openOrderLists.status', taker.sign({}));
  assert.equal((open['result'] as Message[]).length, 1);
  const canceled = await friend.ask('orderList.cancel', taker.sign({ symbol: 'BTCUSDT', orderListId }));
  assert.equal(field(canceled, 'result', 'listOrderStatus'), 'ALL_DONE');
  await friend.hear((m) => field(m, 'event', 'l') === 'ALL_DONE' && field(m, 'event', 'g') === orderListId);
});

test('an order over three levels reports NEW, then each TRADE, then the balances, and all sums close', async () => {
  for (const [at, price] of [1000, 1001, 1002].entries()) {
    await server.desk.submit(place(maker.account, `m${at}`, 'sell', limit(price, 10)));
  }
  await friend.ask('userDataStream.subscribe.signature', taker.sign({}));
  const id = { newClientOrderId: 'sweep', strategyId: 5, strategyType: 1_000_000 };
  await friend.ask('order.place', taker.sign(limitOrder('BUY', '1002', '0.35', id)));
  const position = await friend.hear((m) => field(m, 'event', 'e') === 'outboundAccountPosition');
  const events = friend.heard.filter((m) => m['subscriptionId'] === 0).map((m) => m['event'] as Message);
  assert.deepEqual(
    events.map((event) => `${event['e']} ${event['x'] ?? ''} ${event['X'] ?? ''} ${event['w'] ?? ''}`.trim()),
    [
      'executionReport NEW NEW true',
      'executionReport TRADE PARTIALLY_FILLED true',
      'executionReport TRADE PARTIALLY_FILLED true',
      'executionReport TRADE PARTIALLY_FILLED true',
      'outboundAccountPosition',
    ],
  );
  const [accepted, ...reports] = events.slice(0, 4);
  const trades = reports.map((event) => [event['l'], event['L'], event['Y'], event['z'], event['N'], event['m']]);
  assert.deepEqual(trades, [
    ['0.10000000', '1000.00000000', '100.00000000', '0.10000000', 'BTC', false],
    ['0.10000000', '1001.00000000', '100.10000000', '0.20000000', 'BTC', false],
    ['0.10000000', '1002.00000000', '100.20000000', '0.30000000', 'BTC', false],
  ]);
  assert.equal(reports.at(-1)?.['Z'], '300.30000000');
  assert.deepEqual(
    ['c', 'C', 'l', 'L', 'Y', 'n', 'N', 't', 'j', 'J', 'g', 'r', 'm'].map((name) => accepted?.[name]),
    ['sweep', '', '0.00000000', '0.00000000', '0.00000000', '0', null, -1, 5, 1_000_000, -1, 'NONE', false],
  );
  for (const name of 'e E s c S o f q p P F g C x X r i l z L n N T t I w m M O Z Y Q V W'.split(' ')) {
    assert.ok(name in (accepted ?? {}), name);
  }
  const ids = events.slice(0, 4).map((event) => event['I'] as number);
  assert.deepEqual(
    ids,
    [...ids].sort((a, b) => a - b),
  );
  const usdt = (field(position, 'event', 'B') as Message[]).find((row) => row['a'] === 'USDT');
  assert.equal(usdt?.['l'], '50.10000000', 'the rest of 0.05 is held at its price');
  const asked = await friend.ask('account.status', taker.sign({}));
  const now = (field(asked, 'result', 'balances') as Message[]).find((row) => row['asset'] === 'USDT');
  assert.equal(now?.['free'], usdt?.['f']);
});

test('a cancel carries its own id in c and the order id in C; a deposit is told with its amount', async () => {
  await friend.ask('userDataStream.subscribe.signature', taker.sign({}));
  await friend.ask('order.place', taker.sign(limitOrder('BUY', '900', '1', { newClientOrderId: 'first' })));
  await friend.ask(
    'order.cancel',
    taker.sign({ symbol: 'BTCUSDT', origClientOrderId: 'first', newClientOrderId: 'undo' }),
  );
  const report = await friend.hear((m) => field(m, 'event', 'x') === 'CANCELED');
  assert.deepEqual(
    [field(report, 'event', 'c'), field(report, 'event', 'C'), field(report, 'event', 'w')],
    ['undo', 'first', false],
  );
  await server.identity.fund(server.desk.name, 'taker', { BTC: '1.5' });
  const update = await friend.hear((m) => field(m, 'event', 'e') === 'balanceUpdate');
  assert.deepEqual([field(update, 'event', 'a'), field(update, 'event', 'd')], ['BTC', '1.50000000']);
});

test('nobody hears of another account', async () => {
  await friend.ask('userDataStream.subscribe.signature', taker.sign({}));
  const stranger = await SocketFriend.connect(`${server.url}/ws-api/v3`);
  others.push(stranger);
  await stranger.ask('userDataStream.subscribe.signature', maker.sign({}));
  await friend.ask('order.place', taker.sign(limitOrder('BUY', '900', '1')));
  await friend.hear((m) => field(m, 'event', 'x') === 'NEW');
  await stranger.ask('ping');
  assert.equal(stranger.heard.filter((m) => m['subscriptionId'] !== undefined).length, 0);
});

test('over the weight: 429 with the time to come again, and the connection stays', async () => {
  const spent = await SocketFriend.connect(`${server.url}/ws-api/v3`);
  others.push(spent);
  let refused: Message | undefined;
  for (let i = 0; refused === undefined && i < 100; i++) {
    const answer = await spent.ask('ticker.24hr');
    if (answer['status'] === 429) refused = answer;
  }
  assert.equal(field(refused, 'error', 'code'), -1003);
  const { serverTime, retryAfter } = field(refused, 'error', 'data') as { serverTime: number; retryAfter: number };
  assert.ok(retryAfter > serverTime && retryAfter - serverTime <= 60_000);
  assert.equal((await spent.ask('ping'))['status'], 429);
});
