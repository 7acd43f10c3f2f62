/**
 * A symbol's market in a snapshot. Canonical: its book is its orders in priority, bids best to worst then asks, so that the
 * bytes do not depend on slots, pages or hash tables. Levels follow each other by their distance in ticks, the orders of one
 * by lots, id and account; a zero ends a level, and a side.
 */
import { noAsk, noBid, type OrderBook, type SideCode } from '../book/order-book.ts';
import { symbolStatuses } from '../messages/symbol-status.ts';
import { type ByteReader, type ByteWriter, named } from '../snapshot/bytes.ts';
import { type Slices, sliceSize } from '../snapshot/slices.ts';
import type { SymbolMarket } from './symbol-market.ts';

export function* encodeMarket(out: ByteWriter, market: SymbolMarket): Slices<void> {
  out.f64(market.nextOrderId);
  out.f64(market.nextTradeId);
  out.f64(market.nextPreventedMatchId);
  out.f64(market.updateId);
  out.f64(market.lastPrice);
  out.u8(symbolStatuses.indexOf(market.status));
  market.meanPrice.encode(out);
  const { book } = market;
  let orders = 0;
  let price = 0;
  for (let next = book.bestBid; next !== noBid; next = book.bidBelow(next)) {
    out.uint(price === 0 ? next : price - next);
    price = next;
    orders += encodeLevel(out, book, price);
    if (orders >= sliceSize) {
      orders = 0;
      yield;
    }
  }
  out.uint(0);
  price = 0;
  for (let next = book.bestAsk; next !== noAsk; next = book.askAbove(next)) {
    out.uint(next - price);
    price = next;
    orders += encodeLevel(out, book, price);
    if (orders >= sliceSize) {
      orders = 0;
      yield;
    }
  }
  out.uint(0);
}

/** Into a new market. */
export function decodeMarket(input: ByteReader, market: SymbolMarket): void {
  market.nextOrderId = input.f64();
  market.nextTradeId = input.f64();
  market.nextPreventedMatchId = input.f64();
  market.updateId = input.f64();
  market.lastPrice = input.f64();
  market.status = named(symbolStatuses, input.u8());
  market.meanPrice.decode(input);
  decodeSide(input, market.book, 0);
  decodeSide(input, market.book, 1);
}

/** How many orders it has. */
function encodeLevel(out: ByteWriter, book: OrderBook, price: number): number {
  let count = 0;
  for (let handle = book.front(price); handle !== 0; handle = book.behind(handle)) {
    out.uint(book.leavesOf(handle));
    out.uint(book.idOf(handle));
    out.uint(book.accountOf(handle));
    count++;
  }
  out.uint(0);
  return count;
}

function decodeSide(input: ByteReader, book: OrderBook, side: SideCode): void {
  let price = 0;
  for (let step = input.uint(); step !== 0; step = input.uint()) {
    price = price === 0 || side === 1 ? price + step : price - step;
    for (let leaves = input.uint(); leaves !== 0; leaves = input.uint()) {
      const id = input.uint();
      book.insert(side, price, leaves, input.uint(), id);
    }
  }
}
