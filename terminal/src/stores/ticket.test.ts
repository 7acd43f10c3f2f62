import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatDecimal, parseDecimal } from '../../../src/core/units/decimal.ts';
import { bitcoin } from '../fixtures/market-fixture.ts';
import {
  emptyTicket,
  followed,
  plainPrice,
  steppedPrice,
  type Ticket,
  withQuantity,
  withShare,
  withTotal,
} from './ticket.ts';

const market = bitcoin();
const at60000 = withPrice(emptyTicket, '60000.00');

function withPrice(ticket: Ticket, price: string): Ticket {
  return followed({ ...ticket, price }, market, undefined);
}

test('quantity gives the exact total, total gives the largest quantity it pays for', () => {
  assert.equal(withQuantity(at60000, market, '0.15', 6_000_000).total, '9000.00');
  assert.equal(withTotal(at60000, market, '100', 6_000_000).quantity, '0.00166');
});

test('a new price keeps the field typed last and changes the other', () => {
  const byQuantity = withPrice(withQuantity(at60000, market, '0.1', 6_000_000), '50000');
  assert.deepEqual([byQuantity.quantity, byQuantity.total], ['0.1', '5000.00']);
  const byTotal = withPrice(withTotal(at60000, market, '6000', 6_000_000), '50000');
  assert.deepEqual([byTotal.quantity, byTotal.total], ['0.12000', '6000']);
});

test('text that is no number empties the linked field and stays as typed', () => {
  const ticket = withQuantity(at60000, market, '1e5', 6_000_000);
  assert.deepEqual([ticket.quantity, ticket.total], ['1e5', '']);
});

test('a share of the quote asset buys, a share of the base asset sells', () => {
  assert.equal(withShare(at60000, market, 50, 100_000_00000000n, 6_000_000).total, '50000.00');
  const selling = { ...at60000, side: 'sell' as const };
  assert.equal(withShare(selling, market, 25, 1_00000999n, 6_000_000).quantity, '0.25000');
});

test('quantity and total are linked by the price at which the order is meant to come about', () => {
  const prices = { price: '60000', trigger: '61000', stopLimit: '', takeProfit: '62000', quantity: '1' };
  const total = (part: Partial<Ticket>) => followed({ ...emptyTicket, ...prices, ...part }, market, 6_050_000).total;
  assert.equal(total({ kind: 'limit' }), '60000.00');
  assert.equal(total({ kind: 'market' }), '60500.00');
  assert.equal(total({ kind: 'stop' }), '61000.00');
  assert.equal(total({ kind: 'stop', stopLimit: '61100' }), '61100.00');
  assert.equal(total({ kind: 'stop', trailing: true }), '60500.00');
  assert.equal(total({ kind: 'oco', side: 'sell' }), '62000.00');
  assert.equal(total({ kind: 'oco', side: 'buy' }), '61000.00');
});

test('price steps are whole ticks and stop above zero', () => {
  assert.equal(steppedPrice('60000.00', market, 10, undefined), '60000.10');
  assert.equal(steppedPrice('', market, -1, 6_000_000), '59999.99');
  assert.equal(steppedPrice('0.01', market, -5, undefined), '0.01');
  assert.equal(steppedPrice('', market, 1, undefined), '');
});

test('the quantity a total buys never costs more than the total', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100_000_000 }), fc.bigInt({ min: 0n, max: 10n ** 15n }), (ticks, total) => {
      const ticket = withPrice(emptyTicket, plainPrice(market, ticks));
      const { quantity } = withTotal(ticket, market, formatDecimal(total, 8), ticks);
      const lots = parseDecimal(quantity, 5);
      assert.ok(lots.ok);
      const cost = lots.value * BigInt(ticks) * BigInt(market.quotePerTickLot);
      assert.ok(cost <= total);
      assert.ok(cost + BigInt(ticks) * BigInt(market.quotePerTickLot) > total);
    }),
  );
});
