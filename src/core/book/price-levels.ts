/**
 * Price levels of one book: which prices have orders, the queue's two ends, and the lots at each.
 *
 * Levels live in pages of 1024 ticks, made on demand and found through a directory, so that memory follows the prices in
 * use and not the price. A level's number is its place in the pages; 0 means none (page 0 is never used). One bitmap serves
 * both sides, since a price is a bid or an ask but never both. It has five tiers of 32: words and a summary inside a page, then
 * three tiers over the directory. The next occupied price is a few `Math.clz32` away, however empty the book between.
 * Sizes stand as literals (10 bits of level in a page, 5 bits of word, 5 bits of bit): the engine does not fold a module's
 * constants into machine code, and the book was a fifth slower with named ones.
 * An empty page goes back to a free list: a price that wanders for a year leaves no trail of pages.
 */
export class PriceLevels {
  /**
   * A level's record, 16 bytes in one cache line: first and last order's slot as int32 (0 when empty), then its lots as
   * float64, over the same bytes.
   */
  #ints: Int32Array;
  #doubles: Float64Array;
  /** Occupied levels of a page, 32 words; and which of those words are not zero. */
  #words: Int32Array;
  #summaries: Int32Array;
  /** First price of a page. */
  #bases: Int32Array;
  #pageTop = 1;
  readonly #freePages: number[] = [];
  /** Page of a price's upper bits; 0 when none. Its size is a field, since a typed array's own length is dear to ask. */
  #directory: Int32Array;
  #directorySize = 1024;
  /** Directory entries with an occupied level; words of that; words of that again. */
  #tier0: Int32Array;
  #tier1: Int32Array;
  #tier2: Int32Array;

  constructor() {
    const pages = 4;
    const bytes = new ArrayBuffer(pages << 14);
    this.#ints = new Int32Array(bytes);
    this.#doubles = new Float64Array(bytes);
    this.#words = new Int32Array(pages << 5);
    this.#summaries = new Int32Array(pages);
    this.#bases = new Int32Array(pages);
    this.#directory = new Int32Array(this.#directorySize);
    this.#tier0 = new Int32Array(32);
    this.#tier1 = new Int32Array(1);
    this.#tier2 = new Int32Array(1);
  }

  /** Level of a price, or 0 when its page does not exist. */
  find(price: number): number {
    const entry = price >>> 10;
    if (entry >= this.#directorySize) return 0;
    const page = this.#directory[entry] as number;
    return page === 0 ? 0 : (page << 10) | (price & 1023);
  }

  /** Level of a price, its page made if need be. */
  open(price: number): number {
    const entry = price >>> 10;
    if (entry >= this.#directorySize) this.#growDirectory(entry);
    let page = this.#directory[entry] as number;
    if (page === 0) page = this.#openPage(entry);
    return (page << 10) | (price & 1023);
  }

  priceOf(level: number): number {
    return (this.#bases[level >>> 10] as number) | (level & 1023);
  }

  /** Slot of the oldest order at a level, 0 for none. */
  first(level: number): number {
    return this.#ints[level << 2] as number;
  }

  setFirst(level: number, slot: number): void {
    this.#ints[level << 2] = slot;
  }

  /** Slot of the youngest order at a level, 0 for none. */
  last(level: number): number {
    return this.#ints[(level << 2) | 1] as number;
  }

  setLast(level: number, slot: number): void {
    this.#ints[(level << 2) | 1] = slot;
  }

  /** Lots at a level. */
  quantity(level: number): number {
    return this.#doubles[(level << 1) | 1] as number;
  }

  /** Adds lots, or takes them away; returns what is there then. */
  add(level: number, quantity: number): number {
    const sum = (this.#doubles[(level << 1) | 1] as number) + quantity;
    this.#doubles[(level << 1) | 1] = sum;
    return sum;
  }

  /** Notes that a level is no longer empty. */
  mark(level: number): void {
    const word = level >>> 5;
    const before = this.#words[word] as number;
    this.#words[word] = before | (1 << (level & 31));
    if (before !== 0) return;
    const page = level >>> 10;
    const summary = this.#summaries[page] as number;
    this.#summaries[page] = summary | (1 << (word & 31));
    if (summary === 0) this.#markPage(page);
  }

  /** Notes that a level is empty. Its page may go: the level's number is not valid afterwards. */
  clear(level: number): void {
    const word = level >>> 5;
    const after = (this.#words[word] as number) & ~(1 << (level & 31));
    this.#words[word] = after;
    if (after !== 0) return;
    const page = level >>> 10;
    const summary = (this.#summaries[page] as number) & ~(1 << (word & 31));
    this.#summaries[page] = summary;
    if (summary === 0) this.#clearPage(page);
  }

  /** Lowest occupied price above, or `noAsk` (2^31 - 1). */
  above(price: number): number {
    let entry = price >>> 10;
    if (entry >= this.#directorySize) return 0x7fffffff;
    const page = this.#directory[entry] as number;
    if (page !== 0) {
      const offset = price & 1023;
      let word = offset >>> 5;
      const first = (page << 5) | word;
      const rest = (this.#words[first] as number) & (-2 << (offset & 31));
      if (rest !== 0) return (entry << 10) | (word << 5) | lowestBit(rest);
      const words = (this.#summaries[page] as number) & (-2 << word);
      if (words !== 0) {
        word = lowestBit(words);
        return (entry << 10) | (word << 5) | lowestBit(this.#words[(page << 5) | word] as number);
      }
    }
    entry = this.#entryAbove(entry);
    if (entry < 0) return 0x7fffffff;
    const found = this.#directory[entry] as number;
    const word = lowestBit(this.#summaries[found] as number);
    return (entry << 10) | (word << 5) | lowestBit(this.#words[(found << 5) | word] as number);
  }

  /** Highest occupied price below, or `noBid` (-1). */
  below(price: number): number {
    let entry = price >>> 10;
    if (entry >= this.#directorySize) entry = this.#directorySize;
    else {
      const page = this.#directory[entry] as number;
      if (page !== 0) {
        const offset = price & 1023;
        let word = offset >>> 5;
        const first = (page << 5) | word;
        const rest = (this.#words[first] as number) & ((1 << (offset & 31)) - 1);
        if (rest !== 0) return (entry << 10) | (word << 5) | highestBit(rest);
        const words = (this.#summaries[page] as number) & ((1 << word) - 1);
        if (words !== 0) {
          word = highestBit(words);
          return (entry << 10) | (word << 5) | highestBit(this.#words[(page << 5) | word] as number);
        }
      }
    }
    entry = this.#entryBelow(entry);
    if (entry < 0) return -1;
    const found = this.#directory[entry] as number;
    const word = highestBit(this.#summaries[found] as number);
    return (entry << 10) | (word << 5) | highestBit(this.#words[(found << 5) | word] as number);
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

  #markPage(page: number): void {
    const entry = (this.#bases[page] as number) >>> 10;
    const at0 = entry >>> 5;
    const at1 = at0 >>> 5;
    orBits(this.#tier0, at0, 1 << (entry & 31));
    orBits(this.#tier1, at1, 1 << (at0 & 31));
    orBits(this.#tier2, at1 >>> 5, 1 << (at1 & 31));
  }

  #clearPage(page: number): void {
    const entry = (this.#bases[page] as number) >>> 10;
    const at0 = entry >>> 5;
    const at1 = at0 >>> 5;
    if (clearBits(this.#tier0, at0, 1 << (entry & 31)) === 0) {
      if (clearBits(this.#tier1, at1, 1 << (at0 & 31)) === 0) clearBits(this.#tier2, at1 >>> 5, 1 << (at1 & 31));
    }
    this.#directory[entry] = 0;
    this.#freePages.push(page);
  }

  #openPage(entry: number): number {
    let page = this.#freePages.pop();
    if (page === undefined) {
      if (this.#pageTop === this.#summaries.length) this.#growPages();
      page = this.#pageTop++;
    }
    this.#directory[entry] = page;
    this.#bases[page] = entry << 10;
    return page;
  }

  #growPages(): void {
    this.#ints = grown(this.#ints, this.#ints.length * 2);
    this.#doubles = new Float64Array(this.#ints.buffer as ArrayBuffer);
    this.#words = grown(this.#words, this.#words.length * 2);
    this.#bases = grown(this.#bases, this.#bases.length * 2);
    this.#summaries = grown(this.#summaries, this.#summaries.length * 2);
  }

  #growDirectory(entry: number): void {
    let length = this.#directorySize;
    while (length <= entry) length *= 2;
    this.#directory = grown(this.#directory, length);
    this.#directorySize = length;
    this.#tier0 = grown(this.#tier0, length >>> 5);
    this.#tier1 = grown(this.#tier1, Math.ceil(length / 1024));
    this.#tier2 = grown(this.#tier2, Math.ceil(length / 32_768));
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
