import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitcoin } from '../fixtures/market-fixture.ts';
import { LocalBook } from '../stores/local-book.ts';
import { emptyTicket, type Ticket } from '../stores/ticket.ts';
import { orderRoutes } from '../wire/order-routes.ts';
import { readTicket } from './ticket-order.ts';
import { ticketPreview } from './ticket-preview.ts';
import type { TicketMarket, TicketOrder } from './ticket-reading.ts';

const market = bitcoin();
const at: TicketMarket = { market, mean: 6_000_000, touch: 6_000_000, last: 6_000_000, available: undefined };
const pair: Ticket = {
  ...emptyTicket,
  kind: 'oco',
  side: 'sell',
  takeProfit: '62000',
  trigger: '59000',
  quantity: '0.1',
};
const buy: Ticket = {
  ...emptyTicket,
  price: '60000',
  quantity: '0.1',
  exits: true,
  takeProfit: '62000',
  trigger: '59000',
};

function orderOf(ticket: Ticket): TicketOrder | undefined {
  const reading = readTicket(ticket, at);
  return reading.kind === 'order' ? reading.order : undefined;
}

function problems(ticket: Ticket, where: TicketMarket = at): readonly string[] {
  const reading = readTicket(ticket, where);
  return reading.kind === 'refused' ? reading.problems.map(({ field, rule }) => `${field} ${rule}`) : [reading.kind];
}

function preview(ticket: Ticket): readonly string[] {
  const order = orderOf(ticket);
  if (order === undefined) return [];
  const lines = ticketPreview(ticket, order, new LocalBook(market), undefined, at.last);
  return lines.map(({ label, value }) => `${label} ${value}`);
}

test('a sell takes its profit above and stops below, a buy the other way round', () => {
  const selling = orderOf(pair);
  assert.equal(selling?.route, orderRoutes.oco);
  assert.deepEqual(selling?.parameters, {
    symbol: 'BTCUSDT',
    side: 'SELL',
    quantity: '0.10000000',
    aboveType: 'LIMIT_MAKER',
    abovePrice: '62000.00000000',
    belowType: 'STOP_LOSS',
    belowStopPrice: '59000.00000000',
  });
  const buying = orderOf({ ...pair, side: 'buy', takeProfit: '59000', trigger: '61000', stopLimit: '61100' });
  assert.deepEqual(buying?.parameters, {
    symbol: 'BTCUSDT',
    side: 'BUY',
    quantity: '0.10000000',
    belowType: 'LIMIT_MAKER',
    belowPrice: '59000.00000000',
    aboveType: 'STOP_LOSS_LIMIT',
    aboveStopPrice: '61000.00000000',
    abovePrice: '61100.00000000',
    aboveTimeInForce: 'GTC',
  });
});

test('a pair on the wrong sides of the market is named field by field', () => {
  assert.deepEqual(problems({ ...pair, takeProfit: '59500' }), ['takeProfit OCO']);
  assert.deepEqual(problems({ ...pair, trigger: '61000' }), ['trigger OCO']);
  assert.deepEqual(problems({ ...pair, side: 'buy' }), ['takeProfit OCO', 'trigger OCO']);
});

test('a buying pair needs what the dearer of its orders costs, a selling one what it sells', () => {
  const buying: Ticket = { ...pair, side: 'buy', takeProfit: '59000', trigger: '61000' };
  assert.deepEqual(problems(buying, { ...at, available: 6_000_00000000n }), ['balance balance']);
  assert.deepEqual(problems(buying, { ...at, available: 6_100_00000000n }), ['order']);
  assert.deepEqual(problems(pair, { ...at, available: 9_999_999n }), ['balance balance']);
});

test('a buy brings both exits, or one of them, and names no quantity for them', () => {
  const both = orderOf(buy);
  assert.equal(both?.route, orderRoutes.opoco);
  assert.deepEqual(both?.parameters, {
    symbol: 'BTCUSDT',
    workingSide: 'BUY',
    workingType: 'LIMIT',
    workingPrice: '60000.00000000',
    workingQuantity: '0.10000000',
    workingTimeInForce: 'GTC',
    pendingSide: 'SELL',
    pendingAboveType: 'LIMIT_MAKER',
    pendingAbovePrice: '62000.00000000',
    pendingBelowType: 'STOP_LOSS',
    pendingBelowStopPrice: '59000.00000000',
  });
  const stopped = orderOf({ ...buy, takeProfit: '', postOnly: true });
  assert.equal(stopped?.route, orderRoutes.opo);
  assert.deepEqual(stopped?.parameters, {
    symbol: 'BTCUSDT',
    workingSide: 'BUY',
    workingType: 'LIMIT_MAKER',
    workingPrice: '60000.00000000',
    workingQuantity: '0.10000000',
    pendingSide: 'SELL',
    pendingType: 'STOP_LOSS',
    pendingStopPrice: '59000.00000000',
  });
  const profit = orderOf({ ...buy, trigger: '' });
  assert.deepEqual(
    [profit?.parameters['pendingType'], profit?.parameters['pendingPrice']],
    ['LIMIT_MAKER', '62000.00000000'],
  );
});

test('exits lie on both sides of the buy’s own price', () => {
  assert.deepEqual(problems({ ...buy, takeProfit: '60000' }), ['takeProfit exit']);
  assert.deepEqual(problems({ ...buy, trigger: '60000.01' }), ['trigger exit']);
  assert.deepEqual(problems({ ...buy, takeProfit: '', trigger: '' }), ['incomplete']);
});

test('only a limit buy that may rest has exits; for others the fields are not there and mean nothing', () => {
  for (const part of [{ side: 'sell' }, { life: 'IOC' }, { kind: 'market' }] as const) {
    assert.equal(orderOf({ ...buy, ...part })?.route, orderRoutes.order);
  }
});

test('the preview says what leaving earns and costs', () => {
  assert.deepEqual(preview(pair), [
    'Take profit +3.33 % · +200.00 USDT',
    'Stop −1.67 % · −100.00 USDT',
    'Profit for risk 2.00 : 1',
  ]);
  assert.deepEqual(preview(buy).slice(-3), [
    'Take profit +3.33 % · +200.00 USDT',
    'Stop −1.67 % · −100.00 USDT',
    'Profit for risk 2.00 : 1',
  ]);
  const buying: Ticket = { ...pair, side: 'buy', takeProfit: '59000', trigger: '61000' };
  assert.deepEqual(preview(buying).slice(0, 2), ['Take profit −1.67 % · +100.00 USDT', 'Stop +1.67 % · −100.00 USDT']);
});
