/**
 * Reads a ticket against the symbol's filters: either an order ready to send, or what is wrong, each problem with the
 * filter's own name and, where one click can mend it, the mended text. The server checks again; this only saves a trip.
 */

import {
  formatPrice,
  formatQuantity,
  notionalOf,
  parseAmount,
  priceToTicks,
  quantityToLots,
  type UnitProblem,
} from '../../../src/core/units/convert.ts';
import { formatDecimal } from '../../../src/core/units/decimal.ts';
import type { Market } from '../stores/market.ts';
import { neededAsset, plainPrice, plainQuantity, type Ticket } from '../stores/ticket.ts';

export interface TicketProblem {
  readonly field: 'price' | 'quantity' | 'total' | 'balance';
  /** The exchange's name of the rule. */
  readonly rule: string;
  readonly text: string;
  /** A value for the field that would pass. */
  readonly remedy?: string;
}

export interface TicketOrder {
  /** Ticks; undefined for market orders. */
  readonly price: number | undefined;
  /** Lots, or the quote amount to spend. */
  readonly budget: { readonly lots: number } | { readonly quote: bigint };
  /** Parameters of POST /api/v3/order, without identity and signature. */
  readonly parameters: Readonly<Record<string, string>>;
}

export type TicketReading =
  | { readonly kind: 'incomplete'; readonly missing: string }
  | { readonly kind: 'refused'; readonly problems: readonly TicketProblem[] }
  | { readonly kind: 'order'; readonly order: TicketOrder };

export interface TicketMarket {
  readonly market: Market;
  /** Ticks of the weighted mean price the percent filter uses; undefined when not known. */
  readonly mean: number | undefined;
  /** Ticks of the price a market order is valued at. */
  readonly touch: number | undefined;
  /** Smallest units of the asset the order needs (quote when buying, base when selling); undefined before an account. */
  readonly available: bigint | undefined;
}

export function readTicket(ticket: Ticket, at: TicketMarket): TicketReading {
  return ticket.kind === 'limit' ? readLimit(ticket, at) : readMarketOrder(ticket, at);
}

function readLimit(ticket: Ticket, at: TicketMarket): TicketReading {
  const { market } = at;
  const total = totalProblem(ticket, market);
  if (total !== undefined) return { kind: 'refused', problems: [total] };
  if (ticket.price === '') return { kind: 'incomplete', missing: 'Enter a price' };
  if (ticket.quantity === '') return { kind: 'incomplete', missing: 'Enter a quantity' };
  const price = priceToTicks(market, ticket.price);
  const quantity = quantityToLots(market, ticket.quantity);
  const problems: TicketProblem[] = [];
  if (!price.ok) problems.push(offGrid('price', ticket.price, price.problem, market));
  else problems.push(...priceProblems(ticket, at, price.value));
  if (!quantity.ok) problems.push(offGrid('quantity', ticket.quantity, quantity.problem, market));
  else problems.push(...quantityProblems(market, quantity.value, market.maxQuantity, 'LOT_SIZE'));
  if (problems.length > 0 || !price.ok || !quantity.ok) return { kind: 'refused', problems };
  const notional = notionalOf(market, price.value, quantity.value);
  problems.push(...notionalProblems(market, notional, price.value));
  const need = ticket.side === 'buy' ? notional : BigInt(quantity.value) * BigInt(market.basePerLot);
  problems.push(...balanceProblems(ticket, at, need));
  if (problems.length > 0) return { kind: 'refused', problems };
  return {
    kind: 'order',
    order: {
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
      order: { price: undefined, budget: { quote: total.value }, parameters: { ...common, quoteOrderQty } },
    };
  }
  if (ticket.quantity === '') return { kind: 'incomplete', missing: 'Enter a quantity' };
  const quantity = quantityToLots(market, ticket.quantity);
  if (!quantity.ok)
    return { kind: 'refused', problems: [offGrid('quantity', ticket.quantity, quantity.problem, market)] };
  const problems = quantityProblems(market, quantity.value, market.marketMaxQuantity, 'MARKET_LOT_SIZE');
  const notional = notionalOf(market, at.touch ?? 0, quantity.value);
  if (at.touch !== undefined) problems.push(...notionalProblems(market, notional, undefined));
  const need = ticket.side === 'buy' ? notional : BigInt(quantity.value) * BigInt(market.basePerLot);
  problems.push(...balanceProblems(ticket, at, need));
  if (problems.length > 0) return { kind: 'refused', problems };
  return {
    kind: 'order',
    order: {
      price: undefined,
      budget: { lots: quantity.value },
      parameters: { ...common, quantity: formatQuantity(market, quantity.value) },
    },
  };
}

function offGrid(field: 'price' | 'quantity', text: string, problem: UnitProblem, market: Market): TicketProblem {
  if (problem === 'malformed') return notNumber(field, text);
  const [rule, stepE8, unit] =
    field === 'price'
      ? (['PRICE_FILTER', market.tickE8, `tick of ${plainPrice(market, 1)}`] as const)
      : (['LOT_SIZE', market.lotE8, `step of ${plainQuantity(market, 1)}`] as const);
  if (problem === 'out_of_range') return { field, rule, text: `${text} is beyond what this symbol takes` };
  const count = Math.floor((Number(text) * 1e8) / stepE8);
  const remedy = field === 'price' ? plainPrice(market, count) : plainQuantity(market, count);
  return { field, rule, text: `not a multiple of the ${unit}`, ...(count > 0 ? { remedy } : {}) };
}

/** A limit order's total is only a way to its quantity, which stays empty when the total cannot be read. */
function totalProblem(ticket: Ticket, market: Market): TicketProblem | undefined {
  if (ticket.lead !== 'total' || ticket.total === '') return undefined;
  const total = parseAmount(ticket.total, market.quoteDecimals);
  return total.ok ? undefined : unreadTotal(ticket.total, total.problem, market);
}

function unreadTotal(text: string, problem: UnitProblem, market: Market): TicketProblem {
  if (problem !== 'too_precise') return notNumber('total', text);
  const most = `${market.quote} has ${market.quoteDecimals} decimals`;
  return { field: 'total', rule: 'number', text: most, remedy: cut(text, market.quoteDecimals) };
}

function cut(text: string, decimals: number): string {
  return text.slice(0, text.indexOf('.') + 1 + decimals);
}

function notNumber(field: 'price' | 'quantity' | 'total', text: string): TicketProblem {
  return { field, rule: 'number', text: `“${text}” is not a plain decimal number, such as 1234.5` };
}

function priceProblems(ticket: Ticket, { market, mean }: TicketMarket, price: number): TicketProblem[] {
  const problem = (rule: string, text: string, remedy: number): TicketProblem[] => [
    { field: 'price', rule, text, remedy: plainPrice(market, remedy) },
  ];
  if (price < market.minPrice || price === 0) {
    const least = Math.max(1, market.minPrice);
    return problem('PRICE_FILTER', `at least ${plainPrice(market, least)}`, least);
  }
  if (market.maxPrice > 0 && price > market.maxPrice) {
    return problem('PRICE_FILTER', `at most ${plainPrice(market, market.maxPrice)}`, market.maxPrice);
  }
  if (mean === undefined) return [];
  const [up, down] = ticket.side === 'buy' ? [market.bidUp, market.bidDown] : [market.askUp, market.askDown];
  const highest = Number((BigInt(mean) * up) / 100_000_000n);
  const lowest = Number((BigInt(mean) * down + 99_999_999n) / 100_000_000n);
  const rule = 'PERCENT_PRICE_BY_SIDE';
  if (up > 0n && price > highest) return problem(rule, `at most ${plainPrice(market, highest)} now`, highest);
  if (price < lowest) return problem(rule, `at least ${plainPrice(market, lowest)} now`, lowest);
  return [];
}

function quantityProblems(market: Market, lots: number, most: number, mostRule: string): TicketProblem[] {
  const problem = (rule: string, text: string, remedy: number): TicketProblem[] => [
    { field: 'quantity', rule, text, remedy: plainQuantity(market, remedy) },
  ];
  const least = Math.max(1, market.minQuantity);
  if (lots < least) return problem('LOT_SIZE', `at least ${plainQuantity(market, least)} ${market.base}`, least);
  if (most > 0 && lots > most) return problem(mostRule, `at most ${plainQuantity(market, most)} ${market.base}`, most);
  return [];
}

/** `price` in ticks when a quantity can mend it. */
function notionalProblems(market: Market, notional: bigint, price: number | undefined): TicketProblem[] {
  const field = price === undefined ? 'total' : 'quantity';
  if (notional < market.minNotional) {
    const text = `total must be at least ${shortAmount(market.minNotional, market.quoteDecimals)} ${market.quote}`;
    if (price === undefined) return [{ field, rule: 'NOTIONAL', text }];
    const perLot = BigInt(price) * BigInt(market.quotePerTickLot);
    const lots = Number((market.minNotional + perLot - 1n) / perLot);
    return [{ field, rule: 'NOTIONAL', text, remedy: plainQuantity(market, lots) }];
  }
  if (market.maxNotional > 0n && notional > market.maxNotional) {
    const text = `total must be at most ${shortAmount(market.maxNotional, market.quoteDecimals)} ${market.quote}`;
    return [{ field, rule: 'NOTIONAL', text }];
  }
  return [];
}

function balanceProblems(ticket: Ticket, { market, available }: TicketMarket, need: bigint): TicketProblem[] {
  if (available === undefined || need <= available) return [];
  const [asset, decimals] = neededAsset(market, ticket.side);
  const text = `needs ${shortAmount(need, decimals)} ${asset}, available ${shortAmount(available, decimals)}`;
  return [{ field: 'balance', rule: 'balance', text }];
}

function shortAmount(amount: bigint, decimals: number): string {
  return formatDecimal(amount, decimals).replace(/\.?0+$/, '');
}
