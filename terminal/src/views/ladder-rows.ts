/**
 * The price ladder as rows: every step of price around a middle that keeps still, dearest first, with what rests there, what of
 * it is ours, what was traded, and the last trade. Prices merge as in the book, bids downwards and asks upwards, so that a row
 * never promises a better price than is there.
 */
import type { BookSide } from '../stores/book-side.ts';
import { type Market, ticksOf } from '../stores/market.ts';
import type { Print } from '../stores/tape.ts';
import type { WireOrder } from '../wire/rest.ts';
import { isWaiting, leavesOf } from './order-figures.ts';

/** Which prices are shown; all in ticks. */
export interface LadderPlace {
  /** A multiple of the step. */
  readonly middle: number;
  readonly step: number;
  readonly count: number;
}

export interface LadderSource {
  readonly bids: BookSide;
  readonly asks: BookSide;
  readonly own: readonly OwnOrder[];
  /** Newest first. */
  readonly prints: readonly Print[];
}

export interface OwnOrder {
  readonly order: WireOrder;
  readonly side: 'buy' | 'sell';
  /** Ticks. */
  readonly price: number;
  /** Lots that may still trade. */
  readonly leaves: number;
}

export interface LadderRow {
  /** Ticks: what an order placed from here asks for. */
  readonly price: number;
  /** Lots. */
  readonly bid: number;
  readonly ask: number;
  readonly traded: number;
  readonly own: readonly OwnOrder[];
  readonly isLast: boolean;
}

type MutableRow = { -readonly [K in keyof LadderRow]: LadderRow[K] } & { own: OwnOrder[] };

/** Orders of the symbol that stand on the book: those that wait for a trigger are not at their price yet. */
export function ownOrders(market: Market, open: readonly WireOrder[]): readonly OwnOrder[] {
  return open
    .filter((order) => order.symbol === market.symbol && !isWaiting(order))
    .map((order) => ({
      order,
      side: order.side === 'BUY' ? 'buy' : 'sell',
      price: ticksOf(market, order.price),
      leaves: leavesOf(market, order),
    }));
}

export function ladderRows({ bids, asks, own, prints }: LadderSource, place: LadderPlace): readonly LadderRow[] {
  const { step, count } = place;
  const top = topOf(place);
  const rows = Array.from(
    { length: count },
    (_, index): MutableRow => ({ price: top - index * step, bid: 0, ask: 0, traded: 0, own: [], isLast: false }),
  );
  const at = (ticks: number, side: 'buy' | 'sell'): MutableRow | undefined =>
    rows[(top - onStep(ticks, side, step)) / step];
  eachLevel(bids, (price, lots) => {
    const row = at(price, 'buy');
    if (row !== undefined) row.bid += lots;
    return price > top - count * step;
  });
  eachLevel(asks, (price, lots) => {
    const row = at(price, 'sell');
    if (row !== undefined) row.ask += lots;
    return price <= top;
  });
  for (const one of own) at(one.price, one.side)?.own.push(one);
  // Who takes from the asks buys: the trade stands where the resting order stood.
  for (const { price, side, lots } of prints) {
    const row = at(price, side === 'buy' ? 'sell' : 'buy');
    if (row !== undefined) row.traded += lots;
  }
  const [last] = prints;
  const lastRow = last === undefined ? undefined : at(last.price, last.side === 'buy' ? 'sell' : 'buy');
  if (lastRow !== undefined) lastRow.isLast = true;
  return rows;
}

/** Where the market is, on the step: between the best prices, else at the only one, else at the last trade. */
export function marketMiddle({ bids, asks, prints }: Omit<LadderSource, 'own'>, step: number): number | undefined {
  const bid = bids.best ?? asks.best ?? prints[0]?.price;
  const ask = asks.best ?? bids.best ?? prints[0]?.price;
  return bid === undefined || ask === undefined ? undefined : Math.round((bid + ask) / 2 / step) * step;
}

/** On which side of what is shown the market is, when it is out of sight. */
export function marketBeyond(place: LadderPlace, market: number | undefined): 'above' | 'below' | undefined {
  if (market === undefined) return undefined;
  const top = topOf(place);
  return market > top ? 'above' : market <= top - place.count * place.step ? 'below' : undefined;
}

/** The middle after so many rows towards higher prices. No row is shown for a price of nothing. */
export function scrolledMiddle({ middle, step, count }: LadderPlace, rows: number): number {
  return Math.max(middle + rows * step, (count - Math.floor(count / 2)) * step);
}

function topOf({ middle, step, count }: LadderPlace): number {
  return Math.max(middle + Math.floor(count / 2) * step, count * step);
}

function onStep(ticks: number, side: 'buy' | 'sell', step: number): number {
  return (side === 'sell' ? Math.ceil(ticks / step) : Math.floor(ticks / step)) * step;
}

/** From the best on, until told that what follows is out of sight. */
function eachLevel(levels: BookSide, take: (price: number, lots: number) => boolean): void {
  for (let index = 0; index < levels.size; index += 1) {
    if (!take(levels.prices[index] ?? 0, levels.lots[index] ?? 0)) return;
  }
}
