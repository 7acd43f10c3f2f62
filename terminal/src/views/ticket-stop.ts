/**
 * Reads a ticket for an order that waits for its trigger. Which of the exchange's types it is follows from where the trigger lies:
 * against the position it is a stop-loss (a buy above the last price, a sell below it), with it a take-profit. One that trails is a
 * stop-loss that follows the price from now on.
 */
import { formatPrice, formatQuantity, notionalOf } from '../../../src/core/units/convert.ts';
import { parseDecimal } from '../../../src/core/units/decimal.ts';
import type { Market } from '../stores/market.ts';
import { plainPrice, type Ticket } from '../stores/ticket.ts';
import { orderRoutes } from '../wire/order-routes.ts';
import {
  balanceProblems,
  notionalProblems,
  notNumber,
  readPrice,
  readQuantity,
  readTrigger,
  totalProblem,
} from './ticket-problems.ts';
import type { StopPlan, TicketMarket, TicketProblem, TicketReading } from './ticket-reading.ts';

const noTradeYet: TicketReading = { kind: 'incomplete', missing: 'Waiting for a first trade' };
const bpsInWhole = 10_000;

export function readStop(ticket: Ticket, at: TicketMarket): TicketReading {
  const { market, last } = at;
  const total = totalProblem(ticket, market);
  if (total !== undefined) return { kind: 'refused', problems: [total] };
  if (last === undefined) return noTradeYet;
  const missing = ticket.trailing
    ? missingOf(ticket.trail, 'how far it trails')
    : missingOf(ticket.trigger, 'a trigger');
  if (missing !== undefined) return missing;
  if (ticket.quantity === '') return { kind: 'incomplete', missing: 'Enter a quantity' };
  const problems: TicketProblem[] = [];
  const stop = ticket.trailing
    ? readTrailing(ticket, market, last, problems)
    : readPlan(ticket, { ...at, last }, problems);
  const quantity = readQuantity(ticket.quantity, market, stop?.limit === undefined ? 'market' : 'limit');
  problems.push(...quantity.problems);
  if (problems.length > 0 || stop === undefined || quantity.value === undefined) return { kind: 'refused', problems };
  const price = stop.limit ?? stop.trigger;
  const notional = notionalOf(market, price, quantity.value);
  problems.push(...notionalProblems(market, notional, price));
  const need = ticket.side === 'buy' ? notional : BigInt(quantity.value) * BigInt(market.basePerLot);
  problems.push(...balanceProblems(ticket, at, need));
  if (problems.length > 0) return { kind: 'refused', problems };
  const parameters = {
    symbol: market.symbol,
    side: ticket.side.toUpperCase(),
    type: `${stop.rises === (ticket.side === 'buy') ? 'STOP_LOSS' : 'TAKE_PROFIT'}${stop.limit === undefined ? '' : '_LIMIT'}`,
    quantity: formatQuantity(market, quantity.value),
    ...(stop.trailingBps === undefined
      ? { stopPrice: formatPrice(market, stop.trigger) }
      : { trailingDelta: String(stop.trailingBps) }),
    ...(stop.limit === undefined ? {} : { price: formatPrice(market, stop.limit), timeInForce: ticket.life }),
  };
  return {
    kind: 'order',
    order: { route: orderRoutes.order, price: stop.limit, budget: { lots: quantity.value }, stop, parameters },
  };
}

/** The trigger, and the limit behind it when one is given. Undefined when one of them cannot be read: then the problems say why. */
export function readPlan(
  ticket: Ticket,
  at: TicketMarket & { readonly last: number },
  problems: TicketProblem[],
): StopPlan | undefined {
  const trigger = readTrigger('trigger', ticket.trigger, at);
  const limit = ticket.stopLimit === '' ? undefined : readPrice('stopLimit', ticket.stopLimit, ticket.side, at);
  problems.push(...trigger.problems, ...(limit?.problems ?? []));
  if (trigger.value === undefined || (limit !== undefined && limit.value === undefined)) return undefined;
  const rises = trigger.value > at.last;
  // What was meant as a stop-loss must not become a take-profit because the market was faster than the hand.
  if (trigger.value === at.last || rises !== (ticket.rises ?? rises)) {
    const text = `the last price, ${plainPrice(at.market, at.last)}, has reached it: it would trigger at once`;
    problems.push({ field: 'trigger', rule: 'stopPrice', text });
  }
  return { rises, trigger: trigger.value, trailingBps: undefined, limit: limit?.value };
}

function readTrailing(ticket: Ticket, market: Market, last: number, problems: TicketProblem[]): StopPlan | undefined {
  const parsed = parseDecimal(ticket.trail, 2);
  const rises = ticket.side === 'buy';
  if (!parsed.ok) {
    problems.push(
      parsed.problem === 'too_precise'
        ? { field: 'trail', rule: 'TRAILING_DELTA', text: 'whole hundredths of a per cent' }
        : notNumber('trail', ticket.trail),
    );
    return undefined;
  }
  const bps = Number(parsed.value);
  const [least, most] = rises ? market.trailingAbove : market.trailingBelow;
  if (bps < least) problems.push(trailProblem('at least', least));
  if (bps > most) problems.push(trailProblem('at most', most));
  const away = rises ? bpsInWhole + bps : bpsInWhole - bps;
  return { rises, trigger: Math.round((last * away) / bpsInWhole), trailingBps: bps, limit: undefined };
}

function trailProblem(words: string, bps: number): TicketProblem {
  const remedy = percentOf(bps);
  return { field: 'trail', rule: 'TRAILING_DELTA', text: `${words} ${remedy} %`, remedy };
}

/** 150 is "1.5". */
function percentOf(bps: number): string {
  return (bps / 100).toFixed(2).replace(/\.?0+$/, '');
}

function missingOf(text: string, what: string): TicketReading | undefined {
  return text === '' ? { kind: 'incomplete', missing: `Enter ${what}` } : undefined;
}
