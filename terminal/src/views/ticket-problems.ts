/** The symbol's filters, asked one field of the ticket at a time: each problem bears the filter's own name and, where one click mends it, the value. */
import { parseAmount, priceToTicks, quantityToLots, type UnitProblem } from '../../../src/core/units/convert.ts';
import { formatDecimal } from '../../../src/core/units/decimal.ts';
import type { Market } from '../stores/market.ts';
import { neededAsset, plainPrice, plainQuantity, type Ticket, type TicketSide } from '../stores/ticket.ts';
import type { TicketFieldName, TicketMarket, TicketProblem } from './ticket-reading.ts';

/** A field's number, and what the filters say of it. */
export interface FieldReading {
  /** Ticks or lots; undefined when the text is off the grid. */
  readonly value: number | undefined;
  readonly problems: readonly TicketProblem[];
}

/** A price an order would rest at: on the grid, in range, not too far from the mean. */
export function readPrice(field: TicketFieldName, text: string, side: TicketSide, at: TicketMarket): FieldReading {
  return readTicks(field, text, at.market, (ticks) => [
    ...rangeProblems(field, at.market, ticks),
    ...percentProblems(field, side, at, ticks),
  ]);
}

/** A price that only triggers: on the grid and in range. */
export function readTrigger(field: TicketFieldName, text: string, { market }: TicketMarket): FieldReading {
  return readTicks(field, text, market, (ticks) => rangeProblems(field, market, ticks));
}

/** `market`: whether it is to be filled at whatever price, for which another limit holds. */
export function readQuantity(text: string, market: Market, kind: 'limit' | 'market'): FieldReading {
  const lots = quantityToLots(market, text);
  if (!lots.ok) return { value: undefined, problems: [offGrid('quantity', text, lots.problem, market)] };
  const [most, rule] =
    kind === 'limit' ? [market.maxQuantity, 'LOT_SIZE'] : [market.marketMaxQuantity, 'MARKET_LOT_SIZE'];
  return { value: lots.value, problems: quantityProblems(market, lots.value, most, rule) };
}

/** A limit order's total is only a way to its quantity, which stays empty when the total cannot be read. */
export function totalProblem(ticket: Ticket, market: Market): TicketProblem | undefined {
  if (ticket.lead !== 'total' || ticket.total === '') return undefined;
  const total = parseAmount(ticket.total, market.quoteDecimals);
  return total.ok ? undefined : unreadTotal(ticket.total, total.problem, market);
}

export function unreadTotal(text: string, problem: UnitProblem, market: Market): TicketProblem {
  if (problem !== 'too_precise') return notNumber('total', text);
  const most = `${market.quote} has ${market.quoteDecimals} decimals`;
  return { field: 'total', rule: 'number', text: most, remedy: cut(text, market.quoteDecimals) };
}

export function notNumber(field: TicketFieldName, text: string): TicketProblem {
  return { field, rule: 'number', text: `“${text}” is not a plain decimal number, such as 1234.5` };
}

/** `price` in ticks when a quantity can mend it. */
export function notionalProblems(market: Market, notional: bigint, price: number | undefined): TicketProblem[] {
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

/** `need`: smallest units of what the side gives. */
export function balanceProblems(ticket: Ticket, { market, available }: TicketMarket, need: bigint): TicketProblem[] {
  if (available === undefined || need <= available) return [];
  const [asset, decimals] = neededAsset(market, ticket.side);
  const text = `needs ${shortAmount(need, decimals)} ${asset}, available ${shortAmount(available, decimals)}`;
  return [{ field: 'balance', rule: 'balance', text }];
}

function readTicks(
  field: TicketFieldName,
  text: string,
  market: Market,
  problemsOf: (ticks: number) => readonly TicketProblem[],
): FieldReading {
  const ticks = priceToTicks(market, text);
  if (!ticks.ok) return { value: undefined, problems: [offGrid(field, text, ticks.problem, market)] };
  return { value: ticks.value, problems: problemsOf(ticks.value) };
}

function offGrid(field: TicketFieldName, text: string, problem: UnitProblem, market: Market): TicketProblem {
  if (problem === 'malformed') return notNumber(field, text);
  const isQuantity = field === 'quantity';
  const [rule, stepE8, unit] = isQuantity
    ? (['LOT_SIZE', market.lotE8, `step of ${plainQuantity(market, 1)}`] as const)
    : (['PRICE_FILTER', market.tickE8, `tick of ${plainPrice(market, 1)}`] as const);
  if (problem === 'out_of_range') return { field, rule, text: `${text} is beyond what this symbol takes` };
  const count = Math.floor((Number(text) * 1e8) / stepE8);
  const remedy = isQuantity ? plainQuantity(market, count) : plainPrice(market, count);
  return { field, rule, text: `not a multiple of the ${unit}`, ...(count > 0 ? { remedy } : {}) };
}

function cut(text: string, decimals: number): string {
  return text.slice(0, text.indexOf('.') + 1 + decimals);
}

function rangeProblems(field: TicketFieldName, market: Market, price: number): TicketProblem[] {
  const problem = (text: string, remedy: number): TicketProblem[] => [
    { field, rule: 'PRICE_FILTER', text, remedy: plainPrice(market, remedy) },
  ];
  const least = Math.max(1, market.minPrice);
  if (price < least) return problem(`at least ${plainPrice(market, least)}`, least);
  if (market.maxPrice > 0 && price > market.maxPrice) {
    return problem(`at most ${plainPrice(market, market.maxPrice)}`, market.maxPrice);
  }
  return [];
}

function percentProblems(
  field: TicketFieldName,
  side: TicketSide,
  { market, mean }: TicketMarket,
  price: number,
): TicketProblem[] {
  if (mean === undefined) return [];
  const problem = (text: string, remedy: number): TicketProblem[] => [
    { field, rule: 'PERCENT_PRICE_BY_SIDE', text, remedy: plainPrice(market, remedy) },
  ];
  const [up, down] = side === 'buy' ? [market.bidUp, market.bidDown] : [market.askUp, market.askDown];
  const highest = Number((BigInt(mean) * up) / 100_000_000n);
  const lowest = Number((BigInt(mean) * down + 99_999_999n) / 100_000_000n);
  if (up > 0n && price > highest) return problem(`at most ${plainPrice(market, highest)} now`, highest);
  if (price < lowest) return problem(`at least ${plainPrice(market, lowest)} now`, lowest);
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

function shortAmount(amount: bigint, decimals: number): string {
  return formatDecimal(amount, decimals).replace(/\.?0+$/, '');
}
