/**
 * A book by itself: limit, cancel and replace for those who need price-time matching and nothing else (tests, benchmarks,
 * models). No accounts' money, no filters; the caller names the orders. What happens is written to `events`.
 */
import { type BookEvents, bookEvent } from './book-events.ts';
import type { OrderBook, SideCode } from './order-book.ts';

export class BookDesk {
  declare readonly book: OrderBook;
  declare readonly events: BookEvents;

  constructor(book: OrderBook, events: BookEvents) {
    this.book = book;
    this.events = events;
  }

  /** Takes what it can at its price or better; the rest stays, or is dropped when `isImmediate`. Ticks and lots. */
  limit(id: number, side: SideCode, price: number, quantity: number, isImmediate: boolean): void {
    this.events.write(bookEvent.accepted, side, id, 0, price, quantity);
    const leaves = this.#match(id, side, price, quantity);
    if (leaves === 0) return;
    if (isImmediate) this.events.write(bookEvent.canceled, side, id, 0, price, leaves);
    else this.book.insert(side, price, leaves, 0, id);
  }

  cancel(id: number): void {
    const { book } = this;
    const handle = book.find(id);
    if (handle === 0) {
      this.events.write(bookEvent.refused, 0, id, 0, 0, 0);
      return;
    }
    this.events.write(bookEvent.canceled, book.sideOf(handle), id, 0, book.priceOf(handle), book.leavesOf(handle));
    book.remove(handle);
  }

  /** Cancel and insert under the same id: loses its place, and may trade. */
  replace(id: number, price: number, quantity: number): void {
    const { book } = this;
    const handle = book.find(id);
    if (handle === 0) {
      this.events.write(bookEvent.refused, 0, id, 0, price, quantity);
      return;
    }
    const side = book.sideOf(handle);
    this.events.write(bookEvent.replaced, side, id, 0, price, quantity);
    book.remove(handle);
    const leaves = this.#match(id, side, price, quantity);
    if (leaves > 0) book.insert(side, price, leaves, 0, id);
  }

  #match(id: number, side: SideCode, limit: number, quantity: number): number {
    const { book } = this;
    let leaves = quantity;
    while (leaves > 0) {
      const price = side === 0 ? book.bestAsk : book.bestBid;
      if (side === 0 ? price > limit : price < limit) break;
      let handle = book.front(price);
      while (handle !== 0 && leaves > 0) {
        const behind = book.behind(handle);
        const resting = book.leavesOf(handle);
        const traded = Math.min(leaves, resting);
        this.events.write(bookEvent.traded, side, id, book.idOf(handle), price, traded);
        leaves -= traded;
        book.reduce(handle, traded);
        handle = behind;
      }
    }
    return leaves;
  }
}
