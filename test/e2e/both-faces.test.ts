/** REST and the WebSocket API are two faces of one table: what one answers, the other answers, to the letter. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Operation } from '../../src/gateway/operations/operation.ts';
import { operations } from '../../src/gateway/operations/table.ts';
import { field, SocketFriend } from '../sockets/socket-friend.ts';
import { MemorySession } from '../support/memory-session.ts';
import type { Client } from '../support/test-gateway.ts';
import { type OpenGateway, openGateway } from './open-gateway.ts';

const symbol = 'BTCUSDT';
const order = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price: '40000' };
const session = new MemorySession({ frozen: true });
let gateway: OpenGateway;
let client: Client;
let friend: SocketFriend;
let orderId: number;

before(async () => {
  gateway = await openGateway({ session, limits: false });
  client = await gateway.client();
  const maker = await gateway.client();
  await maker.call('POST', '/api/v3/order', { ...order, side: 'SELL' });
  orderId = (await client.call('POST', '/api/v3/order', { ...order, quantity: '0.2' })).body.orderId;
  friend = await SocketFriend.connect(`${gateway.ws}/ws-api/v3`);
});
after(async () => {
  friend.close();
  await gateway.close();
});

function signed(params: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const full: Record<string, unknown> = { timestamp: Date.now(), ...params, apiKey: client.apiKey };
  const payload = Object.keys(full)
    .sort()
    .map((name) => `${name}=${full[name]}`)
    .join('&');
  return { ...full, signature: createHmac('sha256', client.secretKey).update(payload).digest('hex') };
}

/** Enough for each question to be answered. */
function parametersOf({ name }: Operation): Readonly<Record<string, string | number>> {
  switch (name) {
    case 'ping':
    case 'time':
    case 'account.status':
    case 'account.rateLimits.orders':
    case 'openOrderLists.status':
    case 'allOrderLists':
      return {};
    case 'klines':
    case 'uiKlines':
      return { symbol, interval: '1m' };
    case 'blockTrades.historical':
      return { symbol, fromId: 0 };
    case 'order.status':
    case 'order.amendments':
    case 'myPreventedMatches':
      return { symbol, orderId };
    case 'orderList.status':
      return { orderListId: 1 };
    default:
      return { symbol };
  }
}

test('every question has the same answer by both', async () => {
  const asked: string[] = [];
  for (const operation of operations) {
    const { name, access, rest } = operation;
    if (access !== 'public' && access !== 'read') continue;
    const parameters = parametersOf(operation);
    const viaRest =
      access === 'public' ? await gateway.get(rest.path, parameters) : await client.call('GET', rest.path, parameters);
    const viaSocket = await friend.ask(name, access === 'public' ? parameters : signed(parameters));
    assert.equal(viaSocket['status'], viaRest.status, name);
    const said = viaRest.status === 200 ? viaSocket['result'] : viaSocket['error'];
    assert.equal(JSON.stringify(said), viaRest.text, name);
    if (viaRest.status === 200) asked.push(name);
  }
  // Without a reference price and a list there is nothing to tell.
  const silent = ['referencePrice', 'referencePrice.calculation', 'orderList.status'];
  const questions = operations.filter(({ access }) => access === 'public' || access === 'read').map(({ name }) => name);
  assert.deepEqual(
    questions.filter((name) => !asked.includes(name)),
    silent,
  );
});

test('block trades, allocations and both window tickers are asked for by socket', async () => {
  assert.deepEqual((await friend.ask('blockTrades.historical', { symbol, fromId: 0 }))['result'], []);
  assert.deepEqual((await friend.ask('myAllocations', signed({ symbol })))['result'], []);
  assert.deepEqual((await friend.ask('myPreventedMatches', signed({ symbol, orderId })))['result'], []);
  assert.equal(field(await friend.ask('ticker', { symbol, windowSize: '1h' }), 'result', 'count'), 1);
  assert.equal(field(await friend.ask('ticker.tradingDay', { symbol }), 'result', 'count'), 1);
  assert.equal(field(await friend.ask('ticker', {}), 'error', 'code'), -1102);
});

test('lists with a pending pair are placed by socket, with and without a quantity of their own', async () => {
  const list = {
    ...{ symbol, workingType: 'LIMIT', workingSide: 'BUY', workingPrice: '39000', workingQuantity: '0.1' },
    ...{ workingTimeInForce: 'GTC', pendingSide: 'SELL', pendingAboveType: 'TAKE_PROFIT' },
    ...{ pendingAboveStopPrice: '55000', pendingBelowType: 'STOP_LOSS', pendingBelowStopPrice: '30000' },
  };
  for (const [method, more] of [
    ['orderList.place.otoco', { pendingQuantity: '0.1' }],
    ['orderList.place.opoco', {}],
  ] as const) {
    const answer = await friend.ask(method, signed({ ...list, ...more }));
    const statuses = (field(answer, 'result', 'orderReports') as { status: string }[]).map(({ status }) => status);
    assert.deepEqual(statuses, ['NEW', 'PENDING_NEW', 'PENDING_NEW'], method);
  }
});

test('partial books come at both paces', async () => {
  const streams = await SocketFriend.connect(`${gateway.ws}/stream?streams=btcusdt@depth5@100ms/btcusdt@depth20`);
  for (const name of ['btcusdt@depth5@100ms', 'btcusdt@depth20']) {
    const message = await streams.hear(({ stream }) => stream === name);
    assert.deepEqual(Object.keys(message['data'] as object), ['lastUpdateId', 'bids', 'asks'], name);
  }
  streams.close();
});
