import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitcoin } from '../fixtures/market-fixture.ts';
import { LocalBook } from '../stores/local-book.ts';
import { emptyTicket, type Ticket, withTrigger } from '../stores/ticket.ts';
import { readTicket } from './ticket-order.ts';
import { ticketPreview } from './ticket-preview.ts';
import type { TicketMarket } from './ticket-reading.ts';

const market = bitcoin();
const at: TicketMarket = { market, mean: 6_000_000, touch: 6_000_000, last: 6_000_000, available: undefined };
const stop: Ticket = { ...emptyTicket, kind: 'stop', side: 'sell', trigger: '59000', quantity: '0.1' };

function sent(part: Partial<Ticket>): Readonly<Record<string, string>> {
  const reading = readTicket({ ...stop, ...part }, at);
  assert.equal(reading.kind, 'order', JSON.stringify(reading));
  return reading.kind === 'order' ? reading.order.parameters : {};
}

function problem(part: Partial<Ticket>, where: TicketMarket = at) {
  const reading = readTicket({ ...stop, ...part }, where);
  const [first] = reading.kind === 'refused' ? reading.problems : [];
  return { field: first?.field, rule: first?.rule, remedy: first?.remedy };
}

function preview(part: Partial<Ticket>): readonly string[] {
  const ticket = { ...stop, ...part };
  const reading = readTicket(ticket, at);
  if (reading.kind !== 'order') return [];
  const lines = ticketPreview(ticket, reading.order, new LocalBook(market), undefined, at.last);
  return lines.map(({ label, value }) => `${label} ${value}`);
}

test('where the trigger lies says which of the exchange’s types it is', () => {
  const typeOf = (part: Partial<Ticket>) => sent(part)['type'];
  assert.equal(typeOf({ trigger: '59000' }), 'STOP_LOSS');
  assert.equal(typeOf({ trigger: '61000' }), 'TAKE_PROFIT');
  assert.equal(typeOf({ side: 'buy', trigger: '61000' }), 'STOP_LOSS');
  assert.equal(typeOf({ side: 'buy', trigger: '59000' }), 'TAKE_PROFIT');
  assert.equal(typeOf({ stopLimit: '58900' }), 'STOP_LOSS_LIMIT');
});

test('with a limit it rests when it is triggered, without one it takes the market', () => {
  assert.deepEqual(sent({ stopLimit: '58900', life: 'IOC' }), {
    symbol: 'BTCUSDT',
    side: 'SELL',
    type: 'STOP_LOSS_LIMIT',
    quantity: '0.10000000',
    stopPrice: '59000.00000000',
    price: '58900.00000000',
    timeInForce: 'IOC',
  });
  const { price, timeInForce } = sent({});
  assert.deepEqual([price, timeInForce], [undefined, undefined]);
});

test('one that trails is sent in basis points, within the symbol’s bounds', () => {
  const trailing = { trailing: true, trail: '1.25' };
  const { type, trailingDelta, stopPrice } = sent(trailing);
  assert.deepEqual([type, trailingDelta, stopPrice], ['STOP_LOSS', '125', undefined]);
  assert.deepEqual(problem({ ...trailing, trail: '0.05' }), { field: 'trail', rule: 'TRAILING_DELTA', remedy: '0.1' });
  assert.deepEqual(problem({ ...trailing, trail: '25' }), { field: 'trail', rule: 'TRAILING_DELTA', remedy: '20' });
  assert.equal(problem({ ...trailing, trail: '1.255' }).rule, 'TRAILING_DELTA');
  assert.equal(problem({ ...trailing, trail: '-1' }).rule, 'number');
});

test('a trigger at the last price would fire at once; off the grid it is mended', () => {
  assert.equal(problem({ trigger: '60000' }).rule, 'stopPrice');
  assert.deepEqual(problem({ trigger: '59000.001' }), { field: 'trigger', rule: 'PRICE_FILTER', remedy: '59000.00' });
  assert.deepEqual(problem({ stopLimit: '400000' }), {
    field: 'stopLimit',
    rule: 'PERCENT_PRICE_BY_SIDE',
    remedy: '300000.00',
  });
  assert.equal(problem({ quantity: '101' }).rule, 'MARKET_LOT_SIZE');
  assert.equal(problem({ quantity: '101', stopLimit: '58900' }).rule, undefined);
});

test('a market that passes the trigger while it is being typed makes no other order of it', () => {
  const written = withTrigger('59000', market, 6_000_000);
  assert.equal(problem(written).rule, undefined);
  assert.equal(problem(written, { ...at, last: 5_890_000 }).rule, 'stopPrice');
  const anew = withTrigger('59000', market, 5_890_000);
  const reading = readTicket({ ...stop, ...anew }, { ...at, last: 5_890_000 });
  assert.equal(reading.kind === 'order' && reading.order.parameters['type'], 'TAKE_PROFIT');
});

test('a buy needs what it costs at its limit, or at its trigger', () => {
  const where = { ...at, available: 6_050_00000000n };
  assert.equal(problem({ side: 'buy', trigger: '61000' }, where).rule, 'balance');
  assert.equal(problem({ side: 'buy', trigger: '61000', stopLimit: '60500' }, where).rule, undefined);
});

test('what is missing is said, and nothing is read before the first trade', () => {
  const missing = (part: Partial<Ticket>, where = at) => {
    const reading = readTicket({ ...stop, ...part }, where);
    return reading.kind === 'incomplete' ? reading.missing : undefined;
  };
  assert.equal(missing({ trigger: '' }), 'Enter a trigger');
  assert.equal(missing({ trailing: true }), 'Enter how far it trails');
  assert.equal(missing({ quantity: '' }), 'Enter a quantity');
  assert.equal(missing({}, { ...at, last: undefined }), 'Waiting for a first trade');
});

test('the preview says where it is triggered, how far away that is, and what happens then', () => {
  assert.deepEqual(preview({}), ['Stop-loss at ≤ 59,000.00', 'Away from last −1.67 %', 'Then sells at the market']);
  assert.deepEqual(preview({ side: 'buy', trigger: '59000', stopLimit: '59100' }), [
    'Take-profit at ≤ 59,000.00',
    'Away from last −1.67 %',
    'Then buys at 59,100.00 or better',
  ]);
  assert.deepEqual(preview({ trailing: true, trail: '2' }), [
    'Stop-loss at ≤ 58,800.00 for now',
    'Follows 2.00 % below the highest',
    'Away from last −2.00 %',
    'Then sells at the market',
  ]);
});
