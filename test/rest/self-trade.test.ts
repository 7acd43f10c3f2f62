/** Prevented matches as a client sees them: in the answer, in the order, in the query, and in nobody else's. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Client, createTestGateway, type TestGateway } from '../support/test-gateway.ts';

let gateway: TestGateway;
let alice: Client;
let bob: Client;
const symbol = 'BTCUSDT';
const limit = { symbol, type: 'LIMIT', timeInForce: 'GTC', price: '50000' };
const path = '/api/v3/myPreventedMatches';

before(async () => {
  gateway = await createTestGateway();
  alice = await gateway.client();
  bob = await gateway.client();
});
after(() => gateway.close());

test('a decrement is told in the answer and in both orders, and found again by id and by order', async () => {
  const maker = (await alice.call('POST', '/api/v3/order', { ...limit, side: 'BUY', quantity: '0.06' })).body;
  const wish = { ...limit, side: 'SELL', quantity: '0.02', selfTradePreventionMode: 'DECREMENT' };
  const taker = (await alice.call('POST', '/api/v3/order', wish)).body;
  assert.equal(taker.status, 'EXPIRED_IN_MATCH');
  assert.equal(taker.preventedQuantity, '0.02000000');
  const [match] = taker.preventedMatches;
  const told = { makerSymbol: symbol, makerOrderId: maker.orderId, price: '50000.00000000' };
  const lost = { takerPreventedQuantity: '0.02000000', makerPreventedQuantity: '0.02000000' };
  assert.deepEqual(taker.preventedMatches, [{ preventedMatchId: match.preventedMatchId, ...told, ...lost }]);
  const now = (await alice.call('GET', '/api/v3/order', { symbol, orderId: maker.orderId })).body;
  assert.deepEqual(
    [now.status, now.preventedQuantity, now.preventedMatchId],
    ['NEW', '0.02000000', match.preventedMatchId],
  );

  const { preventedMatchId } = match;
  const byId = (await alice.call('GET', path, { symbol, preventedMatchId })).body;
  const expected = {
    symbol,
    preventedMatchId,
    takerOrderId: taker.orderId,
    ...told,
    tradeGroupId: -1,
    selfTradePreventionMode: 'DECREMENT',
    ...lost,
    transactTime: taker.transactTime,
  };
  assert.deepEqual(byId, [expected]);
  for (const orderId of [maker.orderId, taker.orderId]) {
    assert.deepEqual((await alice.call('GET', path, { symbol, orderId })).body, byId);
    const later = { symbol, orderId, fromPreventedMatchId: preventedMatchId + 1, limit: 5 };
    assert.deepEqual((await alice.call('GET', path, later)).body, []);
    assert.deepEqual((await bob.call('GET', path, { symbol, orderId })).body, []);
  }
  assert.deepEqual((await bob.call('GET', path, { symbol, preventedMatchId })).body, []);
});

test('other combinations of parameters are refused', async () => {
  for (const parameters of [
    {},
    { preventedMatchId: 0, orderId: 1 },
    { fromPreventedMatchId: 0 },
    { orderId: 1, limit: 5 },
    { preventedMatchId: 0, limit: 5 },
  ]) {
    const answer = await alice.call('GET', path, { symbol, ...parameters });
    assert.deepEqual([answer.status, answer.body.code], [400, -1128], JSON.stringify(parameters));
  }
});

test('two accounts of one trade group are one owner, and both are told so', async () => {
  for (const client of [alice, bob]) {
    const before = (await client.call('GET', '/api/v3/account')).body;
    assert.equal('tradeGroupId' in before, false);
    await gateway.session.submit({ type: 'set_trade_group', account: before.uid, tradeGroup: 7 });
    assert.equal((await client.call('GET', '/api/v3/account')).body.tradeGroupId, 7);
  }
  await alice.call('POST', '/api/v3/order', { ...limit, side: 'BUY', price: '50100', quantity: '0.03' });
  const wish = { ...limit, side: 'SELL', price: '50100', quantity: '0.01', selfTradePreventionMode: 'EXPIRE_TAKER' };
  const taker = (await bob.call('POST', '/api/v3/order', wish)).body;
  assert.deepEqual([taker.status, taker.executedQty, taker.tradeGroupId], ['EXPIRED_IN_MATCH', '0.00000000', 7]);
  const { preventedMatchId } = taker.preventedMatches[0];
  for (const client of [alice, bob]) {
    const [found] = (await client.call('GET', path, { symbol, preventedMatchId })).body;
    assert.deepEqual([found.takerOrderId, found.tradeGroupId], [taker.orderId, 7]);
  }
});
