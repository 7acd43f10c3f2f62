import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitcoin } from '../fixtures/market-fixture.ts';
import { ApiFailure } from '../net/api.ts';
import { noticeOf, troubleOf } from './fate-words.ts';
import type { OrderFate } from './order-fate.ts';

const placed = (status: string, lookedUp: boolean): OrderFate => ({
  kind: 'placed',
  order: { status, executedQty: '0.01000000' },
  lookedUp,
});

test('only a refusal is called one', () => {
  const refused: OrderFate = { kind: 'refused', failure: new ApiFailure(400, -2010, 'Not enough.') };
  assert.deepEqual(troubleOf(refused), { word: 'Refused', text: 'Not enough. (-2010)' });
  assert.equal(troubleOf({ kind: 'unknown' })?.word, 'Outcome unknown');
  assert.equal(troubleOf({ kind: 'absent' })?.word, 'Not placed');
  assert.equal(troubleOf(placed('FILLED', true)), undefined);
});

test('an order found after its answer was lost is told, an ordinary one is left to its reports', () => {
  assert.equal(noticeOf(placed('FILLED', false), bitcoin()), undefined);
  assert.equal(noticeOf(placed('FILLED', true), bitcoin())?.text, 'It reached the floor: 0.01000 BTC filled so far.');
  assert.equal(noticeOf(placed('EXPIRED', false), bitcoin())?.title, 'Order expired');
});
