/** Every field of an executionReport, where it must be and where it must not, and listStatus beside it. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { field, type Message, SocketFriend } from '../../../test/sockets/socket-friend.ts';
import {
  createTrader,
  type SocketServer,
  startSocketServer,
  type Trader,
} from '../../../test/sockets/socket-server.ts';

/** What every report has, in the order of the documents. */
const always = 's c S o f q p P F g C x X r i l z L n N T t I w m M O Z Y Q'.split(' ');
const preventing = ['v', 'A', 'B', 'u', 'U', 'Cs', 'pl', 'pL', 'pY'];
/** Of the smart order router, which there is not. */
const routed = ['b', 'a', 'k', 'uS'];
const symbol = 'BTCUSDT';

let server: SocketServer;
let friend: SocketFriend;
let alice: Trader;
let bob: Trader;
let traders = 0;

before(async () => {
  server = await startSocketServer({ limited: false });
});
after(async () => {
  friend.close();
  await server.close();
});
/** New accounts on an empty book; what happens to alice is heard. */
beforeEach(async () => {
  friend?.close();
  friend = await SocketFriend.connect(`${server.url}/ws-api/v3`);
  for (const who of [alice, bob]) if (who !== undefined) await friend.ask('openOrders.cancelAll', who.sign({ symbol }));
  alice = await createTrader(server, `alice${++traders}`, { USDT: '1000000', BTC: '100' });
  bob = await createTrader(server, `bob${traders}`, { USDT: '1000000', BTC: '100' });
  await friend.ask('userDataStream.subscribe.signature', alice.sign({}));
});

const limit = (side: string, price: string, quantity: string, more: Record<string, unknown> = {}) => {
  return { symbol, side, type: 'LIMIT', timeInForce: 'GTC', price, quantity, ...more };
};
async function ask(who: Trader, method: string, params: Record<string, unknown>): Promise<Message> {
  const answer = await friend.ask(method, who.sign(params));
  assert.equal(answer['status'], 200, JSON.stringify(answer['error']));
  return answer['result'] as Message;
}
const place = (who: Trader, params: Record<string, unknown>) => ask(who, 'order.place', params);

/** The reports of an order by its client id, the one that fits last. */
async function reports(clientOrderId: string, last: (event: Message) => boolean): Promise<Message[]> {
  const events = () => friend.heard.map((message) => (message['event'] ?? {}) as Message);
  const isMeant = (event: Message) => event['c'] === clientOrderId || event['C'] === clientOrderId;
  await friend.hear((message) => {
    const event = (message['event'] ?? {}) as Message;
    return isMeant(event) && last(event);
  });
  return events().filter((event) => event['e'] === 'executionReport' && isMeant(event));
}
const extras = (event: Message) => Object.keys(event).filter((name) => !['e', 'E', ...always].includes(name));
const of = (event: Message | undefined, ...names: string[]) => names.map((name) => event?.[name]);

test('a plain order has the documented fields in their order, W and V as it works, and no other', async () => {
  const placed = await place(alice, limit('BUY', '900', '0.1', { newClientOrderId: 'plain' }));
  const [report] = await reports('plain', () => true);
  assert.deepEqual(Object.keys(report!), ['e', 'E', ...always, 'W', 'V']);
  const time = placed['transactTime'];
  assert.deepEqual(report, {
    ...{ e: 'executionReport', E: time, s: symbol, c: 'plain', S: 'BUY', o: 'LIMIT', f: 'GTC' },
    ...{ q: '0.10000000', p: '900.00000000', P: '0.00000000', F: '0.00000000', g: -1, C: '' },
    ...{ x: 'NEW', X: 'NEW', r: 'NONE', i: placed['orderId'], l: '0.00000000', z: '0.00000000', L: '0.00000000' },
    ...{ n: '0', N: null, T: time, t: -1, I: report!['I'], w: true, m: false, M: false, O: time },
    ...{ Z: '0.00000000', Y: '0.00000000', Q: '0.00000000', W: time, V: 'NONE' },
  });
  assert.ok(Number.isSafeInteger(report!['I']));
});

test('strategy, iceberg quantity and quote amount are told when they were given', async () => {
  const more = { newClientOrderId: 'named', strategyId: 37463720, strategyType: 1_000_000, icebergQty: '0.05' };
  await place(alice, limit('BUY', '900', '0.1', more));
  const [named] = await reports('named', () => true);
  assert.deepEqual(extras(named!), ['W', 'V', 'j', 'J']);
  assert.deepEqual(of(named, 'j', 'J', 'F'), [37463720, 1_000_000, '0.05000000']);
  await place(bob, limit('SELL', '1000', '1'));
  await place(alice, { symbol, side: 'BUY', type: 'MARKET', quoteOrderQty: '100', newClientOrderId: 'quote' });
  const [, filled] = await reports('quote', ({ x }) => x === 'TRADE');
  assert.deepEqual(of(filled, 'Q', 'q', 'z', 'Z', 'Y', 'l', 'L', 'm', 'M'), [
    ...['100.00000000', '0.10000000', '0.10000000', '100.00000000', '100.00000000', '0.10000000', '1000.00000000'],
    ...[false, true],
  ]);
});

test('a trailing order tells its delta, and since when it trails: -1 until its stop price is reached', async () => {
  await place(bob, limit('SELL', '1000', '0.1'));
  await place(alice, limit('BUY', '1000', '0.1'));
  const trailing = { symbol, side: 'SELL', type: 'STOP_LOSS', quantity: '0.1', trailingDelta: 100 };
  const now = await place(alice, { ...trailing, newClientOrderId: 'now' });
  const [first] = await reports('now', () => true);
  assert.deepEqual(extras(first!), ['V', 'd', 'D']);
  assert.deepEqual(of(first, 'd', 'D', 'P', 'w'), [100, now['transactTime'], '0.00000000', false]);
  await place(alice, { ...trailing, stopPrice: '990', newClientOrderId: 'later' });
  const [waits] = await reports('later', () => true);
  assert.deepEqual(of(waits, 'd', 'D', 'P'), [100, -1, '990.00000000']);
});

test('a prevented match tells both of its orders what each lost, to whom, and what would have traded', async () => {
  const account = (who: Trader) => ({ account: who.account as never, tradeGroup: 7 });
  for (const who of [alice, bob]) await server.desk.submit({ type: 'set_trade_group', ...account(who) });
  const maker = await place(bob, limit('BUY', '1000', '0.3', { newClientOrderId: 'their' }));
  const taker = await place(
    alice,
    limit('SELL', '1000', '0.1', { newClientOrderId: 'mine', selfTradePreventionMode: 'DECREMENT' }),
  );
  const all = await reports('mine', ({ x }) => x === 'TRADE_PREVENTION');
  const [accepted, prevented] = all;
  assert.deepEqual(extras(accepted!), ['W', 'V']);
  assert.deepEqual(extras(prevented!), ['W', 'V', ...preventing]);
  assert.deepEqual(of(prevented, 'X', 'w', 'l', 'z', 'V', ...preventing), [
    ...[
      'EXPIRED_IN_MATCH',
      false,
      '0.00000000',
      '0.00000000',
      'DECREMENT',
      field(taker, 'preventedMatches', 0, 'preventedMatchId'),
    ],
    ...['0.10000000', '0.10000000', 7, maker['orderId'], symbol, '0.10000000', '1000.00000000', '100.00000000'],
  ]);
  await friend.ask('userDataStream.subscribe.signature', bob.sign({}));
  await ask(bob, 'order.cancel', { symbol, orderId: maker['orderId'] });
  const canceled = (await reports('their', ({ x }) => x === 'CANCELED')).at(-1);
  assert.deepEqual(extras(canceled!), ['W', 'V', 'v', 'A'], 'what it lost in all stays, the one match is over');
  assert.deepEqual(of(canceled, 'A', 'X'), ['0.10000000', 'CANCELED']);
});

test('without a trade group the group is -1, and nothing of the smart order router is ever told', async () => {
  await place(alice, limit('BUY', '1000', '0.1', { newClientOrderId: 'own' }));
  await place(
    alice,
    limit('SELL', '1000', '0.1', { selfTradePreventionMode: 'EXPIRE_MAKER', newClientOrderId: 'hit' }),
  );
  const prevented = (await reports('own', ({ x }) => x === 'TRADE_PREVENTION')).at(-1);
  assert.deepEqual(of(prevented, 'u', 'B', 'X'), [-1, '0.10000000', 'EXPIRED_IN_MATCH']);
  for (const message of friend.heard) {
    for (const name of routed) assert.ok(!(name in ((message['event'] ?? {}) as object)), name);
  }
});

test('a pegged order tells its peg always, its offset when it was asked for, its price once it has one', async () => {
  await place(bob, limit('SELL', '1000', '0.1'));
  const peg = { symbol, side: 'SELL', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', pegPriceType: 'PRIMARY_PEG' };
  await place(alice, { ...peg, newClientOrderId: 'peg' });
  const [plain] = await reports('peg', () => true);
  assert.deepEqual(extras(plain!), ['W', 'V', 'gP', 'gp']);
  const offset = { pegOffsetType: 'PRICE_LEVEL', pegOffsetValue: 0 };
  await place(alice, { ...peg, ...offset, newClientOrderId: 'offset' });
  const [whole] = await reports('offset', () => true);
  assert.deepEqual(of(whole, 'gP', 'gOT', 'gOV', 'gp'), ['PRIMARY_PEG', 'PRICE_LEVEL', 0, '1000.00000000']);
  const stop = { ...peg, type: 'STOP_LOSS_LIMIT', stopPrice: '1', newClientOrderId: 'stop' };
  await place(alice, stop);
  const [waits] = await reports('stop', () => true);
  assert.deepEqual(extras(waits!), ['V', 'gP']);
});

test('an expired order tells why, and no other does', async () => {
  await place(alice, limit('BUY', '900', '0.1', { timeInForce: 'IOC', newClientOrderId: 'ioc' }));
  await place(alice, limit('BUY', '900', '0.1', { timeInForce: 'FOK', newClientOrderId: 'fok' }));
  await place(bob, limit('SELL', '1000', '0.1'));
  await place(alice, { symbol, side: 'BUY', type: 'MARKET', quantity: '0.2', newClientOrderId: 'market' });
  const pair = { symbol, side: 'SELL', quantity: '0.1', aboveType: 'LIMIT_MAKER', belowType: 'STOP_LOSS' };
  const legs = { abovePrice: '1100', belowStopPrice: '900', belowClientOrderId: 'leg', listClientOrderId: 'oco' };
  await ask(alice, 'orderList.place.oco', { ...pair, ...legs });
  await place(bob, limit('BUY', '1100', '0.05'));
  const working = { symbol, workingType: 'LIMIT', workingSide: 'BUY', workingPrice: '900', workingQuantity: '0.1' };
  const pending = { pendingType: 'LIMIT', pendingSide: 'SELL', pendingTimeInForce: 'GTC', pendingQuantity: '0.1' };
  const names = { workingClientOrderId: 'unfilled', pendingClientOrderId: 'orphan' };
  await ask(alice, 'orderList.place.oto', {
    ...{ ...working, ...pending, ...names, workingTimeInForce: 'IOC', pendingPrice: '1200' },
  });
  await ask(alice, 'orderList.place.oto', {
    ...{ ...working, workingTimeInForce: 'GTC', ...pending, pendingClientOrderId: 'wouldTake' },
    ...{ pendingType: 'STOP_LOSS_LIMIT', pendingPrice: '1200', pendingStopPrice: '1100' },
  });
  await place(bob, limit('SELL', '900', '0.1'));
  for (const [order, reason] of [
    ['ioc', 'UNFILLED_IOC_QUANTITY_EXPIRED'],
    ['fok', 'UNFILLED_FOK_ORDER_EXPIRED'],
    ['market', 'INSUFFICIENT_LIQUIDITY'],
    ['leg', 'OCO_TRIGGER'],
    ['orphan', 'OTO_PHASE_ONE_EXPIRED'],
    ['wouldTake', 'REJECTED'],
  ] as const) {
    const all = await reports(order, ({ x }) => x === 'EXPIRED');
    assert.deepEqual(of(all.at(-1), 'X', 'w', 'eR'), ['EXPIRED', false, reason], order);
    for (const earlier of all.slice(0, -1)) assert.ok(!('eR' in earlier));
  }
});

test('an amended leg reports REPLACED for both legs, and the list is UPDATED when it has another client id', async () => {
  await place(bob, limit('SELL', '1000', '0.1'));
  await place(alice, limit('BUY', '1000', '0.1'));
  const pair = { symbol, side: 'SELL', quantity: '0.3', aboveType: 'LIMIT_MAKER', belowType: 'STOP_LOSS' };
  const ids = { aboveClientOrderId: 'above', belowClientOrderId: 'below', listClientOrderId: 'pair' };
  const list = await ask(alice, 'orderList.place.oco', { ...pair, ...ids, abovePrice: '1100', belowStopPrice: '900' });
  const amend = (origClientOrderId: string, newQty: string, newClientOrderId: string) =>
    ask(alice, 'order.amend.keepPriority', { symbol, origClientOrderId, newQty, newClientOrderId });
  const statuses = () =>
    friend.heard.map((message) => field(message, 'event', 'l')).filter((status) => status !== undefined);
  const isStatus = (event: unknown) => event === 'EXEC_STARTED' || event === 'UPDATED';
  const same = await amend('above', '0.2', 'above');
  const both = { orders: list['orders'] as Message[] };
  assert.deepEqual(same['listStatus'], {
    ...{ orderListId: list['orderListId'], contingencyType: 'OCO', listOrderStatus: 'EXECUTING' },
    ...{ listClientOrderId: 'pair', symbol, orders: both.orders },
  });
  const other = (await reports('below', ({ x }) => x === 'REPLACED')).at(-1);
  assert.deepEqual(of(other, 'q', 'c', 'C', 'X', 'w'), ['0.20000000', 'below', 'below', 'NEW', false]);
  const renamed = await amend('above', '0.1', 'risen');
  const members = both.orders.map((order) => ({
    ...order,
    clientOrderId: order['clientOrderId'] === 'above' ? 'risen' : 'below',
  }));
  assert.deepEqual(field(renamed, 'listStatus', 'orders'), members);
  const told = await friend.hear((message) => field(message, 'event', 'l') === 'UPDATED');
  assert.deepEqual(
    field(told, 'event', 'O'),
    members.map(({ clientOrderId, ...order }) => {
      return { s: symbol, i: (order as Message)['orderId'], c: clientOrderId };
    }),
  );
  assert.deepEqual(of(told['event'] as Message, 'L', 'c', 'r', 'C', 'T'), [
    ...['EXECUTING', 'OCO', 'NONE', 'pair', renamed['transactTime']],
  ]);
  assert.deepEqual(statuses().filter(isStatus), ['EXEC_STARTED', 'UPDATED'], 'the same id is no news of the list');
  const asked = await ask(alice, 'orderList.status', { origClientOrderId: 'pair' });
  assert.deepEqual(asked['orders'], members);
});

test('an order that cannot rest is on the book when it enters, and no longer from its first trade on', async () => {
  await place(bob, limit('SELL', '1000', '0.1'));
  await place(bob, limit('SELL', '1001', '0.1'));
  await place(alice, { symbol, side: 'BUY', type: 'MARKET', quantity: '0.15', newClientOrderId: 'swept' });
  const swept = await reports('swept', ({ X }) => X === 'FILLED');
  assert.deepEqual(
    swept.map((event) => of(event, 'x', 'X', 'w')),
    [
      ['NEW', 'NEW', true],
      ['TRADE', 'PARTIALLY_FILLED', false],
      ['TRADE', 'FILLED', false],
    ],
  );
  await place(alice, limit('BUY', '1001', '0.1', { timeInForce: 'IOC', newClientOrderId: 'at-once' }));
  const atOnce = await reports('at-once', ({ x }) => x === 'EXPIRED');
  assert.deepEqual(
    atOnce.map((event) => of(event, 'x', 'w').join()),
    ['NEW,true', 'TRADE,false', 'EXPIRED,false'],
  );
});

test('the refused half of a cancel-replace is REJECTED with its reason, after the cancel and before the balances', async () => {
  await place(alice, limit('BUY', '900', '0.1', { newClientOrderId: 'first' }));
  const next = { cancelReplaceMode: 'STOP_ON_FAILURE', cancelOrigClientOrderId: 'first' };
  const poor = limit('BUY', '900', '9000', { newClientOrderId: 'second' });
  const answer = await friend.ask('order.cancelReplace', alice.sign({ ...poor, ...next }));
  assert.equal(answer['status'], 409);
  const [rejected] = await reports('second', () => true);
  assert.deepEqual(of(rejected, 'x', 'X', 'r', 'w', 'q', 'z', 't'), [
    ...['REJECTED', 'REJECTED', 'INSUFFICIENT_BALANCES', false, '9000.00000000', '0.00000000', -1],
  ]);
  const told = () => friend.heard.flatMap((message) => (message['event'] ?? []) as Message[]);
  const kinds = () => told().map((event) => event['x'] ?? event['e']);
  await friend.hear((message) => field(message, 'event', 'x') === 'REJECTED');
  const found = await friend.ask('order.status', alice.sign({ symbol, origClientOrderId: 'second' }));
  assert.equal(field(found, 'error', 'code'), -2013);
  assert.deepEqual(kinds().slice(-3), ['CANCELED', 'REJECTED', 'outboundAccountPosition']);
});
