/**
 * Order id to pool slot: open addressing over pairs of int32, multiplicative hash, linear probing, and removal by shifting
 * back, so there are no tombstones and a table that lives for a year probes as short as a new one.
 *
 * The multiplier is 2^32 over the golden ratio. Keys are the low 32 bits of an id. Two resting orders of one symbol would have to be 2^32 orders apart to share them; the
 * book compares the whole id, and the table then goes on probing (`after`).
 */
export class IdTable {
  /** [key, slot] pairs; slot 0 marks a free place. */
  declare private pairs: Int32Array;
  declare private shift: number;
  declare private mask: number;
  #count = 0;

  constructor(sizeLog2 = 8) {
    this.pairs = new Int32Array(2 << sizeLog2);
    this.shift = 32 - sizeLog2;
    this.mask = (1 << sizeLog2) - 1;
  }

  get size(): number {
    return this.#count;
  }

  /** Every slot in the table, as of now. */
  slots(): number[] {
    const result: number[] = [];
    for (let at = 1; at < this.pairs.length; at += 2) if (this.pairs[at] !== 0) result.push(this.pairs[at] as number);
    return result;
  }

  insert(key: number, slot: number): void {
    // At most half full: probes stay near one.
    if (this.#count << 1 > this.mask) this.#grow();
    this.#count++;
    this.#put(key | 0, slot);
  }

  /** Slot of the first entry with this key, or 0. */
  find(key: number): number {
    const pairs = this.pairs;
    const mask = this.mask;
    const low = key | 0;
    let at = Math.imul(low, 0x9e3779b1) >>> this.shift;
    for (;;) {
      const slot = pairs[(at << 1) | 1] as number;
      if (slot === 0 || pairs[at << 1] === low) return slot;
      at = (at + 1) & mask;
    }
  }

  /** The next slot with the key of `slot`'s entry, or 0. */
  after(key: number, slot: number): number {
    const pairs = this.pairs;
    const mask = this.mask;
    const low = key | 0;
    let at = (this.#placeOf(low, slot) + 1) & mask;
    for (;;) {
      const found = pairs[(at << 1) | 1] as number;
      if (found === 0 || pairs[at << 1] === low) return found;
      at = (at + 1) & mask;
    }
  }

  /** Removes the entry of this key and slot, which must be there. */
  remove(key: number, slot: number): void {
    const pairs = this.pairs;
    const mask = this.mask;
    const shift = this.shift;
    let hole = this.#placeOf(key | 0, slot);
    this.#count--;
    let at = hole;
    for (;;) {
      at = (at + 1) & mask;
      const moved = pairs[(at << 1) | 1] as number;
      if (moved === 0) break;
      const home = Math.imul(pairs[at << 1] as number, 0x9e3779b1) >>> shift;
      // The entry may fill the hole only if its home is not between the hole and its place.
      if (((at - home) & mask) >= ((at - hole) & mask)) {
        pairs[hole << 1] = pairs[at << 1] as number;
        pairs[(hole << 1) | 1] = moved;
        hole = at;
      }
    }
    pairs[(hole << 1) | 1] = 0;
  }

  #placeOf(low: number, slot: number): number {
    const pairs = this.pairs;
    const mask = this.mask;
    let at = Math.imul(low, 0x9e3779b1) >>> this.shift;
    while (pairs[(at << 1) | 1] !== slot) at = (at + 1) & mask;
    return at;
  }

  #put(low: number, slot: number): void {
    const pairs = this.pairs;
    const mask = this.mask;
    let at = Math.imul(low, 0x9e3779b1) >>> this.shift;
    while (pairs[(at << 1) | 1] !== 0) at = (at + 1) & mask;
    pairs[at << 1] = low;
    pairs[(at << 1) | 1] = slot;
  }

  #grow(): void {
    const old = this.pairs;
    this.pairs = new Int32Array(old.length * 2);
    this.shift--;
    this.mask = this.mask * 2 + 1;
    for (let at = 0; at < old.length; at += 2) {
      const slot = old[at + 1] as number;
      if (slot !== 0) this.#put(old[at] as number, slot);
    }
  }
}
