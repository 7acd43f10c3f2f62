/** Whole numbers in as few bytes as they need: seven bits a byte, low first, for 0 to 2^53 - 1; signed ones zigzag. */
export class VarintWriter {
  #bytes = new Uint8Array(65_536);
  #length = 0;

  whole(value: number): void {
    if (this.#length + 8 > this.#bytes.length) this.#grow();
    const bytes = this.#bytes;
    let at = this.#length;
    let rest = value;
    while (rest >= 0x1_0000_0000) {
      bytes[at++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    let low = rest >>> 0;
    while (low >= 128) {
      bytes[at++] = (low & 127) | 0x80;
      low >>>= 7;
    }
    bytes[at++] = low;
    this.#length = at;
  }

  signed(value: number): void {
    this.whole(value < 0 ? -value * 2 - 1 : value * 2);
  }

  take(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #grow(): void {
    const grown = new Uint8Array(this.#bytes.length * 2);
    grown.set(this.#bytes);
    this.#bytes = grown;
  }
}

/** Undefined behaviour doesn't exist: a cut or overlong number throws `RangeError`. */
export class VarintReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  whole(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new RangeError(`expected a number at byte ${this.#at - 1}, found the end`);
      value += (byte & 127) * factor;
      if (byte < 128) break;
      factor *= 128;
    }
    if (value > Number.MAX_SAFE_INTEGER) throw new RangeError(`expected a number below 2^53 before byte ${this.#at}`);
    return value;
  }

  signed(): number {
    const value = this.whole();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
