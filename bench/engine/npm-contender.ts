/** nodejs-order-book, the best known order book on npm: matching only, no accounts. Its answers tell the trades. */
import { OrderBook, Side } from 'nodejs-order-book';
import type { Contender, OnTrade } from './contender.ts';

type LimitOrder = Parameters<OrderBook['limit']>[0];

/** The package types this enumeration but does not export its values. */
const immediate = 'IOC' as NonNullable<LimitOrder['timeInForce']>;

interface Trade {
  readonly taker: number;
  readonly maker: number;
  readonly price: number;
  readonly quantity: number;
}

export class NpmContender implements Contender {
  rejects = 0;
  readonly #book = new OrderBook();
  #trades: Trade[] = [];

  limit(id: number, side: 0 | 1, price: number, quantity: number, isImmediate: boolean): void {
    const name = String(id);
    const order: LimitOrder = { id: name, side: side === 0 ? Side.BUY : Side.SELL, size: quantity, price };
    if (isImmediate) order.timeInForce = immediate;
    const { done, partial, partialQuantityProcessed } = this.#book.limit(order);
    for (const maker of done) {
      if (maker.id === name || !('price' in maker)) continue;
      this.#trades.push({ taker: id, maker: Number(maker.id), price: maker.price, quantity: maker.size });
    }
    if (partial !== null && partial.id !== name) {
      const { price: at } = partial;
      this.#trades.push({ taker: id, maker: Number(partial.id), price: at, quantity: partialQuantityProcessed });
    }
  }

  cancel(id: number): void {
    if (this.#book.cancel(String(id)) === undefined) this.rejects++;
  }

  replace(id: number, side: 0 | 1, price: number, quantity: number): void {
    if (this.#book.cancel(String(id)) === undefined) this.rejects++;
    else this.limit(id, side, price, quantity, false);
  }

  drain(onTrade?: OnTrade): void {
    if (onTrade) for (const trade of this.#trades) onTrade(trade.taker, trade.maker, trade.price, trade.quantity);
    this.#trades = [];
  }

  bestBid(): number {
    return this.#book.depth()[1][0]?.[0] ?? -1;
  }

  bestAsk(): number {
    return this.#book.depth()[0][0]?.[0] ?? -1;
  }

  /** Its snapshot gives each side's levels and their orders, oldest first. */
  eachResting(visit: (id: number, price: number, leaves: number) => void): void {
    const { bids, asks } = this.#book.snapshot();
    const ordered = [[...bids].sort((a, b) => b.price - a.price), [...asks].sort((a, b) => a.price - b.price)];
    for (const level of ordered.flat())
      for (const order of level.orders) visit(Number(order.id), order.price, order.size);
  }
}
