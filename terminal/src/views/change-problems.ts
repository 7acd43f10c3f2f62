/**
 * What stands against a change of an open order: the ticket's rules, asked about the order that would take its place. Two more
 * are asked here, because the exchange asks them of the new order when the old one is cancelled already: a post-only order
 * that would trade, a stop that would be triggered.
 */
import { notionalOf } from '../../../src/core/units/convert.ts';
import { lotsOf, type Market, ticksOf } from '../stores/market.ts';
import { emptyTicket, plainPrice, plainQuantity } from '../stores/ticket.ts';
import type { WireOrder } from '../wire/rest.ts';
import { quantityText } from './figures.ts';
import { type ChangeDraft, onlyLowered, risesToTrigger } from './order-change.ts';
import { awaitsTrigger, doneOf, leavesOf } from './order-figures.ts';
import { balanceProblems, notionalProblems, readPrice, readQuantity, readTrigger } from './ticket-problems.ts';
import type { TicketMarket, TicketProblem } from './ticket-reading.ts';

/** The exchange asks the filters on quantity and value about the whole quantity, and nothing else. */
export function loweredProblems(
  order: WireOrder,
  draft: ChangeDraft,
  { market }: TicketMarket,
): readonly TicketProblem[] {
  const tooLittle = doneProblem(order, draft, market);
  if (tooLittle !== undefined) return [tooLittle];
  const price = ticksOf(market, draft.price);
  const { value, problems } = readQuantity(draft.quantity, market, price === 0 ? 'market' : 'limit');
  if (problems.length > 0 || value === undefined || price === 0) return problems;
  return notionalProblems(market, notionalOf(market, price, value), price);
}

export function replacedProblems(order: WireOrder, draft: ChangeDraft, at: TicketMarket): readonly TicketProblem[] {
  const { market, available } = at;
  const reason = onlyLowered(order);
  if (reason !== undefined) return [{ field: 'quantity', rule: 'amend', text: `can only be lowered: ${reason}` }];
  const tooLittle = doneProblem(order, draft, market);
  if (tooLittle !== undefined) return [tooLittle];
  const side = order.side === 'BUY' ? 'buy' : 'sell';
  const trigger = draft.trigger === '' ? undefined : readTrigger('trigger', draft.trigger, at);
  const price = draft.price === '' ? undefined : readPrice('price', draft.price, side, at);
  // What is no quantity is to be said of what was typed.
  const total = lotsOf(market, draft.quantity);
  const done = total === 0 ? 0 : doneOf(market, order);
  const rest = total === 0 ? draft.quantity : plainQuantity(market, total - done);
  const quantity = readQuantity(rest, market, price === undefined ? 'market' : 'limit');
  const problems = [
    ...(trigger?.problems ?? []),
    ...(price?.problems ?? []),
    ...quantity.problems.map((problem) => ofTheRest(problem, market, done)),
  ];
  // A stop that takes what the market pays is valued at its trigger.
  const ticks = price === undefined ? trigger?.value : price.value;
  if (problems.length > 0 || ticks === undefined || quantity.value === undefined) return problems;
  const notional = notionalOf(market, ticks, quantity.value);
  const need = side === 'buy' ? notional : BigInt(quantity.value) * BigInt(market.basePerLot);
  const funds = { ...at, available: available === undefined ? undefined : available + heldBy(order, market) };
  return [
    ...triggeredProblems(order, trigger?.value, at),
    ...makerProblems(order, draft, at),
    ...notionalProblems(market, notional, ticks).map((problem) => ofTheRest(problem, market, done)),
    ...balanceProblems({ ...emptyTicket, side }, funds, need),
  ];
}

/** Whether an order on the book at the price typed would trade with the best of the other side. */
export function meets(order: WireOrder, draft: ChangeDraft, { market, touch }: TicketMarket): boolean {
  const price = ticksOf(market, draft.price);
  if (awaitsTrigger(order) || touch === undefined || price === 0) return false;
  return order.side === 'BUY' ? price >= touch : price <= touch;
}

/** The filters speak of the order that is sent; what is typed has the filled part in it. */
function ofTheRest(problem: TicketProblem, market: Market, done: number): TicketProblem {
  if (done === 0) return problem;
  const { remedy, ...rest } = problem;
  const text = `of what is left, ${problem.text}`;
  if (remedy === undefined) return { ...rest, text };
  return { ...rest, text, remedy: plainQuantity(market, lotsOf(market, remedy) + done) };
}

function doneProblem(order: WireOrder, draft: ChangeDraft, market: Market): TicketProblem | undefined {
  const done = doneOf(market, order);
  const total = lotsOf(market, draft.quantity);
  if (done === 0 || total === 0 || total > done) return undefined;
  const text = `${quantityText(market, done)} ${market.base} of it is done: more than that, or cancel the order`;
  return { field: 'quantity', rule: 'executedQty', text };
}

function triggeredProblems(
  order: WireOrder,
  trigger: number | undefined,
  { market, last }: TicketMarket,
): readonly TicketProblem[] {
  if (last === undefined || trigger === undefined) return [];
  const rises = risesToTrigger(order);
  if (rises ? trigger > last : trigger < last) return [];
  const remedy = plainPrice(market, rises ? last + 1 : last - 1);
  const text = `would be triggered at once: ${rises ? 'at least' : 'at most'} ${remedy} now`;
  return [{ field: 'trigger', rule: 'stopPrice', text, remedy }];
}

function makerProblems(order: WireOrder, draft: ChangeDraft, at: TicketMarket): readonly TicketProblem[] {
  const { market, touch = 0 } = at;
  if (order.type !== 'LIMIT_MAKER' || !meets(order, draft, at)) return [];
  const buys = order.side === 'BUY';
  const remedy = plainPrice(market, buys ? touch - 1 : touch + 1);
  const text = `would trade at once: ${buys ? 'at most' : 'at least'} ${remedy} now`;
  return [{ field: 'price', rule: 'LIMIT_MAKER', text, remedy }];
}

/** Smallest units that its cancel sets free. */
function heldBy(order: WireOrder, market: Market): bigint {
  const lots = leavesOf(market, order);
  if (order.side === 'SELL') return BigInt(lots) * BigInt(market.basePerLot);
  return notionalOf(market, ticksOf(market, order.price) || ticksOf(market, order.stopPrice ?? ''), lots);
}
