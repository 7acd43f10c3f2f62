import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiFailure } from '../net/api.ts';
import type { WireOrder } from '../wire/rest.ts';
import { cancelOrder } from './cancel-fate.ts';

const order = (status: string): WireOrder => ({
  symbol: 'BTCUSDT',
  orderId: 7,
  clientOrderId: 'mine',
  price: '59000.00',
  origQty: '0.50',
  executedQty: status === 'FILLED' ? '0.50' : '0.00',
  cummulativeQuoteQty: '0.00',
  status,
  timeInForce: 'GTC',
  type: 'LIMIT',
  side: 'BUY',
  time: 1,
  updateTime: 1,
});
const cut = new ApiFailure(0, 0, 'The server does not answer.');

/** A server whose answers about the order are given one after the other; the last one stays. */
function server(cancelling: ApiFailure | undefined, ...finding: readonly (string | ApiFailure)[]) {
  const rest = [...finding];
  const asked: string[] = [];
  let waited = 0;
  const ports = {
    cancel: () => (cancelling === undefined ? Promise.resolve() : Promise.reject(cancelling)),
    find() {
      asked.push('find');
      const answer = rest.length > 1 ? rest.shift() : rest[0];
      return typeof answer === 'string' ? Promise.resolve(order(answer)) : Promise.reject(answer);
    },
    doubtful: () => void asked.push('doubtful'),
  };
  const pause = async (milliseconds: number): Promise<void> => {
    waited += milliseconds;
  };
  return { asked, waited: () => waited, cancel: () => cancelOrder(ports, pause) };
}

test('an answered cancel asks nothing more', async () => {
  const { cancel, asked } = server(undefined);
  assert.deepEqual(await cancel(), { kind: 'cancelled' });
  assert.deepEqual(asked, []);
});

test('after a lost answer the order is asked for until it is over', async () => {
  for (const lost of [cut, new ApiFailure(504, -1007, 'timeout')]) {
    const { cancel, asked } = server(lost, cut, 'NEW', 'CANCELED');
    assert.deepEqual(await cancel(), { kind: 'over', order: order('CANCELED') });
    assert.deepEqual(asked, ['doubtful', 'find', 'find', 'find']);
  }
});

test('an order that is still open after the receive window was not cancelled', async () => {
  const { cancel, waited } = server(cut, 'NEW');
  assert.deepEqual(await cancel(), { kind: 'open' });
  assert.ok(waited() > 5_000);
});

test('a server that cannot be asked leaves the outcome unknown', async () => {
  assert.deepEqual(await server(cut, 'NEW', cut).cancel(), { kind: 'unknown' });
});

test('an order that cannot be cancelled any more is told by its own status', async () => {
  const rejected = new ApiFailure(400, -2011, 'Unknown order sent.');
  assert.deepEqual(await server(rejected, 'FILLED').cancel(), { kind: 'over', order: order('FILLED') });
  for (const found of ['NEW', cut]) {
    assert.deepEqual(await server(rejected, found).cancel(), { kind: 'refused', failure: rejected });
  }
});

test('any other refusal is a refusal, and asks nothing', async () => {
  const limited = new ApiFailure(429, -1003, 'Too many requests.', 30_000);
  const { cancel, asked } = server(limited);
  assert.deepEqual(await cancel(), { kind: 'refused', failure: limited });
  assert.deepEqual(asked, []);
});
