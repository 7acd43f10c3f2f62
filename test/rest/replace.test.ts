/** Cancel-replace and amends as clients meet them: statuses, codes, both halves, order counts. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Client, createTestGateway, type TestGateway } from '../support/test-gateway.ts';

let gateway: TestGateway;
let alice: Client;
let bob: Client;

before(async () => {
  gateway = await createTestGateway();
  alice = await gateway.client();
  bob = await gateway.client();
});
after(() => gateway.close());

const symbol = 'BTCUSDT';
const limit = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '0.1', price: '50000' };
const place = async (more: object = {}) => (await alice.call('POST', '/api/v3/order', { ...limit, ...more })).body;
const replace = (more: object) => alice.call('POST', '/api/v3/order/cancelReplace', { ...limit, ...more });

test('both halves well: 200, the answer of the cancel and of the placement', async () => {
  const { orderId, clientOrderId } = await place();
  const { status, body } = await replace({
    cancelReplaceMode: 'STOP_ON_FAILURE',
    cancelOrderId: orderId,
    cancelNewClientOrderId: 'the-cancel',
    price: '50001',
  });
  assert.deepEqual([status, body.cancelResult, body.newOrderResult], [200, 'SUCCESS', 'SUCCESS']);
  const { cancelResponse, newOrderResponse } = body;
  assert.deepEqual(
    [cancelResponse.origClientOrderId, cancelResponse.clientOrderId, cancelResponse.status],
    [clientOrderId, 'the-cancel', 'CANCELED'],
  );
  assert.deepEqual(
    [newOrderResponse.status, newOrderResponse.price, newOrderResponse.fills],
    ['NEW', '50001.00000000', []],
  );
  await alice.call('DELETE', '/api/v3/openOrders', { symbol });
});

test('a failed half tells its code, and what the other half did', async () => {
  const told = async (more: object) => {
    const { status, body } = await replace(more);
    const { cancelResult, newOrderResult, cancelResponse, newOrderResponse } = body.data ?? {};
    return [status, body.code, cancelResult, newOrderResult, cancelResponse?.code, newOrderResponse?.code];
  };
  const strict = { cancelReplaceMode: 'STOP_ON_FAILURE' };
  const loose = { cancelReplaceMode: 'ALLOW_FAILURE' };
  const gone = { cancelOrigClientOrderId: 'gone' };
  const poor = { quantity: '100' };
  assert.deepEqual(await told({ ...strict, ...gone }), [400, -2022, 'FAILURE', 'NOT_ATTEMPTED', -2011, undefined]);
  assert.deepEqual(await told({ ...loose, ...gone, ...poor }), [400, -2022, 'FAILURE', 'FAILURE', -2011, -2010]);
  assert.deepEqual(await told({ ...loose, ...gone }), [409, -2021, 'FAILURE', 'SUCCESS', -2011, undefined]);
  const { orderId } = await place();
  const restricted = { cancelOrderId: orderId, cancelRestrictions: 'ONLY_PARTIALLY_FILLED' };
  assert.deepEqual(await told({ ...strict, ...restricted }), [
    400,
    -2022,
    'FAILURE',
    'NOT_ATTEMPTED',
    -2011,
    undefined,
  ]);
  const reply = await told({ ...strict, cancelOrderId: orderId, ...poor });
  assert.deepEqual(reply, [409, -2021, 'SUCCESS', 'FAILURE', undefined, -2010]);
  await alice.call('DELETE', '/api/v3/openOrders', { symbol });
});

test('filters are asked before anything is cancelled, and so are the parameters', async () => {
  const { orderId } = await place();
  const both = { cancelReplaceMode: 'ALLOW_FAILURE', cancelOrderId: orderId };
  const told = async (more: object) => {
    const { body } = await replace(more);
    return `${body.code} ${body.msg}`;
  };
  assert.equal(await told({ ...both, quantity: '0.00001' }), '-1013 Filter failure: NOTIONAL');
  assert.match(await told({ cancelOrderId: orderId }), /^-1102 .*'cancelReplaceMode'/);
  assert.match(await told({ ...both, cancelReplaceMode: 'MAYBE' }), /^-1130 .*'cancelReplaceMode'/);
  assert.match(await told({ cancelReplaceMode: 'ALLOW_FAILURE' }), /^-1102 Param 'cancelOrigClientOrderId' or/);
  assert.match(await told({ ...both, cancelRestrictions: 'NEVER' }), /^-1145 /);
  assert.match(await told({ ...both, orderRateLimitExceededMode: 'SOMETIMES' }), /^-1130 /);
  assert.equal((await alice.call('GET', '/api/v3/order', { symbol, orderId })).body.status, 'NEW');
  await alice.call('DELETE', '/api/v3/openOrders', { symbol });
});

test('an order not attempted counts; beyond the limit a cancel is done only when it is asked for', async () => {
  // Time stands: the orders of ten seconds are counted, however long the placing takes.
  const timestamp = Date.now();
  const fresh = await createTestGateway({ wallClock: () => timestamp * 1000 });
  const client = await fresh.client();
  const carol = {
    call: (...[method, path, parameters]: Parameters<typeof client.call>) =>
      client.call(method, path, { ...parameters, timestamp }),
  };
  const strict = { ...limit, cancelReplaceMode: 'STOP_ON_FAILURE' };
  const count = async () => (await carol.call('GET', '/api/v3/rateLimit/order')).body[0].count;
  await carol.call('POST', '/api/v3/order/cancelReplace', { ...strict, cancelOrigClientOrderId: 'gone' });
  assert.equal(await count(), 1);
  const { orderId } = (await carol.call('POST', '/api/v3/order', limit)).body;
  const { limit: most } = (await carol.call('GET', '/api/v3/rateLimit/order')).body[0];
  for (let placed = 2; placed < most; placed++)
    await carol.call('POST', '/api/v3/order', { ...limit, quantity: '0.001' });
  const beyond = { ...strict, cancelOrderId: orderId };
  const plain = await carol.call('POST', '/api/v3/order/cancelReplace', beyond);
  assert.deepEqual([plain.status, plain.body.code], [429, -1015]);
  const only = { ...beyond, orderRateLimitExceededMode: 'CANCEL_ONLY' };
  const canceled = await carol.call('POST', '/api/v3/order/cancelReplace', only);
  const { data } = canceled.body;
  assert.deepEqual(
    [canceled.status, canceled.body.code, data.cancelResult, data.newOrderResult],
    [429, -2021, 'SUCCESS', 'FAILURE'],
  );
  assert.equal(data.newOrderResponse.code, -1015);
  const again = await carol.call('POST', '/api/v3/order/cancelReplace', only);
  assert.deepEqual([again.status, again.body.code, again.body.data.newOrderResult], [429, -2022, 'NOT_ATTEMPTED']);
  await fresh.close();
});

test('an amend keeps the id, takes a new name, and is remembered', async () => {
  const { orderId } = await place({ newClientOrderId: 'before', quantity: '0.3' });
  const amend = (more: object) => alice.call('PUT', '/api/v3/order/amend/keepPriority', { symbol, ...more });
  const { status, body } = await amend({ orderId, newQty: '0.2', newClientOrderId: 'after' });
  assert.equal(status, 200);
  assert.ok(body.executionId > 0 && body.transactTime > 0);
  const { amendedOrder } = body;
  assert.deepEqual(Object.keys(amendedOrder).slice(0, 8), [
    'symbol',
    'orderId',
    'orderListId',
    'origClientOrderId',
    'clientOrderId',
    'price',
    'qty',
    'executedQty',
  ]);
  assert.deepEqual(
    [amendedOrder.orderId, amendedOrder.origClientOrderId, amendedOrder.clientOrderId, amendedOrder.qty],
    [orderId, 'before', 'after', '0.20000000'],
  );
  const second = await amend({ origClientOrderId: 'after', newQty: '0.1', newClientOrderId: 'after' });
  assert.equal(second.body.amendedOrder.clientOrderId, 'after');
  const history = (await alice.call('GET', '/api/v3/order/amendments', { symbol, orderId })).body;
  assert.deepEqual(
    history.map((row: Record<string, unknown>) => [row['origClientOrderId'], row['newClientOrderId'], row['newQty']]),
    [
      ['before', 'after', '0.20000000'],
      ['after', 'after', '0.10000000'],
    ],
  );
  const from = { symbol, orderId, fromExecutionId: history[1].executionId };
  assert.equal((await alice.call('GET', '/api/v3/order/amendments', from)).body.length, 1);
  assert.deepEqual((await bob.call('GET', '/api/v3/order/amendments', { symbol, orderId })).body, []);
  const told = async (more: object) => {
    const answer = await amend({ orderId, ...more });
    return `${answer.status} ${answer.body.code} ${answer.body.msg}`;
  };
  assert.equal(await told({ newQty: '0.2' }), '400 -2038 Order amend (quantity increase) is not supported.');
  assert.equal(await told({ newQty: '0.1' }), '400 -2038 The requested action would change no state; rejecting');
  assert.equal(await told({ newQty: '0.00001' }), '400 -1013 Filter failure: NOTIONAL');
  assert.equal(await told({ newQty: '0' }), '400 -1013 Invalid quantity.');
  assert.match(await told({}), /^400 -1102 .*'newQty'/);
  assert.equal(await told({ orderId: 999_999, newQty: '0.05' }), '400 -2038 Unknown order sent.');
  const others = await bob.call('PUT', '/api/v3/order/amend/keepPriority', { symbol, orderId, newQty: '0.05' });
  assert.equal(others.body.code, -2038);
  await alice.call('DELETE', '/api/v3/openOrders', { symbol });
});

test('an amend weighs four, and nothing when it ends the order', async () => {
  const fresh = await createTestGateway();
  const carol = await fresh.client();
  const dave = await fresh.client();
  const { orderId } = (await carol.call('POST', '/api/v3/order', { ...limit, quantity: '0.3' })).body;
  await dave.call('POST', '/api/v3/order', { ...limit, side: 'SELL', quantity: '0.1' });
  const used = async (newQty: string) => {
    const weight = async () => Number((await fresh.get('/api/v3/ping')).headers['x-mbx-used-weight-1m']);
    const before = await weight();
    const { status } = await carol.call('PUT', '/api/v3/order/amend/keepPriority', { symbol, orderId, newQty });
    return [status, (await weight()) - before - 1];
  };
  assert.deepEqual(await used('0.2'), [200, 4]);
  assert.deepEqual(await used('0.2'), [400, 4]);
  assert.deepEqual(await used('0.1'), [200, 0]);
  await fresh.close();
});
