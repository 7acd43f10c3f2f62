import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitcoin } from '../fixtures/market-fixture.ts';
import { openOrder } from '../fixtures/order-fixture.ts';
import type { WireOrder } from '../wire/rest.ts';
import { askedText, filledText, isLinked, isWaiting, leavesOf, orderPriceText, standsAt } from './order-figures.ts';

const market = bitcoin();

function order(part: Partial<WireOrder>): WireOrder {
  return openOrder({ origQty: '1.00000000', executedQty: '0.25000000', ...part });
}

const noPrice = { price: '0.00000000' };
const waiting = { stopPrice: '62998.12000000', isWorking: false };

test('an order on the book stands at its price, a waiting stop at its trigger', () => {
  assert.equal(standsAt(order({})), '60000.00000000');
  assert.equal(standsAt(order({ ...noPrice, ...waiting })), '62998.12000000');
  assert.equal(standsAt(order({ ...waiting, isWorking: true })), '60000.00000000');
  assert.equal(standsAt(order({ ...noPrice, trailingDelta: 100, isWorking: false })), undefined);
});

test('the price of an order says what it is the price of', () => {
  const text = (part: Partial<WireOrder>) => orderPriceText(order(part), 2);
  assert.equal(text({}), '60,000.00');
  assert.equal(text(noPrice), 'market');
  assert.equal(text({ ...noPrice, ...waiting }), 'stop 62,998.12');
  assert.equal(text(waiting), 'stop 62,998.12 → 60,000.00');
  assert.equal(text({ ...noPrice, trailingDelta: 100, isWorking: false }), 'trailing 100 bp');
  assert.equal(text({ ...noPrice, ...waiting, trailingDelta: 100 }), 'stop 62,998.12, trailing 100 bp');
  assert.equal(text({ ...noPrice, ...waiting, isWorking: true }), 'market');
  assert.equal(isWaiting(order({})), false);
});

test('an order that another one is to pay for is not on the book, and has no quantity yet', () => {
  const pending = order({ status: 'PENDING_NEW', origQty: '0.00000000', isWorking: false, orderListId: 7 });
  assert.equal(isWaiting(pending), true);
  assert.equal(standsAt(pending), '60000.00000000');
  assert.equal(askedText(market, pending), '–');
  assert.equal(askedText(market, order({})), '1.00000');
  assert.deepEqual(
    [isLinked(pending), isLinked(order({ orderListId: -1 })), isLinked(order({}))],
    [true, false, false],
  );
});

test('what was prevented is neither filled nor open', () => {
  const prevented = order({ preventedQuantity: '0.40000000' });
  assert.equal(leavesOf(market, prevented), 35_000);
  assert.equal(filledText(market, prevented), '0.25000 (0.40000 prevented)');
  assert.equal(leavesOf(market, order({})), 75_000);
  assert.equal(filledText(market, order({})), '0.25000');
});
