import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiFailure, type Parameters } from '../net/api.ts';
import { type OrderRoute, orderRoutes } from '../wire/order-routes.ts';
import { type SentOrder, sendOrder } from './order-fate.ts';

const parameters = { symbol: 'BTCUSDT', side: 'BUY' };
const filled: SentOrder = { status: 'FILLED', executedQty: '0.01' };
const missing = new ApiFailure(400, -2013, 'Order does not exist.');

/** A server whose answers are given one after the other; the last one stays. */
function server(placing: SentOrder | ApiFailure, ...finding: readonly (SentOrder | ApiFailure)[]) {
  const rest = [...finding];
  const asked: string[] = [];
  let placed: Parameters = {};
  let waited = 0;
  const answer = (one: SentOrder | ApiFailure | undefined): Promise<SentOrder> =>
    one === undefined || one instanceof ApiFailure ? Promise.reject(one) : Promise.resolve(one);
  const ports = {
    place(_route: OrderRoute, sent: Parameters) {
      placed = sent;
      return answer(placing);
    },
    find(symbol: string, id: string) {
      asked.push(`${symbol} ${id}`);
      return answer(rest.length > 1 ? rest.shift() : rest[0]);
    },
    doubtful: () => void asked.push('doubtful'),
  };
  const pause = async (milliseconds: number): Promise<void> => {
    waited += milliseconds;
  };
  return {
    asked,
    placed: () => placed,
    waited: () => waited,
    send: (route: OrderRoute = orderRoutes.order) => sendOrder(ports, { route, parameters }, 'mine', pause),
  };
}

test('an answered order is placed under an id of ours, and nothing is looked up', async () => {
  const { send, placed, asked } = server(filled);
  assert.deepEqual(await send(), { kind: 'placed', order: filled, lookedUp: false });
  assert.equal(placed()['newClientOrderId'], 'mine');
  assert.deepEqual(asked, []);
});

test('the order of a list that is looked for bears the id under the name it has there', async () => {
  const { send, placed } = server(filled);
  await send(orderRoutes.opoco);
  assert.deepEqual(placed(), { ...parameters, workingClientOrderId: 'mine' });
});

test('a refusal is a refusal', async () => {
  const failure = new ApiFailure(400, -2010, 'Account has insufficient balance.');
  assert.deepEqual(await server(failure).send(), { kind: 'refused', failure });
});

test('a lost answer and a server’s error are looked up by that id until the order is found', async () => {
  for (const lost of [new ApiFailure(0, 0, 'cut'), new ApiFailure(504, -1007, 'timeout'), new ApiFailure(502, 0, '')]) {
    const { send, asked } = server(lost, lost, missing, filled);
    assert.deepEqual(await send(), { kind: 'placed', order: filled, lookedUp: true });
    assert.deepEqual(asked, ['doubtful', ...Array<string>(3).fill('BTCUSDT mine')]);
  }
});

test('only what is still missing after its receive window was not placed', async () => {
  const { send, waited } = server(new ApiFailure(0, 0, 'cut'), missing);
  assert.deepEqual(await send(), { kind: 'absent' });
  assert.ok(waited() > 5_000);
});

test('a server that cannot be asked leaves the outcome unknown', async () => {
  const lost = new ApiFailure(0, 0, 'cut');
  assert.deepEqual(await server(lost, missing, lost).send(), { kind: 'unknown' });
});
