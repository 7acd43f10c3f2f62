/**
 * The book a floor runs on: typed arrays only, no allocation once its pages and tables have grown.
 *
 * Orders are records in a pool shared by all books, queued per level by slot links; handles are slots. Best prices are
 * fields, moved by a bitmap search when a level empties. Measured against other layouts in docs/benchmarks.md.
 */
import { assert } from '../assert.ts';
import { IdIndex } from './id-index.ts';
import { noAsk, noBid, type OrderBook, type SideCode } from './order-book.ts';
import type { OrderPool } from './order-pool.ts';
import { PriceLevels } from './price-levels.ts';

export class FastBook implements OrderBook {
  bestBid: number = noBid;
  bestAsk: number = noAsk;
  readonly #pool: OrderPool;
  readonly #levels = new PriceLevels();
  readonly #ids: IdIndex;

  constructor(pool: OrderPool) {
    this.#pool = pool;
    this.#ids = new IdIndex(pool);
  }

  get size(): number {
    return this.#ids.size;
  }

  insert(side: SideCode, price: number, quantity: number, account: number, id: number): number {
    const pool = this.#pool;
    const levels = this.#levels;
    const level = levels.open(price);
    const last = levels.last(level);
    const slot = pool.claim(last, level, account, side, quantity, id);
    levels.setLast(level, slot);
    if (last !== 0) pool.setNext(last, slot);
    else {
      levels.setFirst(level, slot);
      levels.mark(level);
      if (side === 0) {
        if (price > this.bestBid) this.bestBid = price;
      } else if (price < this.bestAsk) this.bestAsk = price;
    }
    this.#ids.insert(id, slot);
    return levels.add(level, quantity);
  }

  remove(handle: number): number {
    const pool = this.#pool;
    const levels = this.#levels;
    const level = pool.level(handle);
    const behind = pool.next(handle);
    const before = pool.previous(handle);
    if (before !== 0) pool.setNext(before, behind);
    else levels.setFirst(level, behind);
    if (behind !== 0) pool.setPrevious(behind, before);
    else levels.setLast(level, before);
    const left = levels.add(level, -pool.leaves(handle));
    this.#ids.remove(pool.id(handle), handle);
    pool.release(handle);
    if ((behind | before) === 0) this.#empty(level);
    return left;
  }

  reduce(handle: number, quantity: number): number {
    const pool = this.#pool;
    pool.setLeaves(handle, pool.leaves(handle) - quantity);
    return this.#levels.add(pool.level(handle), -quantity);
  }

  find(id: number): number {
    return this.#ids.find(id);
  }

  front(price: number): number {
    return this.#levels.first(this.#levels.find(price));
  }

  behind(handle: number): number {
    return this.#pool.next(handle);
  }

  idOf(handle: number): number {
    return this.#pool.id(handle);
  }

  accountOf(handle: number): number {
    return this.#pool.account(handle);
  }

  sideOf(handle: number): SideCode {
    return this.#pool.side(handle);
  }

  priceOf(handle: number): number {
    return this.#levels.priceOf(this.#pool.level(handle));
  }

  leavesOf(handle: number): number {
    return this.#pool.leaves(handle);
  }

  quantityAt(side: SideCode, price: number): number {
    // One bitmap for both sides: a price belongs to the side whose best price it is not beyond.
    if (side === 0 ? price > this.bestBid : price < this.bestAsk) return 0;
    return this.#levels.quantity(this.#levels.find(price));
  }

  bidBelow(price: number): number {
    return price > this.bestBid ? this.bestBid : this.#levels.below(price);
  }

  askAbove(price: number): number {
    return price < this.bestAsk ? this.bestAsk : this.#levels.above(price);
  }

  checkInvariants(): void {
    assert(this.bestBid < this.bestAsk, () => `the book is crossed: ${this.bestBid} and ${this.bestAsk}`);
    const levels = this.#levels;
    let count = 0;
    for (let price = this.bestBid; price !== noBid; price = levels.below(price)) count += this.#checkLevel(0, price);
    for (let price = this.bestAsk; price !== noAsk; price = levels.above(price)) count += this.#checkLevel(1, price);
    assert(count === this.#ids.size, () => `${count} orders stand at levels, ${this.#ids.size} in the id table`);
  }

  #checkLevel(side: SideCode, price: number): number {
    let sum = 0;
    let count = 0;
    let before = 0;
    for (let slot = this.front(price); slot !== 0; slot = this.behind(slot)) {
      assert(this.sideOf(slot) === side && this.priceOf(slot) === price, () => `order ${this.idOf(slot)} is misplaced`);
      assert(this.find(this.idOf(slot)) === slot, () => `order ${this.idOf(slot)} is not found by its id`);
      assert(this.#pool.previous(slot) === before, () => `links at ${price} disagree`);
      assert(this.leavesOf(slot) > 0, () => `order ${this.idOf(slot)} has nothing left`);
      sum += this.leavesOf(slot);
      count++;
      before = slot;
    }
    const counted = this.quantityAt(side, price);
    assert(count > 0, () => `level ${price} is marked and empty`);
    assert(sum === counted, () => `level ${price} counts ${counted} lots and holds ${sum}`);
    return count;
  }

  #empty(level: number): void {
    const levels = this.#levels;
    const price = levels.priceOf(level);
    levels.clear(level);
    if (price === this.bestBid) this.bestBid = levels.below(price);
    else if (price === this.bestAsk) this.bestAsk = levels.above(price);
  }
}
