/** Walks a whole book, to compare it with the answer. */
import { noAsk, noBid, type OrderBook } from '../../src/core/book/order-book.ts';

type Visit = (id: number, price: number, leaves: number) => void;

/** Every resting order in priority: bids best to worst, then asks, oldest first. */
export function eachInBook(book: OrderBook, visit: Visit): void {
  for (let price = book.bestBid; price !== noBid; price = book.bidBelow(price)) eachAt(book, price, visit);
  for (let price = book.bestAsk; price !== noAsk; price = book.askAbove(price)) eachAt(book, price, visit);
}

function eachAt(book: OrderBook, price: number, visit: Visit): void {
  for (let handle = book.front(price); handle !== 0; handle = book.behind(handle)) {
    visit(book.idOf(handle), price, book.leavesOf(handle));
  }
}
