import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readStreamMessage } from './stream.ts';
import { type ExecutionReport, orderOfReport } from './user-data.ts';

test('data, acknowledgements and the farewell are told apart', () => {
  const data = { e: 'aggTrade', E: 1, s: 'BTCUSDT', a: 1, p: '1', q: '1', T: 1, m: true };
  const text = JSON.stringify({ stream: 'btcusdt@aggTrade', data });
  assert.deepEqual(readStreamMessage(text), { kind: 'data', stream: 'btcusdt@aggTrade', data });
  assert.deepEqual(readStreamMessage('{"result":null,"id":7}'), { kind: 'answer', id: 7 });
  assert.deepEqual(readStreamMessage('{"stream":"!serverShutdown","data":{}}'), { kind: 'shutdown' });
});

test('what is unknown is ignored, not an error', () => {
  for (const text of ['', 'null', '3', '{"stream":"x","data":{"e":"news"}}', '{"stream":"x","data":null}']) {
    assert.equal(readStreamMessage(text), undefined);
  }
});

test('after a cancel the order keeps its own client id', () => {
  const report = { c: 'cancel-1', C: 'mine-1', X: 'CANCELED', i: 4 } as ExecutionReport;
  assert.equal(orderOfReport(report).clientOrderId, 'mine-1');
  assert.equal(orderOfReport({ ...report, c: 'mine-1', C: '' }).clientOrderId, 'mine-1');
});

test('a report carries trigger and prevented quantity into the order', () => {
  const stop = { c: 'mine-1', C: '', P: '62998.12', d: 100, A: '0.4' } as ExecutionReport;
  const { stopPrice, trailingDelta, isWorking, preventedQuantity } = orderOfReport(stop);
  assert.deepEqual([stopPrice, trailingDelta, isWorking, preventedQuantity], ['62998.12', 100, false, '0.4']);
  // Once triggered it stays so, also in the report that ends it.
  assert.equal(orderOfReport({ ...stop, X: 'FILLED', W: 1 }).isWorking, true);
});

test('after an amend the order has the client id that it was given', () => {
  const report = { c: 'after', C: 'before', x: 'REPLACED', X: 'NEW', i: 4 } as ExecutionReport;
  assert.equal(orderOfReport(report).clientOrderId, 'after');
});

test('a report carries into the order what decides whether it can be changed', () => {
  const report = { c: 'mine-1', C: '', V: 'DECREMENT', g: 3, F: '0.1', gP: 'PRIMARY_PEG', j: 7 } as ExecutionReport;
  const { selfTradePreventionMode, orderListId, icebergQty, pegPriceType, strategyId } = orderOfReport(report);
  assert.deepEqual(
    [selfTradePreventionMode, orderListId, icebergQty, pegPriceType, strategyId],
    ['DECREMENT', 3, '0.1', 'PRIMARY_PEG', 7],
  );
});
