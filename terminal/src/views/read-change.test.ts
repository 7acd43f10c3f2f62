import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitcoin } from '../fixtures/market-fixture.ts';
import { openOrder } from '../fixtures/order-fixture.ts';
import type { WireOrder } from '../wire/rest.ts';
import { changeEffect } from './change-effect.ts';
import type { ChangeDraft } from './order-change.ts';
import { draftOf } from './order-change.ts';
import { readChange } from './read-change.ts';
import type { TicketMarket } from './ticket-reading.ts';

const market = bitcoin();
const around: TicketMarket = {
  market,
  mean: 6_000_000,
  touch: 6_100_000,
  last: 6_090_000,
  available: 100_000_00000000n,
};
const partly = { status: 'PARTIALLY_FILLED', executedQty: '0.20000000' };
const stop = {
  type: 'STOP_LOSS_LIMIT',
  price: '62010.00000000',
  stopPrice: '62000.00000000',
  isWorking: false,
};

function read(part: Partial<WireOrder>, typed: Partial<ChangeDraft>, where: Partial<TicketMarket> = {}) {
  const order = openOrder(part);
  return readChange(order, { ...draftOf(order, market), ...typed }, { ...around, ...where });
}

function sent(part: Partial<WireOrder>, typed: Partial<ChangeDraft>) {
  const reading = read(part, typed);
  if (reading.kind !== 'change') return assert.fail(`read as ${reading.kind}`);
  const { way, total, terms } = reading.change;
  return { way, total, price: terms['price'], stop: terms['stopPrice'], effect: changeEffect(reading.change) };
}

function problem(part: Partial<WireOrder>, typed: Partial<ChangeDraft>, where: Partial<TicketMarket> = {}) {
  const reading = read(part, typed, where);
  if (reading.kind !== 'refused') return assert.fail(`read as ${reading.kind}`);
  const [first] = reading.problems;
  return [first?.field, first?.rule, first?.remedy];
}

test('the same figures, however written, are no change', () => {
  assert.deepEqual(draftOf(openOrder(), market), { trigger: '', price: '60000.00', quantity: '0.50000' });
  assert.equal(read({}, { price: '60000', quantity: '0.5' }).kind, 'unchanged');
  assert.equal(read(stop, { trigger: '62000', price: '62010.0' }).kind, 'unchanged');
});

test('what an order has can be changed, but not left empty', () => {
  for (const field of ['price', 'quantity', 'trigger'] as const)
    assert.equal(read(stop, { [field]: '' }).kind, 'incomplete');
});

test('a smaller quantity and nothing else lowers the order where it stands', () => {
  const { way, total, effect } = sent({}, { quantity: '0.3' });
  assert.deepEqual([way, total], ['lower', 30_000]);
  assert.match(effect, /^It keeps its place in the queue, with 0\.30000 BTC still to trade\.$/);
  assert.match(sent({ orderListId: 3 }, { quantity: '0.3' }).effect, /pair is lowered with it/);
  assert.equal(sent({ pegPriceType: 'PRIMARY_PEG' }, { quantity: '0.3' }).way, 'lower');
});

test('a price, or more quantity, is a new order in its place', () => {
  const moved = sent({}, { price: '59000' });
  assert.deepEqual([moved.way, moved.total, moved.price], ['replace', 50_000, '59000.00000000']);
  assert.match(moved.effect, /0\.50000 BTC takes its place, last in the queue/);
  assert.equal(sent({}, { quantity: '0.6' }).way, 'replace');
  assert.equal(sent({}, { price: '59000', quantity: '0.3' }).way, 'replace');
});

test('the quantity of an order with a fill is all of it: what is left goes on', () => {
  const moved = sent(partly, { price: '59000' });
  assert.deepEqual([moved.way, moved.total], ['anew', 50_000]);
  assert.match(moved.effect, /0\.20000 BTC is done.* now 0\.30000 BTC, is placed anew/);
  assert.deepEqual(sent(partly, { quantity: '0.3' }).way, 'lower');
  assert.deepEqual(problem(partly, { quantity: '0.2' }), ['quantity', 'executedQty', undefined]);
  assert.deepEqual(problem(partly, { price: '59000', quantity: '0.1' }), ['quantity', 'executedQty', undefined]);
  // Of 60,000 less than 0.00009 BTC is worth less than 5 USDT: what is left must be that much, what is typed 0.2 more.
  assert.deepEqual(problem(partly, { price: '60001', quantity: '0.20001' }), ['quantity', 'NOTIONAL', '0.20009']);
});

test('a broken rule is named as the exchange names it, with a value that would pass', () => {
  assert.deepEqual(problem({}, { price: '59000.001' }), ['price', 'PRICE_FILTER', '59000.00']);
  assert.deepEqual(problem({}, { price: '300000.01' }), ['price', 'PERCENT_PRICE_BY_SIDE', '300000.00']);
  assert.deepEqual(problem({}, { quantity: '0.600001' }), ['quantity', 'LOT_SIZE', '0.60000']);
  assert.deepEqual(problem({}, { quantity: '0.00001' }), ['quantity', 'NOTIONAL', '0.00009']);
  assert.deepEqual(problem({}, { quantity: 'x' }), ['quantity', 'number', undefined]);
  assert.deepEqual(problem(stop, { trigger: '62000.001' }), ['trigger', 'PRICE_FILTER', '62000.00']);
});

test('a lowered order is asked nothing that its price was asked before', () => {
  assert.equal(read({}, { quantity: '0.3' }, { mean: 100, available: 0n }).kind, 'change');
});

test('what the order holds counts as available to the one in its place', () => {
  // It holds 30,000 USDT.
  assert.equal(read({}, { price: '61000' }, { available: 500_00000000n }).kind, 'change');
  assert.deepEqual(problem({}, { price: '61000' }, { available: 499_00000000n }), ['balance', 'balance', undefined]);
  assert.deepEqual(problem({ side: 'SELL' }, { quantity: '0.6' }, { available: 9_000_000n })[0], 'balance');
  assert.equal(read({ side: 'SELL' }, { quantity: '0.6' }, { available: 10_000_000n, mean: undefined }).kind, 'change');
});

test('a post-only order is not moved to where it would trade, for it would be cancelled and refused', () => {
  const maker = { type: 'LIMIT_MAKER' };
  assert.deepEqual(problem(maker, { price: '61000' }), ['price', 'LIMIT_MAKER', '60999.99']);
  assert.equal(read(maker, { price: '60999.99' }).kind, 'change');
  assert.deepEqual(problem({ ...maker, side: 'SELL' }, { price: '61000' }), ['price', 'LIMIT_MAKER', '61000.01']);
});

test('a waiting stop is moved by its trigger, its limit, or both, but not to where it would be triggered', () => {
  const moved = sent(stop, { trigger: '61500' });
  assert.deepEqual([moved.way, moved.stop, moved.price], ['replace', '61500.00000000', '62010.00000000']);
  assert.match(moved.effect, /A new stop/);
  assert.deepEqual(problem(stop, { trigger: '60900' }), ['trigger', 'stopPrice', '60900.01']);
  const market = sent({ ...stop, type: 'STOP_LOSS', price: '0.00000000' }, { trigger: '61500' });
  assert.deepEqual([market.stop, market.price], ['61500.00000000', undefined]);
  assert.match(sent(stop, { quantity: '0.1' }).effect, /waits on/);
});

test('what can only be lowered is not moved and not raised', () => {
  for (const part of [{ orderListId: 3 }, { pegPriceType: 'PRIMARY_PEG' }, { icebergQty: '0.1' }]) {
    assert.deepEqual(problem(part, { quantity: '0.6' }), ['quantity', 'amend', undefined]);
  }
});

test('an order moved to where others sell is said to trade at once', () => {
  assert.match(sent({}, { price: '61000' }).effect, /takes its place, and trades at once\.$/);
  assert.match(sent(partly, { price: '61000' }).effect, /is placed anew, and trades at once\.$/);
  assert.doesNotMatch(sent({}, { price: '60999.99' }).effect, /at once/);
  assert.doesNotMatch(sent({ side: 'SELL', price: '62000.00000000' }, { quantity: '0.4' }).effect, /at once/);
});
