/**
 * Reads a ticket against the symbol's filters: either an order ready to send, or what is wrong. The server checks again; this only
 * saves a trip.
 */
import { formatPrice, formatQuantity, notionalOf, parseAmount } from '../../../src/core/units/convert.ts';
import { formatDecimal } from '../../../src/core/units/decimal.ts';
import type { Ticket } from '../stores/ticket.ts';
import { orderRoutes } from '../wire/order-routes.ts';
import { readExits } from './ticket-exits.ts';
import { readPair } from './ticket-pair.ts';
import {
  balanceProblems,
  notionalProblems,
  readPrice,
  readQuantity,
  totalProblem,
  unreadTotal,
} from './ticket-problems.ts';
import type { TicketMarket, TicketReading } from './ticket-reading.ts';
import { readStop } from './ticket-stop.ts';

export function readTicket(ticket: Ticket, at: TicketMarket): TicketReading {
  switch (ticket.kind) {
    case 'limit':
      return readExits(ticket, at, readLimit(ticket, at));
    case 'market':
      return readMarketOrder(ticket, at);
    case 'stop':
      return readStop(ticket, at);
    case 'oco':
      return readPair(ticket, at);
  }
}

function readLimit(ticket: Ticket, at: TicketMarket): TicketReading {
  const { market } = at;
  const total = totalProblem(ticket, market);
  if (total !== undefined) return { kind: 'refused', problems: [total] };
  if (ticket.price === '') return { kind: 'incomplete', missing: 'Enter a price' };
  if (ticket.quantity === '') return { kind: 'incomplete', missing: 'Enter a quantity' };
  const price = readPrice('price', ticket.price, ticket.side, at);
  const quantity = readQuantity(ticket.quantity, market, 'limit');
  const problems = [...price.problems, ...quantity.problems];
  if (problems.length > 0 || price.value === undefined || quantity.value === undefined) {
    return { kind: 'refused', problems };
  }
  const notional = notionalOf(market, price.value, quantity.value);
  problems.push(...notionalProblems(market, notional, price.value));
  const need = ticket.side === 'buy' ? notional : BigInt(quantity.value) * BigInt(market.basePerLot);
  problems.push(...balanceProblems(ticket, at, need));
  if (problems.length > 0) return { kind: 'refused', problems };
  return {
    kind: 'order',
    order: {
      route: orderRoutes.order,
      price: price.value,
      budget: { lots: quantity.value },
      parameters: {
        symbol: market.symbol,
        side: ticket.side.toUpperCase(),
        type: ticket.postOnly ? 'LIMIT_MAKER' : 'LIMIT',
        ...(ticket.postOnly ? {} : { timeInForce: ticket.life }),
        price: formatPrice(market, price.value),
        quantity: formatQuantity(market, quantity.value),
      },
    },
  };
}

function readMarketOrder(ticket: Ticket, at: TicketMarket): TicketReading {
  const { market } = at;
  const route = orderRoutes.order;
  const common = { symbol: market.symbol, side: ticket.side.toUpperCase(), type: 'MARKET' };
  if (ticket.lead === 'total') {
    if (ticket.total === '') return { kind: 'incomplete', missing: 'Enter a total' };
    const total = parseAmount(ticket.total, market.quoteDecimals);
    if (!total.ok) return { kind: 'refused', problems: [unreadTotal(ticket.total, total.problem, market)] };
    const problems = notionalProblems(market, total.value, undefined);
    if (ticket.side === 'buy') problems.push(...balanceProblems(ticket, at, total.value));
    if (problems.length > 0) return { kind: 'refused', problems };
    const quoteOrderQty = formatDecimal(total.value, market.quoteDecimals);
    return {
      kind: 'order',
      order: { route, price: undefined, budget: { quote: total.value }, parameters: { ...common, quoteOrderQty } },
    };
  }
  if (ticket.quantity === '') return { kind: 'incomplete', missing: 'Enter a quantity' };
  const quantity = readQuantity(ticket.quantity, market, 'market');
  if (quantity.value === undefined) return { kind: 'refused', problems: quantity.problems };
  const problems = [...quantity.problems];
  const notional = notionalOf(market, at.touch ?? 0, quantity.value);
  if (at.touch !== undefined) problems.push(...notionalProblems(market, notional, undefined));
  const need = ticket.side === 'buy' ? notional : BigInt(quantity.value) * BigInt(market.basePerLot);
  problems.push(...balanceProblems(ticket, at, need));
  if (problems.length > 0) return { kind: 'refused', problems };
  return {
    kind: 'order',
    order: {
      route,
      price: undefined,
      budget: { lots: quantity.value },
      parameters: { ...common, quantity: formatQuantity(market, quantity.value) },
    },
  };
}
