import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitcoin } from '../fixtures/market-fixture.ts';
import { openOrder } from '../fixtures/order-fixture.ts';
import type { LadderRow, OwnOrder } from './ladder-rows.ts';
import { ownMark, pressText, rowText } from './ladder-words.ts';

const market = bitcoin();
const buy: OwnOrder = { order: openOrder(), side: 'buy', price: 6_000_000, leaves: 5_000 };
const sell: OwnOrder = { ...buy, side: 'sell', leaves: 12_345_000 };
const empty: LadderRow = { price: 6_000_000, bid: 0, ask: 0, traded: 0, own: [], isLast: false };
const unarmed = { armed: false, quantity: '0.05' };

test('a mark of own orders has side and quantity, so that colour says nothing alone', () => {
  assert.equal(ownMark(market, []), '');
  assert.equal(ownMark(market, [buy]), 'B 0.05');
  assert.equal(ownMark(market, [buy, buy]), 'B 0.1');
  assert.equal(ownMark(market, [sell]), 'S 123.45');
  assert.equal(ownMark(market, [buy, sell]), '2 orders');
});

test('what a press would do is said before: fill the ticket unless armed, then trade', () => {
  const armed = { ...unarmed, armed: true };
  assert.equal(pressText(market, empty, 'bid', unarmed), 'Ticket: buy at 60,000.00');
  assert.equal(pressText(market, empty, 'ask', unarmed), 'Ticket: sell at 60,000.00');
  assert.equal(pressText(market, empty, 'bid', armed), 'Buys 0.05 at 60,000.00');
  assert.equal(pressText(market, empty, 'ask', armed), 'Sells 0.05 at 60,000.00');
  assert.equal(pressText(market, empty, 'ask', { armed: true, quantity: '' }), 'Enter a quantity');
  assert.equal(pressText(market, empty, 'price', armed), 'Ticket: 60,000.00');
});

test('a press on own orders cancels them, on nothing does nothing', () => {
  assert.equal(pressText(market, empty, 'own', unarmed), '');
  assert.equal(pressText(market, { ...empty, own: [buy] }, 'own', unarmed), 'Cancels buy 0.05 at 60,000.00');
  assert.equal(pressText(market, { ...empty, own: [buy, buy] }, 'own', unarmed), 'Cancels 2 orders at 60,000.00');
});

test('a row is told whole', () => {
  assert.equal(rowText(market, empty), '60,000.00');
  const row = { ...empty, bid: 5_000, traded: 1_000, isLast: true, own: [buy] };
  assert.equal(rowText(market, row), '60,000.00, bid 0.05000, traded 0.01000, last trade here, yours: buy 0.05');
});
