/**
 * The book a floor runs on: typed arrays only, no allocation once its memory has grown.
 *
 * Orders are records in a memory shared by all books of a floor (layout: book-memory.ts), queued per level by links; a handle is
 * a record's place. Best prices are fields, moved by a bitmap search when a level empties. Measured against other layouts in docs/benchmarks.md.
 *
 * Offsets stand as literals, joined by `|`: the engine does not fold constants of a module into machine code (the book was a
 * fifth slower with named ones), and checks every `+` for overflow. What is rare (a new page, more memory) leaves the main path
 * for good: where paths join again, the machine code would have to look at every array anew.
 */
import { assert } from '../assert.ts';
import type { BookMemory } from './book-memory.ts';
import { IdIndex } from './id-index.ts';
import { noAsk, noBid, type OrderBook, type SideCode } from './order-book.ts';
import { PriceLevels } from './price-levels.ts';

/** A link as a handle: 0 where it leads back to the level. */
const orderOrNone = (link: number): number => link & ~(link >> 31);

export class FastBook implements OrderBook {
  bestBid: number = noBid;
  bestAsk: number = noAsk;
  declare private readonly memory: BookMemory;
  declare private readonly levels: PriceLevels;
  declare private readonly ids: IdIndex;

  constructor(memory: BookMemory) {
    this.memory = memory;
    this.levels = new PriceLevels(memory);
    this.ids = new IdIndex(memory);
  }

  /** Counted anew each time. */
  get size(): number {
    return this.ids.size;
  }

  insert(side: SideCode, price: number, quantity: number, account: number, id: number): number {
    const memory = this.memory;
    const levels = this.levels;
    const order = memory.freeRecord;
    const { ints, doubles } = memory;
    const entry = price >>> 10;
    const page = entry < levels.entries ? (ints[levels.directory + entry] as number) : 0;
    if (page === 0 || order === 0) return +this.#insertGrown(side, price, quantity, account, id);
    const level = page + ((price & 1023) << 2);
    const last = ints[level | 1] as number;
    // An emptied level is its own first and last, as a complement; only one that never had an order has nothing there.
    const before = last === 0 ? ~level : last;
    memory.freeRecord = ints[order] as number;
    ints[order] = ~level;
    ints[order | 1] = before;
    ints[order | 2] = price;
    ints[order | 3] = (account << 1) | side;
    const doubleOrder = order >> 1;
    doubles[doubleOrder | 2] = quantity;
    doubles[doubleOrder | 3] = id;
    ints[level | 1] = order;
    // An order's next and a level's first stand at the same offset.
    ints[before ^ (before >> 31)] = order;
    const lots = (level >> 1) | 1;
    const sum = (doubles[lots] as number) + quantity;
    doubles[lots] = sum;
    const ids = this.ids;
    const place = ids.window + (id & ids.mask);
    const other = ints[place] as number;
    ints[place] = order;
    if ((before >>> 31) | other) this.#insertedRare(side, price, before, other);
    return sum;
  }

  remove(handle: number): number {
    const memory = this.memory;
    const { ints, doubles } = memory;
    const levels = this.levels;
    const ids = this.ids;
    const behind = ints[handle] as number;
    const before = ints[handle | 1] as number;
    const price = ints[handle | 2] as number;
    const level = (ints[levels.directory + (price >>> 10)] as number) + ((price & 1023) << 2);
    // An order's next and a level's first stand at the same offset, and so do previous and last. No branch: which neighbours there
    // are is a coin's throw, and a wrong guess dearer than the sums.
    ints[before ^ (before >> 31)] = behind;
    ints[(behind ^ (behind >> 31)) | 1] = before;
    const doubleOrder = handle >> 1;
    const lots = (level >> 1) | 1;
    const left = (doubles[lots] as number) - (doubles[doubleOrder | 2] as number);
    doubles[lots] = left;
    ints[handle] = memory.freeRecord;
    memory.freeRecord = handle;
    const id = doubles[doubleOrder | 3] as number;
    const place = ids.window + (id & ids.mask);
    if (ints[place] === handle) ints[place] = 0;
    else ids.removePushedOut(id, handle);
    if ((behind & before) < 0) this.#emptied(price);
    return left;
  }

  reduce(handle: number, quantity: number): number {
    const { ints, doubles } = this.memory;
    const levels = this.levels;
    const leaves = (handle >> 1) | 2;
    const rest = (doubles[leaves] as number) - quantity;
    if (rest === 0) return this.remove(handle);
    doubles[leaves] = rest;
    const price = ints[handle | 2] as number;
    const level = (ints[levels.directory + (price >>> 10)] as number) + ((price & 1023) << 2);
    const lots = (level >> 1) | 1;
    const left = (doubles[lots] as number) - quantity;
    doubles[lots] = left;
    return left;
  }

  find(id: number): number {
    const { ints, doubles } = this.memory;
    const ids = this.ids;
    const handle = ints[ids.window + (id & ids.mask)] as number;
    if (handle !== 0 && doubles[(handle >> 1) | 3] === id) return handle;
    return ids.findPushedOut(id);
  }

  front(price: number): number {
    return orderOrNone(this.memory.ints[this.levels.find(price)] as number);
  }

  behind(handle: number): number {
    return orderOrNone(this.memory.ints[handle] as number);
  }

  idOf(handle: number): number {
    return this.memory.doubles[(handle >> 1) | 3] as number;
  }

  accountOf(handle: number): number {
    return (this.memory.ints[handle | 3] as number) >> 1;
  }

  sideOf(handle: number): SideCode {
    return ((this.memory.ints[handle | 3] as number) & 1) as SideCode;
  }

  priceOf(handle: number): number {
    return this.memory.ints[handle | 2] as number;
  }

  leavesOf(handle: number): number {
    return this.memory.doubles[(handle >> 1) | 2] as number;
  }

  quantityAt(side: SideCode, price: number): number {
    // One bitmap for both sides: a price belongs to the side whose best price it is not beyond.
    if (side === 0 ? price > this.bestBid : price < this.bestAsk) return 0;
    return this.memory.doubles[(this.levels.find(price) >> 1) | 1] as number;
  }

  bidBelow(price: number): number {
    return price > this.bestBid ? this.bestBid : this.levels.below(price);
  }

  askAbove(price: number): number {
    return price < this.bestAsk ? this.bestAsk : this.levels.above(price);
  }

  checkInvariants(): void {
    assert(this.bestBid < this.bestAsk, () => `the book is crossed: ${this.bestBid} and ${this.bestAsk}`);
    const levels = this.levels;
    let count = 0;
    for (let price = this.bestBid; price !== noBid; price = levels.below(price)) count += this.#checkLevel(0, price);
    for (let price = this.bestAsk; price !== noAsk; price = levels.above(price)) count += this.#checkLevel(1, price);
    assert(count === this.ids.size, () => `${count} orders stand at levels, ${this.ids.size} in the id table`);
  }

  #checkLevel(side: SideCode, price: number): number {
    let sum = 0;
    let count = 0;
    let before = 0;
    for (let slot = this.front(price); slot !== 0; slot = this.behind(slot)) {
      assert(this.sideOf(slot) === side && this.priceOf(slot) === price, () => `order ${this.idOf(slot)} is misplaced`);
      assert(this.find(this.idOf(slot)) === slot, () => `order ${this.idOf(slot)} is not found by its id`);
      assert(orderOrNone(this.memory.ints[slot | 1] as number) === before, () => `links at ${price} disagree`);
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

  /** Makes what the insert found missing, and inserts. */
  #insertGrown(side: SideCode, price: number, quantity: number, account: number, id: number): number {
    if (this.memory.freeRecord === 0) this.memory.addRecords();
    this.levels.open(price);
    return this.insert(side, price, quantity, account, id);
  }

  /** What most inserts have no need of: the first order of a level marks it, and one whose place in the window is taken pushes that one out. */
  #insertedRare(side: SideCode, price: number, before: number, other: number): void {
    if (before < 0) this.#occupied(side, price);
    if (other !== 0) this.ids.pushOut(other);
  }

  #occupied(side: SideCode, price: number): void {
    this.levels.mark(price);
    if (side === 0) {
      if (price > this.bestBid) this.bestBid = price;
    } else if (price < this.bestAsk) this.bestAsk = price;
  }

  #emptied(price: number): void {
    const levels = this.levels;
    levels.clear(price);
    if (price === this.bestBid) this.bestBid = levels.below(price);
    else if (price === this.bestAsk) this.bestAsk = levels.above(price);
  }
}
