import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitcoin } from '../fixtures/market-fixture.ts';
import { LocalBook } from '../stores/local-book.ts';
import { emptyTicket, type Ticket } from '../stores/ticket.ts';
import { readTicket } from './ticket-order.ts';
import { ticketPreview } from './ticket-preview.ts';

const market = bitcoin();
const book = new LocalBook(market);
book.snapshot({
  lastUpdateId: 1,
  bids: [['59999.00', '2.00000']],
  asks: [
    ['60001.00', '0.50000'],
    ['60003.00', '1.00000'],
  ],
});
const fees = { makerPpm: 1000, takerPpm: 1000 };

function preview(part: Partial<Ticket>): Record<string, string> {
  const ticket = { ...emptyTicket, ...part };
  const reading = readTicket(ticket, {
    market,
    mean: undefined,
    touch: 6_000_100,
    last: 6_000_000,
    available: undefined,
  });
  assert.equal(reading.kind, 'order');
  if (reading.kind !== 'order') return {};
  return Object.fromEntries(
    ticketPreview(ticket, reading.order, book, fees, 6_000_000).map((line) => [line.label, line.value]),
  );
}

test('a market order shows what it sweeps, at which average, and its fee in the asset received', () => {
  assert.deepEqual(preview({ kind: 'market', quantity: '1' }), {
    'Takes now': '1.00000 · 2 levels',
    'Average price': '60,002.00 USDT',
    'From the middle': '+0.3 bp',
    'Fee (taker)': '0.00100000 BTC',
  });
});

test('a resting order shows the queue it joins', () => {
  assert.deepEqual(preview({ price: '59999', quantity: '1' }), {
    Rests: '1.00000 BTC',
    'Queue ahead': '2.00000 BTC',
    'Fee (maker)': '0.00100000 BTC',
  });
});

test('post-only through the touch is announced as a refusal', () => {
  assert.equal(preview({ price: '60001', quantity: '1', postOnly: true })['Post-only'], 'would take, so it is refused');
});

test('what an IOC order cannot fill is announced to expire', () => {
  assert.equal(preview({ price: '60001', quantity: '1', life: 'IOC' })['IOC'], '0.50000 expires');
});

test('a book too thin for a market order is a warning', () => {
  assert.equal(preview({ kind: 'market', quantity: '5' })['Book'], 'too thin for all of it');
});
