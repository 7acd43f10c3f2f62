/**
 * Price levels of one book: where each stands in the book's memory, and which of them have orders.
 *
 * Levels live in pages of 1024 ticks, made on demand and found through a directory, so that memory follows the prices in
 * use and not the price. A level is a record of 16 bytes: int32 first and last order's record (0 or less when empty), then its lots as float64,
 * over the same bytes. Behind a page's levels stand 32 words of bits for its occupied levels, and a word that says which of those are
 * not zero. One bitmap serves both sides, since a price is a bid or an ask but never both. Three tiers of 32 over the directory follow. The
 * next occupied price is a few `Math.clz32` away, however empty the book between.
 * Sizes stand as literals (10 bits of level in a page, 5 bits of word, 5 bits of bit; 4096 int32s of levels in a page, 4160 in
 * all): the engine does not fold a module's constants into machine code, and the book was a fifth slower with named ones.
 * An empty page goes back to the memory: a price that wanders for a year leaves no trail of pages.
 */
import type { BookMemory } from './book-memory.ts';

const pageLength = 4160;

export class PriceLevels {
  /** Where the directory begins, and its entries: a page's place by the price's upper bits, 0 when there is none. */
  declare directory: number;
  entries = 1024;
  declare private readonly memory: BookMemory;
  /** Directory entries with an occupied level; words of that; words of that again. */
  #tier0 = new Int32Array(32);
  #tier1 = new Int32Array(1);
  #tier2 = new Int32Array(1);

  constructor(memory: BookMemory) {
    this.memory = memory;
    this.directory = memory.claim(this.entries);
  }

  /** Level of a price, or 0 when its page does not exist. */
  find(price: number): number {
    const page = this.#page(price >>> 10);
    return page === 0 ? 0 : page + ((price & 1023) << 2);
  }

  /** Makes the page of a price, if need be. May grow the memory. */
  open(price: number): void {
    const entry = price >>> 10;
    if (entry >= this.entries) this.#growDirectory(entry);
    if (this.#page(entry) === 0) {
      const page = this.memory.claim(pageLength);
      this.memory.ints[this.directory + entry] = page;
    }
  }

  /** Notes that the level of a price is no longer empty. */
  mark(price: number): void {
    const { ints } = this.memory;
    const page = ints[this.directory + (price >>> 10)] as number;
    const word = (price & 1023) >>> 5;
    const at = page + 4096 + word;
    const before = ints[at] as number;
    ints[at] = before | (1 << (price & 31));
    if (before !== 0) return;
    const summary = ints[page + 4128] as number;
    ints[page + 4128] = summary | (1 << word);
    if (summary === 0) this.#markPage(price >>> 10);
  }

  /** Notes that the level of a price is empty. Its page may go. */
  clear(price: number): void {
    const { ints } = this.memory;
    const page = ints[this.directory + (price >>> 10)] as number;
    const word = (price & 1023) >>> 5;
    const at = page + 4096 + word;
    const after = (ints[at] as number) & ~(1 << (price & 31));
    ints[at] = after;
    if (after !== 0) return;
    const summary = (ints[page + 4128] as number) & ~(1 << word);
    ints[page + 4128] = summary;
    if (summary === 0) this.#clearPage(price >>> 10);
  }

  /** Lowest occupied price above, or `noAsk` (2^31 - 1). */
  above(price: number): number {
    let entry = price >>> 10;
    if (entry >= this.entries) return 0x7fffffff;
    const { ints } = this.memory;
    const page = ints[this.directory + entry] as number;
    if (page !== 0) {
      let word = (price & 1023) >>> 5;
      const rest = (ints[page + 4096 + word] as number) & (-2 << (price & 31));
      if (rest !== 0) return (entry << 10) | (word << 5) | lowestBit(rest);
      const words = (ints[page + 4128] as number) & (-2 << word);
      if (words !== 0) {
        word = lowestBit(words);
        return (entry << 10) | (word << 5) | lowestBit(ints[page + 4096 + word] as number);
      }
    }
    entry = this.#entryAbove(entry);
    if (entry < 0) return 0x7fffffff;
    const found = ints[this.directory + entry] as number;
    const word = lowestBit(ints[found + 4128] as number);
    return (entry << 10) | (word << 5) | lowestBit(ints[found + 4096 + word] as number);
  }

  /** Highest occupied price below, or `noBid` (-1). */
  below(price: number): number {
    const { ints } = this.memory;
    let entry = price >>> 10;
    if (entry >= this.entries) entry = this.entries;
    else {
      const page = ints[this.directory + entry] as number;
      if (page !== 0) {
        let word = (price & 1023) >>> 5;
        const rest = (ints[page + 4096 + word] as number) & ((1 << (price & 31)) - 1);
        if (rest !== 0) return (entry << 10) | (word << 5) | highestBit(rest);
        const words = (ints[page + 4128] as number) & ((1 << word) - 1);
        if (words !== 0) {
          word = highestBit(words);
          return (entry << 10) | (word << 5) | highestBit(ints[page + 4096 + word] as number);
        }
      }
    }
    entry = this.#entryBelow(entry);
    if (entry < 0) return -1;
    const found = ints[this.directory + entry] as number;
    const word = highestBit(ints[found + 4128] as number);
    return (entry << 10) | (word << 5) | highestBit(ints[found + 4096 + word] as number);
  }

  #page(entry: number): number {
    return entry < this.entries ? (this.memory.ints[this.directory + entry] as number) : 0;
  }

  /** Next directory entry with an occupied level above, or -1. */
  #entryAbove(entry: number): number {
    let at0 = entry >>> 5;
    let bits = (this.#tier0[at0] as number) & (-2 << (entry & 31));
    if (bits === 0) {
      let at1 = at0 >>> 5;
      let bits1 = (this.#tier1[at1] as number) & (-2 << (at0 & 31));
      if (bits1 === 0) {
        let at2 = at1 >>> 5;
        let bits2 = (this.#tier2[at2] as number) & (-2 << (at1 & 31));
        while (bits2 === 0) {
          if (++at2 >= this.#tier2.length) return -1;
          bits2 = this.#tier2[at2] as number;
        }
        at1 = (at2 << 5) | lowestBit(bits2);
        bits1 = this.#tier1[at1] as number;
      }
      at0 = (at1 << 5) | lowestBit(bits1);
      bits = this.#tier0[at0] as number;
    }
    return (at0 << 5) | lowestBit(bits);
  }

  /** Next directory entry with an occupied level below, or -1. `entry` may be one past the directory. */
  #entryBelow(entry: number): number {
    let at0 = entry >>> 5;
    let bits = at0 < this.#tier0.length ? (this.#tier0[at0] as number) & ((1 << (entry & 31)) - 1) : 0;
    if (bits === 0) {
      let at1 = at0 >>> 5;
      let bits1 = at1 < this.#tier1.length ? (this.#tier1[at1] as number) & ((1 << (at0 & 31)) - 1) : 0;
      if (bits1 === 0) {
        let at2 = at1 >>> 5;
        let bits2 = at2 < this.#tier2.length ? (this.#tier2[at2] as number) & ((1 << (at1 & 31)) - 1) : 0;
        while (bits2 === 0) {
          if (--at2 < 0) return -1;
          bits2 = this.#tier2[at2] as number;
        }
        at1 = (at2 << 5) | highestBit(bits2);
        bits1 = this.#tier1[at1] as number;
      }
      at0 = (at1 << 5) | highestBit(bits1);
      bits = this.#tier0[at0] as number;
    }
    return (at0 << 5) | highestBit(bits);
  }

  #markPage(entry: number): void {
    const at0 = entry >>> 5;
    const at1 = at0 >>> 5;
    orBits(this.#tier0, at0, 1 << (entry & 31));
    orBits(this.#tier1, at1, 1 << (at0 & 31));
    orBits(this.#tier2, at1 >>> 5, 1 << (at1 & 31));
  }

  #clearPage(entry: number): void {
    const at0 = entry >>> 5;
    const at1 = at0 >>> 5;
    if (clearBits(this.#tier0, at0, 1 << (entry & 31)) === 0) {
      if (clearBits(this.#tier1, at1, 1 << (at0 & 31)) === 0) clearBits(this.#tier2, at1 >>> 5, 1 << (at1 & 31));
    }
    const at = this.directory + entry;
    this.memory.release(this.memory.ints[at] as number, pageLength);
    this.memory.ints[at] = 0;
  }

  #growDirectory(entry: number): void {
    let entries = this.entries;
    while (entries <= entry) entries *= 2;
    const directory = this.memory.claim(entries);
    const { ints } = this.memory;
    ints.copyWithin(directory, this.directory, this.directory + this.entries);
    ints.fill(0, this.directory, this.directory + this.entries);
    this.memory.release(this.directory, this.entries);
    this.directory = directory;
    this.entries = entries;
    this.#tier0 = grown(this.#tier0, entries >>> 5);
    this.#tier1 = grown(this.#tier1, Math.ceil(entries / 1024));
    this.#tier2 = grown(this.#tier2, Math.ceil(entries / 32_768));
  }
}

/** Shifting -2 by n keeps the bits above n, and none for n = 31; that is why no tier treats its last bit apart. */
function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

function highestBit(bits: number): number {
  return 31 - Math.clz32(bits);
}

function orBits(words: Int32Array, at: number, bits: number): void {
  words[at] = (words[at] as number) | bits;
}

function clearBits(words: Int32Array, at: number, bits: number): number {
  const left = (words[at] as number) & ~bits;
  words[at] = left;
  return left;
}

function grown(words: Int32Array, length: number): Int32Array<ArrayBuffer> {
  const result = new Int32Array(length);
  result.set(words);
  return result;
}
