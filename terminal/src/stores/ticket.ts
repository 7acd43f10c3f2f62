/**
 * The order ticket: what was typed, and how its fields follow each other. Texts stay as typed; the linked field is
 * computed exactly in ticks, lots and smallest units, rounding down, so a total is never exceeded.
 */

import {
  formatPrice,
  formatQuantity,
  parseAmount,
  priceToTicks,
  quantityToLots,
} from '../../../src/core/units/convert.ts';
import { formatDecimal } from '../../../src/core/units/decimal.ts';
import type { Market } from './market.ts';

export type TicketSide = 'buy' | 'sell';
export type TicketKind = 'limit' | 'market' | 'stop' | 'oco';
export type TicketLife = 'GTC' | 'IOC' | 'FOK';

export interface Ticket {
  readonly side: TicketSide;
  readonly kind: TicketKind;
  readonly life: TicketLife;
  readonly postOnly: boolean;
  readonly price: string;
  /** Where a stop is triggered, alone, in a pair, or as the way out of a buy. */
  readonly trigger: string;
  /** Whether it lay above the last price when it was written down; undefined when that was not known. */
  readonly rises: boolean | undefined;
  /** The limit behind the trigger; empty takes what the market pays. */
  readonly stopLimit: string;
  /** A stop that follows the price, and by how many per cent. */
  readonly trailing: boolean;
  readonly trail: string;
  /** Whether a buy brings its way out with it; the limit at which its profit, or that of a pair, is taken. */
  readonly exits: boolean;
  readonly takeProfit: string;
  readonly quantity: string;
  readonly total: string;
  /** The field typed last: the other one follows it. */
  readonly lead: 'quantity' | 'total';
}

export const emptyTicket: Ticket = {
  side: 'buy',
  kind: 'limit',
  life: 'GTC',
  postOnly: false,
  price: '',
  trigger: '',
  rises: undefined,
  stopLimit: '',
  trailing: false,
  trail: '',
  exits: false,
  takeProfit: '',
  quantity: '',
  total: '',
  lead: 'quantity',
};

/** The fields that hold a price. What is written in them for one symbol is nothing for another. */
export const noPrices = { price: '', trigger: '', stopLimit: '', takeProfit: '' } as const;
export type PriceField = keyof typeof noPrices;

/** The asset that an order of this side needs, and its decimals. */
export function neededAsset(market: Market, side: TicketSide): readonly [string, number] {
  return side === 'buy' ? [market.quote, market.quoteDecimals] : [market.base, market.baseDecimals];
}

/**
 * Ticks of the price that links quantity and total: the dearest at which a buy may come about, the one at which a sell is meant to.
 * `touch`: what the market pays now. Undefined until it is known, or while it is no price.
 */
export function linkPriceOf(ticket: Ticket, market: Market, touch: number | undefined): number | undefined {
  if (ticket.kind === 'market' || (ticket.kind === 'stop' && ticket.trailing)) return touch;
  const parsed = priceToTicks(market, linkTextOf(ticket));
  return parsed.ok ? parsed.value : undefined;
}

/** What is to be remembered of a trigger as it is written down. `last`: ticks. */
export function withTrigger(
  trigger: string,
  market: Market,
  last: number | undefined,
): Pick<Ticket, 'trigger' | 'rises'> {
  const parsed = priceToTicks(market, trigger);
  return { trigger, rises: parsed.ok && last !== undefined ? parsed.value > last : undefined };
}

function linkTextOf(ticket: Ticket): string {
  if (ticket.kind === 'limit') return ticket.price;
  if (ticket.kind === 'oco' && ticket.side === 'sell') return ticket.takeProfit;
  return ticket.stopLimit === '' ? ticket.trigger : ticket.stopLimit;
}

/** The field typed last stays, and the other follows it at the price that links them now. */
export function followed(ticket: Ticket, market: Market, touch: number | undefined): Ticket {
  const atTicks = linkPriceOf(ticket, market, touch);
  return ticket.lead === 'total' ? followTotal(ticket, market, atTicks) : followQuantity(ticket, market, atTicks);
}

/** `atTicks`: the price that links quantity and total: the ticket's own, or for a market order the touch. */
export function withQuantity(ticket: Ticket, market: Market, quantity: string, atTicks: number | undefined): Ticket {
  return followQuantity({ ...ticket, quantity, lead: 'quantity' }, market, atTicks);
}

export function withTotal(ticket: Ticket, market: Market, total: string, atTicks: number | undefined): Ticket {
  return followTotal({ ...ticket, total, lead: 'total' }, market, atTicks);
}

/**
 * A share (in per cent) of what is available: of the base asset when selling, of the quote asset when buying. A market
 * buy by share spends a total, because its price is not known before. `available` is in smallest units of that asset.
 */
export function withShare(
  ticket: Ticket,
  market: Market,
  percent: number,
  available: bigint,
  atTicks: number | undefined,
): Ticket {
  const share = (available * BigInt(percent)) / 100n;
  if (ticket.side === 'sell') {
    const lots = Number(share / BigInt(market.basePerLot));
    return withQuantity(ticket, market, trimmed(formatQuantity(market, lots), market.quantityDecimals), atTicks);
  }
  const cents = roundDown(share, market.quoteDecimals - totalDecimals(market));
  return withTotal(ticket, market, amountText(cents, market), atTicks);
}

/** The text of a price moved by whole ticks; from nothing it starts at `from`. */
export function steppedPrice(text: string, market: Market, ticks: number, from: number | undefined): string {
  const parsed = priceToTicks(market, text);
  const start = parsed.ok ? parsed.value : from;
  return start === undefined ? text : plainPrice(market, Math.max(1, start + ticks));
}

/** Ticks as text for an input: no grouping. */
export function plainPrice(market: Market, ticks: number): string {
  return trimmed(formatPrice(market, ticks), market.priceDecimals);
}

/** Lots as text for an input: no grouping. */
export function plainQuantity(market: Market, lots: number): string {
  return trimmed(formatQuantity(market, lots), market.quantityDecimals);
}

function followQuantity(ticket: Ticket, market: Market, atTicks: number | undefined): Ticket {
  const lots = quantityToLots(market, ticket.quantity);
  if (!lots.ok || atTicks === undefined) return { ...ticket, total: '' };
  return { ...ticket, total: amountText(BigInt(lots.value) * perLot(market, atTicks), market) };
}

function followTotal(ticket: Ticket, market: Market, atTicks: number | undefined): Ticket {
  const total = parseAmount(ticket.total, market.quoteDecimals);
  if (!total.ok || atTicks === undefined || atTicks === 0) return { ...ticket, quantity: '' };
  return { ...ticket, quantity: plainQuantity(market, Number(total.value / perLot(market, atTicks))) };
}

function perLot(market: Market, ticks: number): bigint {
  return BigInt(ticks) * BigInt(market.quotePerTickLot);
}

/** Smallest quote units as text with at least the tick's decimals and no useless zeros. */
function amountText(amount: bigint, market: Market): string {
  const text = formatDecimal(amount, market.quoteDecimals);
  const least = text.indexOf('.') + 1 + Math.min(2, market.priceDecimals);
  let end = text.length;
  while (end > least && text[end - 1] === '0') end -= 1;
  return text.slice(0, end).replace(/\.$/, '');
}

/** Decimals of a total chosen by share: cents for dollar-like quotes, everything for coins. */
function totalDecimals(market: Market): number {
  return market.priceDecimals <= 5 && market.quote.startsWith('USD') ? 2 : market.quoteDecimals;
}

function roundDown(amount: bigint, decimals: number): bigint {
  const unit = 10n ** BigInt(Math.max(0, decimals));
  return amount - (amount % unit);
}

function trimmed(text: string, decimals: number): string {
  const point = text.indexOf('.');
  return decimals === 0 ? text.slice(0, point) : text.slice(0, point + 1 + decimals);
}
