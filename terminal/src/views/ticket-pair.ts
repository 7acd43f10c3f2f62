/**
 * Reads a ticket for an OCO: a limit order with the market's help and a stop against it, for one quantity; what fills first cancels the
 * other. A sell takes its profit above the last price and stops below it, a buy the other way round.
 */
import { formatPrice, formatQuantity, notionalOf } from '../../../src/core/units/convert.ts';
import { plainPrice, type Ticket } from '../stores/ticket.ts';
import { orderRoutes } from '../wire/order-routes.ts';
import { balanceProblems, notionalProblems, readPrice, readQuantity, totalProblem } from './ticket-problems.ts';
import type { StopPlan, TicketMarket, TicketProblem, TicketReading } from './ticket-reading.ts';
import { readPlan } from './ticket-stop.ts';

export function readPair(ticket: Ticket, at: TicketMarket): TicketReading {
  const { market, last } = at;
  const total = totalProblem(ticket, market);
  if (total !== undefined) return { kind: 'refused', problems: [total] };
  if (last === undefined) return { kind: 'incomplete', missing: 'Waiting for a first trade' };
  if (ticket.takeProfit === '') return { kind: 'incomplete', missing: 'Enter where to take the profit' };
  if (ticket.trigger === '') return { kind: 'incomplete', missing: 'Enter where to stop' };
  if (ticket.quantity === '') return { kind: 'incomplete', missing: 'Enter a quantity' };
  const problems: TicketProblem[] = [];
  const profit = readPrice('takeProfit', ticket.takeProfit, ticket.side, at);
  problems.push(...profit.problems);
  const stop = readPlan(ticket, { ...at, last }, problems);
  const quantity = readQuantity(ticket.quantity, market, stop?.limit === undefined ? 'market' : 'limit');
  problems.push(...quantity.problems);
  if (profit.value === undefined || stop === undefined || quantity.value === undefined) {
    return { kind: 'refused', problems };
  }
  const sells = ticket.side === 'sell';
  const now = plainPrice(market, last);
  if (sells ? profit.value <= last : profit.value >= last) {
    problems.push({
      field: 'takeProfit',
      rule: 'OCO',
      text: `must be ${sells ? 'above' : 'below'} the last price, ${now}`,
    });
  }
  if (stop.rises === sells) {
    problems.push({
      field: 'trigger',
      rule: 'OCO',
      text: `must be ${sells ? 'below' : 'above'} the last price, ${now}`,
    });
  }
  const dearest = Math.max(profit.value, stop.limit ?? stop.trigger);
  const cheapest = Math.min(profit.value, stop.limit ?? stop.trigger);
  problems.push(...notionalProblems(market, notionalOf(market, cheapest, quantity.value), cheapest));
  const need = sells ? BigInt(quantity.value) * BigInt(market.basePerLot) : notionalOf(market, dearest, quantity.value);
  problems.push(...balanceProblems(ticket, at, need));
  if (problems.length > 0) return { kind: 'refused', problems };
  const [profitLeg, stopLeg] = sells ? (['above', 'below'] as const) : (['below', 'above'] as const);
  const parameters = {
    symbol: market.symbol,
    side: ticket.side.toUpperCase(),
    quantity: formatQuantity(market, quantity.value),
    [`${profitLeg}Type`]: 'LIMIT_MAKER',
    [`${profitLeg}Price`]: formatPrice(market, profit.value),
    ...stopParameters(stopLeg, stop, at),
  };
  const budget = { lots: quantity.value };
  return {
    kind: 'order',
    order: { route: orderRoutes.oco, price: undefined, budget, stop, takeProfit: profit.value, parameters },
  };
}

/** A stop-loss under the names a list gives its parameters. */
export function stopParameters(leg: string, stop: StopPlan, { market }: TicketMarket): Record<string, string> {
  const trigger = { [`${leg}StopPrice`]: formatPrice(market, stop.trigger) };
  if (stop.limit === undefined) return { [`${leg}Type`]: 'STOP_LOSS', ...trigger };
  return {
    [`${leg}Type`]: 'STOP_LOSS_LIMIT',
    ...trigger,
    [`${leg}Price`]: formatPrice(market, stop.limit),
    [`${leg}TimeInForce`]: 'GTC',
  };
}
