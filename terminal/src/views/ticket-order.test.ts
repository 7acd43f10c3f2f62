import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitcoin } from '../fixtures/market-fixture.ts';
import type { Market } from '../stores/market.ts';
import { emptyTicket, type Ticket } from '../stores/ticket.ts';
import { readTicket } from './ticket-order.ts';
import type { TicketMarket } from './ticket-reading.ts';

const market = bitcoin();
const at: TicketMarket = { market, mean: 6_000_000, touch: 6_000_000, last: 6_000_000, available: 100_000_00000000n };
const good: Ticket = { ...emptyTicket, price: '60000', quantity: '0.1' };

function problem(ticket: Ticket, where: TicketMarket = at) {
  const reading = readTicket(ticket, where);
  assert.equal(reading.kind, 'refused');
  const [first] = reading.kind === 'refused' ? reading.problems : [];
  return { field: first?.field, rule: first?.rule, remedy: first?.remedy };
}

test('a good limit order becomes the parameters of the API, in full decimals', () => {
  const reading = readTicket(good, at);
  assert.deepEqual(reading.kind === 'order' && reading.order.parameters, {
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    price: '60000.00000000',
    quantity: '0.10000000',
  });
});

test('post-only is its own type and takes no time in force', () => {
  const reading = readTicket({ ...good, postOnly: true, life: 'IOC' }, at);
  const parameters = reading.kind === 'order' ? reading.order.parameters : {};
  assert.equal(parameters['type'], 'LIMIT_MAKER');
  assert.equal('timeInForce' in parameters, false);
});

test('each broken rule is named as the exchange names it, with a value that would pass', () => {
  assert.deepEqual(problem({ ...good, price: '60000.001' }), {
    field: 'price',
    rule: 'PRICE_FILTER',
    remedy: '60000.00',
  });
  assert.deepEqual(problem({ ...good, quantity: '0.100001' }), {
    field: 'quantity',
    rule: 'LOT_SIZE',
    remedy: '0.10000',
  });
  assert.deepEqual(problem({ ...good, quantity: '0.00001' }), {
    field: 'quantity',
    rule: 'NOTIONAL',
    remedy: '0.00009',
  });
  assert.deepEqual(problem({ ...good, price: '300000.01' }), {
    field: 'price',
    rule: 'PERCENT_PRICE_BY_SIDE',
    remedy: '300000.00',
  });
  assert.deepEqual(problem({ ...good, quantity: '0' }), { field: 'quantity', rule: 'LOT_SIZE', remedy: '0.00001' });
});

test('every remedy passes the rule it mends', () => {
  for (const broken of [
    { ...good, price: '60000.001' },
    { ...good, quantity: '0.100001' },
    { ...good, quantity: '0.00001' },
  ]) {
    const { field, remedy } = problem(broken);
    assert.equal(readTicket({ ...broken, [field ?? '']: remedy }, at).kind, 'order');
  }
});

test('what is not a plain decimal number is refused before anything else', () => {
  for (const text of ['1e5', '-1', '0x10', '1,5', '١٢']) assert.equal(problem({ ...good, price: text }).rule, 'number');
});

test('a total that is no number is named under the total, for limit and market orders alike', () => {
  for (const kind of ['limit', 'market'] as const) {
    const typed: Ticket = { ...good, kind, quantity: '', lead: 'total', total: '1e3' };
    assert.deepEqual(problem(typed), { field: 'total', rule: 'number', remedy: undefined });
    const fine = { ...typed, total: '100.123456789' };
    assert.deepEqual(problem(fine), { field: 'total', rule: 'number', remedy: '100.12345678' });
  }
});

test('what is needed and what is there are said in the decimals of the asset', () => {
  const nine: Market = { ...market, quote: 'BTC', quoteDecimals: 9, quotePerTickLot: 1, minNotional: 0n };
  const reading = readTicket(
    { ...good, price: '0.42', quantity: '5' },
    { ...at, market: nine, mean: undefined, available: 1_000_000n },
  );
  const [first] = reading.kind === 'refused' ? reading.problems : [];
  assert.equal(first?.text, 'needs 0.021 BTC, available 0.001');
});

test('more than is available is refused, and before an account nothing is', () => {
  assert.equal(problem({ ...good, quantity: '2' }).rule, 'balance');
  assert.equal(readTicket({ ...good, quantity: '2' }, { ...at, available: undefined }).kind, 'order');
});

test('a market order by total spends the total, by quantity trades the quantity', () => {
  const byTotal = readTicket({ ...emptyTicket, kind: 'market', lead: 'total', total: '250.5' }, at);
  assert.deepEqual(byTotal.kind === 'order' && byTotal.order.parameters, {
    symbol: 'BTCUSDT',
    side: 'BUY',
    type: 'MARKET',
    quoteOrderQty: '250.50000000',
  });
  const byQuantity = readTicket({ ...emptyTicket, kind: 'market', quantity: '0.5' }, at);
  assert.equal(byQuantity.kind === 'order' && byQuantity.order.parameters['quantity'], '0.50000000');
  assert.equal(problem({ ...emptyTicket, kind: 'market', quantity: '101' }).rule, 'MARKET_LOT_SIZE');
});

test('an empty field is not an error, only a step that is missing', () => {
  assert.deepEqual(readTicket(emptyTicket, at), { kind: 'incomplete', missing: 'Enter a price' });
});
