/**
 * A limit buy with its way out: what it has bought (its fee comes out of what is free, where that suffices) is offered at the profit
 * and stopped at the loss, from the moment it is filled: OPO with one of them, OPOCO with both. Only a buy: the exchange sells what was
 * bought, nothing else.
 */
import { formatPrice } from '../../../src/core/units/convert.ts';
import { plainPrice, type Ticket } from '../stores/ticket.ts';
import { orderRoutes } from '../wire/order-routes.ts';
import { stopParameters } from './ticket-pair.ts';
import { readPrice, readTrigger } from './ticket-problems.ts';
import type { StopPlan, TicketMarket, TicketOrder, TicketProblem, TicketReading } from './ticket-reading.ts';

/** Whether the ticket's order can have exits: a list begins with an order that rests. */
export function canHaveExits(ticket: Ticket): boolean {
  return ticket.kind === 'limit' && ticket.side === 'buy' && (ticket.postOnly || ticket.life === 'GTC');
}

/** `entry`: the ticket's own order as it was read. */
export function readExits(ticket: Ticket, at: TicketMarket, entry: TicketReading): TicketReading {
  if (entry.kind !== 'order' || !ticket.exits || !canHaveExits(ticket)) return entry;
  const { order } = entry;
  if (ticket.takeProfit === '' && ticket.trigger === '') {
    return { kind: 'incomplete', missing: 'Enter where to take the profit, where to stop, or both' };
  }
  const bought = plainPrice(at.market, order.price ?? 0);
  const problems: TicketProblem[] = [];
  const profit = ticket.takeProfit === '' ? undefined : readPrice('takeProfit', ticket.takeProfit, 'sell', at);
  const loss = ticket.trigger === '' ? undefined : readTrigger('trigger', ticket.trigger, at);
  problems.push(...(profit?.problems ?? []), ...(loss?.problems ?? []));
  if (profit?.value !== undefined && profit.value <= (order.price ?? 0)) {
    problems.push({ field: 'takeProfit', rule: 'exit', text: `must be above the price of the buy, ${bought}` });
  }
  if (loss?.value !== undefined && loss.value >= (order.price ?? 0)) {
    problems.push({ field: 'trigger', rule: 'exit', text: `must be below the price of the buy, ${bought}` });
  }
  if (problems.length > 0) return { kind: 'refused', problems };
  const stop: StopPlan | undefined =
    loss?.value === undefined
      ? undefined
      : { rises: false, trigger: loss.value, trailingBps: undefined, limit: undefined };
  return { kind: 'order', order: withExits(order, at, profit?.value, stop) };
}

function withExits(
  order: TicketOrder,
  at: TicketMarket,
  takeProfit: number | undefined,
  stop: StopPlan | undefined,
): TicketOrder {
  const { symbol = '', side = '', type = '', price = '', quantity = '', timeInForce } = order.parameters;
  const isPair = takeProfit !== undefined && stop !== undefined;
  const [profitLeg, stopLeg] = isPair ? (['pendingAbove', 'pendingBelow'] as const) : (['pending', 'pending'] as const);
  return {
    ...order,
    route: isPair ? orderRoutes.opoco : orderRoutes.opo,
    ...(stop === undefined ? {} : { stop }),
    ...(takeProfit === undefined ? {} : { takeProfit }),
    parameters: {
      symbol,
      workingSide: side,
      workingType: type,
      workingPrice: price,
      workingQuantity: quantity,
      ...(timeInForce === undefined ? {} : { workingTimeInForce: timeInForce }),
      pendingSide: 'SELL',
      ...(takeProfit === undefined
        ? {}
        : { [`${profitLeg}Type`]: 'LIMIT_MAKER', [`${profitLeg}Price`]: formatPrice(at.market, takeProfit) }),
      ...(stop === undefined ? {} : stopParameters(stopLeg, stop, at)),
    },
  };
}
