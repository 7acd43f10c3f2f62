/**
 * The book a floor runs on: typed arrays only, no allocation once its pages and tables have grown.
 *
 * Orders are records in a pool shared by all books, queued per level by slot links; handles are slots. Best prices are
 * fields, moved by a bitmap search when a level empties. Measured against other layouts in docs/benchmarks.md.
 */
import { assert } from '../assert.ts';
import { IdTable } from './id-table.ts';
import { noAsk, noBid, type OrderBook, type SideCode } from './order-book.ts';
import { doubleShift, intShift, leaves, level, next, type OrderPool, orderId, owner, previous } from './order-pool.ts';
import { PriceLevels } from './price-levels.ts';

export class FastBook implements OrderBook {
  bestBid: number = noBid;
  bestAsk: number = noAsk;
  readonly #pool: OrderPool;
  readonly #levels = new PriceLevels();
  readonly #ids = new IdTable();

  constructor(pool: OrderPool) {
    this.#pool = pool;
  }

  get size(): number {
    return this.#ids.size;
  }

  insert(side: SideCode, price: number, quantity: number, account: number, id: number): number {
    const slot = this.#pool.claim();
    const { ints, doubles } = this.#pool;
    const levels = this.#levels;
    const at = levels.open(price);
    const { queues, quantities } = levels;
    const record = slot << intShift;
    const last = queues[(at << 1) + 1] as number;
    ints[record + next] = 0;
    ints[record + previous] = last;
    ints[record + level] = at;
    ints[record + owner] = (account << 1) | side;
    doubles[(slot << doubleShift) + leaves] = quantity;
    doubles[(slot << doubleShift) + orderId] = id;
    queues[(at << 1) + 1] = slot;
    if (last === 0) {
      queues[at << 1] = slot;
      levels.mark(at);
      if (side === 0) {
        if (price > this.bestBid) this.bestBid = price;
      } else if (price < this.bestAsk) this.bestAsk = price;
    } else ints[(last << intShift) + next] = slot;
    quantities[at] = (quantities[at] as number) + quantity;
    this.#ids.insert(id, slot);
    return slot;
  }

  remove(handle: number): void {
    const { ints, doubles } = this.#pool;
    const { queues, quantities } = this.#levels;
    const record = handle << intShift;
    const at = ints[record + level] as number;
    const behind = ints[record + next] as number;
    const before = ints[record + previous] as number;
    quantities[at] = (quantities[at] as number) - (doubles[(handle << doubleShift) + leaves] as number);
    if (before !== 0) ints[(before << intShift) + next] = behind;
    else queues[at << 1] = behind;
    if (behind !== 0) ints[(behind << intShift) + previous] = before;
    else queues[(at << 1) + 1] = before;
    this.#ids.remove(doubles[(handle << doubleShift) + orderId] as number, handle);
    this.#pool.release(handle);
    if ((behind | before) === 0) this.#empty(at);
  }

  reduce(handle: number, quantity: number): void {
    const { ints, doubles } = this.#pool;
    const { quantities } = this.#levels;
    const at = ints[(handle << intShift) + level] as number;
    const place = (handle << doubleShift) + leaves;
    doubles[place] = (doubles[place] as number) - quantity;
    quantities[at] = (quantities[at] as number) - quantity;
  }

  find(id: number): number {
    let slot = this.#ids.find(id);
    while (slot !== 0 && this.idOf(slot) !== id) slot = this.#ids.after(id, slot);
    return slot;
  }

  front(price: number): number {
    return this.#levels.queues[this.#levels.find(price) << 1] as number;
  }

  behind(handle: number): number {
    return this.#pool.ints[(handle << intShift) + next] as number;
  }

  idOf(handle: number): number {
    return this.#pool.doubles[(handle << doubleShift) + orderId] as number;
  }

  accountOf(handle: number): number {
    return (this.#pool.ints[(handle << intShift) + owner] as number) >> 1;
  }

  sideOf(handle: number): SideCode {
    return ((this.#pool.ints[(handle << intShift) + owner] as number) & 1) as SideCode;
  }

  priceOf(handle: number): number {
    return this.#levels.priceOf(this.#pool.ints[(handle << intShift) + level] as number);
  }

  leavesOf(handle: number): number {
    return this.#pool.doubles[(handle << doubleShift) + leaves] as number;
  }

  quantityAt(side: SideCode, price: number): number {
    // One bitmap for both sides: a price belongs to the side whose best price it is not beyond.
    if (side === 0 ? price > this.bestBid : price < this.bestAsk) return 0;
    return this.#levels.quantities[this.#levels.find(price)] as number;
  }

  bidBelow(price: number): number {
    return price > this.bestBid ? this.bestBid : this.#levels.below(price);
  }

  askAbove(price: number): number {
    return price < this.bestAsk ? this.bestAsk : this.#levels.above(price);
  }

  checkInvariants(): void {
    assert(this.bestBid < this.bestAsk, () => `the book is crossed: ${this.bestBid} and ${this.bestAsk}`);
    let count = 0;
    for (let price = this.bestBid; price !== noBid; price = this.#levels.below(price))
      count += this.#checkLevel(0, price);
    for (let price = this.bestAsk; price !== noAsk; price = this.#levels.above(price))
      count += this.#checkLevel(1, price);
    assert(count === this.#ids.size, () => `${count} orders stand at levels, ${this.#ids.size} in the id table`);
  }

  #checkLevel(side: SideCode, price: number): number {
    let sum = 0;
    let count = 0;
    let before = 0;
    for (let slot = this.front(price); slot !== 0; slot = this.behind(slot)) {
      assert(this.sideOf(slot) === side && this.priceOf(slot) === price, () => `order ${this.idOf(slot)} is misplaced`);
      assert(this.find(this.idOf(slot)) === slot, () => `order ${this.idOf(slot)} is not found by its id`);
      assert(this.#pool.ints[(slot << intShift) + previous] === before, () => `links at ${price} disagree`);
      assert(this.leavesOf(slot) > 0, () => `order ${this.idOf(slot)} has nothing left`);
      sum += this.leavesOf(slot);
      count++;
      before = slot;
    }
    assert(count > 0, () => `level ${price} is marked and empty`);
    assert(
      sum === this.quantityAt(side, price),
      () => `level ${price} counts ${this.quantityAt(side, price)}, holds ${sum}`,
    );
    return count;
  }

  #empty(at: number): void {
    const levels = this.#levels;
    const price = levels.priceOf(at);
    levels.clear(at);
    if (price === this.bestBid) this.bestBid = levels.below(price);
    else if (price === this.bestAsk) this.bestAsk = levels.above(price);
  }
}
