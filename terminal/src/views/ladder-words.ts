/** The price ladder in words: what a press would do, what stands in a row, and what an own order's mark says. */
import type { Market } from '../stores/market.ts';
import { narrowQuantity, priceText, shortQuantity } from './figures.ts';
import type { LadderColumn } from './ladder-layout.ts';
import type { LadderRow, OwnOrder } from './ladder-rows.ts';

const markDigits = 5;
const spokenDigits = 8;

/** "B 0.05"; orders of both sides in one row are only counted. */
export function ownMark(market: Market, own: readonly OwnOrder[]): string {
  const [first] = own;
  if (first === undefined) return '';
  if (own.some(({ side }) => side !== first.side)) return `${own.length} orders`;
  const lots = own.reduce((sum, { leaves }) => sum + leaves, 0);
  const text = narrowQuantity(market, lots, markDigits);
  return `${first.side === 'buy' ? 'B' : 'S'} ${text.includes('.') ? text.replace(/\.?0+$/, '') : text}`;
}

/** `quantity`: as typed. Empty where a press does nothing. */
export function pressText(
  market: Market,
  row: LadderRow,
  column: LadderColumn,
  { armed, quantity }: { readonly armed: boolean; readonly quantity: string },
): string {
  const price = priceText(market, row.price);
  if (column === 'own') return row.own.length === 0 ? '' : `Cancels ${ownText(market, row.own)} at ${price}`;
  if (column === 'price') return `Ticket: ${price}`;
  const verb = column === 'bid' ? 'buy' : 'sell';
  if (!armed) return `Ticket: ${verb} at ${price}`;
  return quantity === '' ? 'Enter a quantity' : `${verb === 'buy' ? 'Buys' : 'Sells'} ${quantity} at ${price}`;
}

/** For a screen reader. */
export function rowText(market: Market, row: LadderRow): string {
  const lots = (word: string, count: number): readonly string[] =>
    count === 0 ? [] : [`${word} ${narrowQuantity(market, count, spokenDigits)}`];
  const parts = [
    priceText(market, row.price),
    ...lots('bid', row.bid),
    ...lots('ask', row.ask),
    ...lots('traded', row.traded),
    ...(row.isLast ? ['last trade here'] : []),
    ...(row.own.length === 0 ? [] : [`yours: ${ownText(market, row.own)}`]),
  ];
  return parts.join(', ');
}

function ownText(market: Market, own: readonly OwnOrder[]): string {
  const [first] = own;
  if (first === undefined) return '';
  return own.length > 1 ? `${own.length} orders` : `${first.side} ${shortQuantity(market, first.leaves)}`;
}
