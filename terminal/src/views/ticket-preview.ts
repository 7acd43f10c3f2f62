/**
 * What an order would do if it arrived now: what it takes at once and at which average price, what it pays, what would
 * rest, and how much stands ahead of that. An estimate on the book as seen here; the market may move first.
 */
import { partsPerMillion } from '../../../src/core/units/arithmetic.ts';
import type { LocalBook } from '../stores/local-book.ts';
import type { Ticket } from '../stores/ticket.ts';
import { exitLines, stopLines } from './exit-preview.ts';
import { amountText, basisPoints, priceText, quantityText } from './figures.ts';
import { averageTicks, sweep } from './sweep.ts';
import type { TicketOrder } from './ticket-reading.ts';

export interface FeeRates {
  readonly makerPpm: number;
  readonly takerPpm: number;
}

export interface PreviewLine {
  readonly label: string;
  readonly value: string;
  readonly tone?: 'warning';
}

/** `last`: ticks of the last trade. */
export function ticketPreview(
  ticket: Ticket,
  order: TicketOrder,
  book: LocalBook,
  fees: FeeRates | undefined,
  last: number | undefined,
): readonly PreviewLine[] {
  const { market } = book;
  if (ticket.kind === 'oco') return last === undefined ? [] : exitLines(market, order, last, ticket.side === 'sell');
  if (ticket.kind === 'stop') return order.stop === undefined ? [] : stopLines(market, ticket.side, order.stop, last);
  const entry = entryLines(ticket, order, book, fees);
  return order.price === undefined ? entry : [...entry, ...exitLines(market, order, order.price, true)];
}

function entryLines(ticket: Ticket, order: TicketOrder, book: LocalBook, fees: FeeRates | undefined): PreviewLine[] {
  const { market } = book;
  const buying = ticket.side === 'buy';
  const opposite = buying ? book.asks : book.bids;
  const taken = sweep(market, opposite, ticket.side, order.budget, order.price);
  const asked = 'lots' in order.budget ? order.budget.lots : undefined;
  const rest = asked === undefined || order.price === undefined ? 0 : asked - taken.lots;
  const fee = (ppm: number, lots: number, quote: bigint): string =>
    buying
      ? `${amountText(BigInt(partsPerMillion(lots * market.basePerLot, ppm)), market.baseDecimals, 8)} ${market.base}`
      : `${amountText((quote * BigInt(ppm)) / 1_000_000n, market.quoteDecimals, 4)} ${market.quote}`;
  const lines: PreviewLine[] = [];
  if (taken.lots > 0 && !ticket.postOnly) {
    const average = averageTicks(market, taken);
    const middle = ((book.asks.best ?? 0) + (book.bids.best ?? 0)) / 2;
    lines.push(
      { label: 'Takes now', value: `${quantityText(market, taken.lots)} · ${levelsText(taken.levels)}` },
      { label: 'Average price', value: `${priceText(market, Math.round(average))} ${market.quote}` },
      { label: 'From the middle', value: basisPoints(average, middle) },
    );
    if (fees !== undefined) lines.push({ label: 'Fee (taker)', value: fee(fees.takerPpm, taken.lots, taken.quote) });
  }
  if (order.price === undefined) {
    if (!taken.complete) lines.push({ label: 'Book', value: 'too thin for all of it', tone: 'warning' });
    return lines;
  }
  if (ticket.postOnly && taken.lots > 0) {
    lines.push({ label: 'Post-only', value: 'would take, so it is refused', tone: 'warning' });
    return lines;
  }
  lines.push(...restLines(ticket, order.price, rest, taken.lots, book));
  if (rest > 0 && keepsRest(ticket) && taken.lots === 0 && fees !== undefined) {
    const quote = BigInt(order.price) * BigInt(rest) * BigInt(market.quotePerTickLot);
    lines.push({ label: 'Fee (maker)', value: fee(fees.makerPpm, rest, quote) });
  }
  return lines;
}

function restLines(ticket: Ticket, price: number, rest: number, taken: number, book: LocalBook): PreviewLine[] {
  if (rest === 0) return [];
  const { market } = book;
  if (!keepsRest(ticket)) {
    const all = taken === 0 || ticket.life === 'FOK';
    return [
      {
        label: ticket.life,
        value: all ? 'would expire unfilled' : `${quantityText(market, rest)} expires`,
        tone: 'warning',
      },
    ];
  }
  const own = ticket.side === 'buy' ? book.bids : book.asks;
  return [
    { label: 'Rests', value: `${quantityText(market, rest)} ${market.base}` },
    { label: 'Queue ahead', value: `${quantityText(market, own.lotsAt(price))} ${market.base}` },
  ];
}

function keepsRest(ticket: Ticket): boolean {
  return ticket.postOnly || ticket.life === 'GTC';
}

function levelsText(levels: number): string {
  return levels === 1 ? '1 level' : `${levels} levels`;
}
