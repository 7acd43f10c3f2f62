import assert from 'node:assert/strict';
import { test } from 'node:test';
import { closedSentence, closedWord } from './symbol-state.ts';

test('a symbol that trades has no word, every other state has one', () => {
  assert.equal(closedWord(undefined), undefined);
  assert.deepEqual(['HALT', 'BREAK', 'CANCEL_ONLY', 'END_OF_DAY'].map(closedWord), [
    'halted',
    'on a break',
    'cancel only',
    'end of day',
  ]);
});

test('the sentence says what still goes', () => {
  assert.match(closedSentence('BTC/USDT', 'HALT'), /^BTC\/USDT is halted\. .* cancels wait until it opens\.$/);
  assert.match(closedSentence('BTC/USDT', 'BREAK'), /^BTC\/USDT is on a break\./);
  assert.match(closedSentence('BTC/USDT', 'CANCEL_ONLY'), /no new orders for now\. Open orders can be cancelled\.$/);
});
