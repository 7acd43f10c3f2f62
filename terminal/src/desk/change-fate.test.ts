import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitcoin } from '../fixtures/market-fixture.ts';
import { openOrder } from '../fixtures/order-fixture.ts';
import { ApiFailure, type Parameters } from '../net/api.ts';
import type { OrderChange } from '../views/read-change.ts';
import type { OrderRoute } from '../wire/order-routes.ts';
import type { CanceledOrder, WireOrder } from '../wire/rest.ts';
import { changeOrder } from './change-fate.ts';
import type { SentOrder } from './order-fate.ts';

const market = bitcoin();
const terms = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', price: '59000.00000000', timeInForce: 'GTC' };
const cut = new ApiFailure(0, 0, 'The server does not answer.');
const busy = new ApiFailure(504, -1007, 'Timeout.');
const absent = new ApiFailure(400, -2013, 'Order does not exist.');
const filled = (executedQty: string, status = 'PARTIALLY_FILLED') => openOrder({ executedQty, status });
const canceled = (executedQty = '0.00000000') => filled(executedQty, 'CANCELED');

type Answer<T> = T | ApiFailure;

/** What a server answers; of `old`, one answer after the other, and the last one stays. */
interface Server {
  readonly lower?: ApiFailure;
  readonly replace?: ApiFailure;
  readonly cancel?: Answer<CanceledOrder>;
  readonly place?: ApiFailure;
  readonly find?: ApiFailure;
  readonly old?: readonly Answer<WireOrder>[];
}

const placed: SentOrder = { status: 'NEW', executedQty: '0.00000000' };

async function run(way: OrderChange['way'], server: Server, part: Partial<WireOrder> = {}) {
  const asked: string[] = [];
  const sent: Parameters[] = [];
  const old = [...(server.old ?? [])];
  let waited = 0;
  const answer = <T>(name: string, value: Answer<T> | undefined, otherwise: T): Promise<T> => {
    asked.push(name);
    return value instanceof ApiFailure ? Promise.reject(value) : Promise.resolve(value ?? otherwise);
  };
  const ports = {
    lower(newQty: string) {
      sent.push({ newQty });
      return answer('lower', server.lower, undefined);
    },
    replace(parameters: Parameters) {
      sent.push(parameters);
      return answer('replace', server.replace, undefined);
    },
    cancel: () => answer('cancel', server.cancel, canceled()),
    place(_route: OrderRoute, parameters: Parameters) {
      sent.push(parameters);
      return answer('place', server.place, placed);
    },
    find: () => answer('find', server.find, placed),
    findOld: () => answer<WireOrder>('old', old.length > 1 ? old.shift() : old[0], openOrder()),
    doubtful: () => void asked.push('doubtful'),
  };
  const change = { way, order: openOrder(part), market, total: 50_000, terms, takes: false };
  const fate = await changeOrder(ports, change, 'new-1', async (milliseconds) => {
    waited += milliseconds;
  });
  return { fate, asked: asked.join(' '), sent, waited };
}

test('lowering names the whole quantity, and an answer is enough', async () => {
  const { fate, sent, asked } = await run('lower', {});
  assert.deepEqual([fate, sent, asked], [{ kind: 'changed' }, [{ newQty: '0.50000000' }], 'lower']);
});

test('a lowering whose answer was lost is told by the quantity of the order', async () => {
  const before = openOrder({ origQty: '0.80000000' });
  const done = await run('lower', { lower: cut, old: [cut, before, openOrder()] });
  assert.deepEqual([done.fate, done.asked], [{ kind: 'found' }, 'lower doubtful old old old']);
  const never = await run('lower', { lower: busy, old: [before] });
  assert.deepEqual(never.fate, { kind: 'open' });
  assert.ok(never.waited > 5_000);
  const over = { ...before, status: 'FILLED' };
  assert.deepEqual((await run('lower', { lower: cut, old: [over] })).fate, { kind: 'over', order: over });
  assert.deepEqual((await run('lower', { lower: cut, old: [cut] })).fate, { kind: 'unknown' });
});

test('a lowering below what was filled in between changes nothing, and says so', async () => {
  const late = new ApiFailure(400, -2038, 'Order amend (quantity below the executed quantity) is not supported.');
  const grown = filled('0.60000000');
  assert.deepEqual((await run('lower', { lower: late, old: [grown] })).fate, { kind: 'outrun', order: grown });
});

test('a replacement is sent whole, for an order without a fill only, and stops when it is not cancelled', async () => {
  const { fate, sent, asked } = await run('replace', {});
  assert.deepEqual([fate, asked], [{ kind: 'changed' }, 'replace']);
  assert.deepEqual(sent, [
    {
      ...terms,
      quantity: '0.50000000',
      newClientOrderId: 'new-1',
      cancelReplaceMode: 'STOP_ON_FAILURE',
      cancelOrderId: 7,
      cancelRestrictions: 'ONLY_NEW',
    },
  ]);
});

test('an order that filled in between is not replaced: it stands, or it is over', async () => {
  const data = { cancelResponse: { code: -2011, msg: 'Not cancelled.' }, newOrderResponse: null };
  const late = new ApiFailure(400, -2022, 'Order cancel-replace failed.', undefined, data);
  const grown = filled('0.10000000');
  assert.deepEqual((await run('replace', { replace: late, old: [grown] })).fate, { kind: 'outrun', order: grown });
  const over = filled('0.50000000', 'FILLED');
  assert.deepEqual((await run('replace', { replace: late, old: [over] })).fate, { kind: 'over', order: over });
  for (const old of [openOrder(), cut]) {
    const { fate } = await run('replace', { replace: late, old: [old] });
    assert.equal(fate.kind === 'refused' && fate.failure.message, 'Not cancelled.');
  }
});

test('a replacement that was refused when the order was cancelled already leaves none', async () => {
  const data = {
    cancelResponse: { status: 'CANCELED', executedQty: '0.00000000' },
    newOrderResponse: { code: -2010, msg: 'Order would immediately match and take.' },
  };
  const partly = new ApiFailure(409, -2021, 'Order cancel-replace partially failed.', undefined, data);
  const { fate, asked } = await run('replace', { replace: partly });
  assert.equal(asked, 'replace');
  if (fate.kind !== 'gone') return assert.fail(fate.kind);
  assert.deepEqual([fate.order.status, fate.failure?.message], ['CANCELED', data.newOrderResponse.msg]);
});

test('a replacement refused by a filter has done nothing', async () => {
  const failure = new ApiFailure(400, -1013, 'Filter failure: NOTIONAL');
  const { fate, asked } = await run('replace', { replace: failure });
  assert.deepEqual([fate, asked], [{ kind: 'refused', failure }, 'replace']);
});

test('after a lost answer the old order is asked for first: once it is over, the new one is there or not', async () => {
  const found = await run('replace', { replace: cut, old: [cut, openOrder(), canceled()] });
  assert.deepEqual([found.fate, found.asked], [{ kind: 'found' }, 'replace doubtful old old old find']);
  const gone = await run('replace', { replace: busy, old: [canceled()], find: absent });
  assert.deepEqual(gone.fate, { kind: 'gone', order: canceled() });
  const over = filled('0.50000000', 'FILLED');
  const late = await run('replace', { replace: busy, old: [over], find: absent });
  assert.deepEqual(late.fate, { kind: 'over', order: over });
  const never = await run('replace', { replace: cut, old: [openOrder()] });
  assert.deepEqual(never.fate, { kind: 'open' });
  assert.ok(never.waited > 5_000);
  assert.deepEqual((await run('replace', { replace: cut, old: [canceled()], find: cut })).fate, { kind: 'unknown' });
});

test('of an order with a fill what the cancel leaves is placed, whatever filled in between', async () => {
  const seen = { status: 'PARTIALLY_FILLED', executedQty: '0.10000000' };
  const { fate, sent, asked } = await run('anew', { cancel: canceled('0.30000000') }, seen);
  assert.deepEqual([fate, asked], [{ kind: 'changed' }, 'cancel place']);
  assert.deepEqual(sent, [{ ...terms, quantity: '0.20000000', newClientOrderId: 'new-1' }]);
  const prevented = { ...canceled('0.30000000'), preventedQuantity: '0.05000000' };
  assert.equal((await run('anew', { cancel: prevented }, seen)).sent[0]?.['quantity'], '0.15000000');
});

test('an order that traded all that was wanted is not placed anew', async () => {
  const order = canceled('0.50000000');
  const { fate, asked } = await run('anew', { cancel: order });
  assert.deepEqual([fate, asked], [{ kind: 'over', order }, 'cancel']);
});

test('an order that is over or cannot be cancelled is not placed anew', async () => {
  const late = new ApiFailure(400, -2011, 'Unknown order sent.');
  const over = filled('0.50000000', 'FILLED');
  assert.deepEqual((await run('anew', { cancel: late, old: [over] })).fate, { kind: 'over', order: over });
  const { fate, sent } = await run('anew', { cancel: late, old: [openOrder()] });
  assert.deepEqual([fate, sent], [{ kind: 'refused', failure: late }, []]);
});

test('a cancel whose answer was lost places nothing: seconds later the market is another one', async () => {
  const gone = await run('anew', { cancel: cut, old: [openOrder(), canceled('0.10000000')] });
  assert.deepEqual([gone.fate, gone.sent], [{ kind: 'gone', order: canceled('0.10000000') }, []]);
  assert.equal(gone.asked, 'cancel doubtful old old');
  assert.deepEqual((await run('anew', { cancel: cut, old: [openOrder()] })).fate, { kind: 'open' });
  assert.deepEqual((await run('anew', { cancel: cut, old: [cut] })).fate, { kind: 'unknown' });
});

test('a new order whose answer was lost, after its cancel, is looked up', async () => {
  assert.deepEqual((await run('anew', { place: cut })).fate, { kind: 'found' });
  const refusal = new ApiFailure(400, -2010, 'Account has insufficient balance for requested action.');
  const order = canceled();
  assert.deepEqual((await run('anew', { place: refusal })).fate, { kind: 'gone', order, failure: refusal });
  assert.deepEqual((await run('anew', { place: cut, find: absent })).fate, { kind: 'gone', order });
  assert.deepEqual((await run('anew', { place: cut, find: cut })).fate, { kind: 'unknown' });
});
