import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitcoin } from '../fixtures/market-fixture.ts';
import { ApiFailure } from '../net/api.ts';
import type { WireOrder } from '../wire/rest.ts';
import { cancelAllNotice, cancelNotice } from './cancel-words.ts';

const over = (status: string) =>
  cancelNotice({ kind: 'over', order: { status, executedQty: '0.01000000' } as WireOrder }, bitcoin());

test('an ordinary cancel is left to its report', () => {
  assert.equal(cancelNotice({ kind: 'cancelled' }, bitcoin()), undefined);
});

test('only an order that is known to be open is called not cancelled', () => {
  assert.equal(over('CANCELED')?.title, 'Order cancelled after all');
  assert.deepEqual(over('FILLED'), {
    tone: 'bad',
    title: 'Too late to cancel',
    text: 'It is filled, with 0.01000 BTC done.',
  });
  assert.equal(cancelNotice({ kind: 'open' }, bitcoin())?.title, 'Not cancelled');
  assert.equal(cancelNotice({ kind: 'unknown' }, bitcoin())?.title, 'Outcome unknown');
  const refused = { kind: 'refused', failure: new ApiFailure(429, -1003, 'Too many requests.') } as const;
  assert.deepEqual(cancelNotice(refused, bitcoin()), {
    tone: 'bad',
    title: 'Not cancelled',
    text: 'Too many requests.',
  });
});

test('what is left of all is counted, and not guessed', () => {
  assert.equal(cancelAllNotice('BTC/USDT', 0).title, 'All cancelled after all');
  assert.equal(cancelAllNotice('BTC/USDT', 1).text, '1 of BTC/USDT is still open.');
  assert.equal(cancelAllNotice('BTC/USDT', undefined).title, 'Outcome unknown');
});
