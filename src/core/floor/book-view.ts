/** One symbol's book for readers. */
import { noAsk, type OrderBook } from '../book/order-book.ts';
import type { SymbolMarket } from '../matching/symbol-market.ts';
import type { Side } from '../messages/command.ts';
import type { OrderId } from '../units/brand.ts';
import type { BookReader } from './floor-reader.ts';

export class BookView implements BookReader {
  readonly #market: SymbolMarket;
  readonly #book: OrderBook;

  constructor(market: SymbolMarket) {
    this.#market = market;
    this.#book = market.book;
  }

  get updateId(): number {
    return this.#market.updateId;
  }

  bestBid(): number {
    return this.#book.bestBid;
  }

  bestAsk(): number {
    return this.#book.bestAsk === noAsk ? -1 : this.#book.bestAsk;
  }

  levelQuantity(side: Side, price: number): number {
    return this.#book.quantityAt(side === 'buy' ? 0 : 1, price);
  }

  depth(side: Side, limit: number): number[] {
    const result: number[] = [];
    const code = side === 'buy' ? 0 : 1;
    let price = code === 0 ? this.#book.bestBid : this.bestAsk();
    while (price !== -1 && result.length < limit * 2) {
      result.push(price, this.#book.quantityAt(code, price));
      price = code === 0 ? this.#book.bidBelow(price) : this.#askAbove(price);
    }
    return result;
  }

  queueAhead(orderId: OrderId): number | undefined {
    const own = this.#book.find(orderId);
    if (own === 0) return undefined;
    let ahead = 0;
    let handle = this.#book.front(this.#book.priceOf(own));
    while (handle !== own) {
      ahead += this.#book.leavesOf(handle);
      handle = this.#book.behind(handle);
    }
    return ahead;
  }

  #askAbove(price: number): number {
    const above = this.#book.askAbove(price);
    return above === noAsk ? -1 : above;
  }
}
