/** The fast book by itself: matching and events, no accounts. */
import { BookDesk } from '../../src/core/book/book-desk.ts';
import { BookEvents, bookEvent } from '../../src/core/book/book-events.ts';
import { BookMemory } from '../../src/core/book/book-memory.ts';
import { FastBook } from '../../src/core/book/fast-book.ts';
import { noAsk } from '../../src/core/book/order-book.ts';
import type { Contender, OnTrade } from './contender.ts';
import { eachInBook } from './each-resting.ts';

export class BookContender implements Contender {
  readonly #desk = new BookDesk(new FastBook(new BookMemory()), new BookEvents());
  #read = 0;
  #rejects = 0;

  get rejects(): number {
    return this.#rejects;
  }

  limit(id: number, side: 0 | 1, price: number, quantity: number, isImmediate: boolean): void {
    this.#desk.limit(id, side, price, quantity, isImmediate);
  }

  cancel(id: number): void {
    this.#desk.cancel(id);
  }

  replace(id: number, _side: 0 | 1, price: number, quantity: number): void {
    this.#desk.replace(id, price, quantity);
  }

  drain(onTrade?: OnTrade): void {
    const { events } = this.#desk;
    if (onTrade) {
      for (; this.#read < events.count; this.#read++) {
        const { type, order, maker, price, quantity } = events.read(this.#read);
        if (type === bookEvent.traded) onTrade(order, maker, price, quantity);
        if (type === bookEvent.refused) this.#rejects++;
      }
    }
  }

  bestBid(): number {
    return this.#desk.book.bestBid;
  }

  bestAsk(): number {
    return this.#desk.book.bestAsk === noAsk ? -1 : this.#desk.book.bestAsk;
  }

  eachResting(visit: (id: number, price: number, leaves: number) => void): void {
    eachInBook(this.#desk.book, visit);
  }
}
