/** sfc32: small fast counting generator, 32-bit integers only, so that it draws the same everywhere. */
export class Sfc32 {
  #a: number;
  #b = 0x243f6a88;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    this.#a = 0x9e3779b9 ^ seed;
    this.#c = 0xb7e15162 ^ (seed << 7);
    for (let i = 0; i < 20; i++) this.#word();
  }

  /** In [0, 1). */
  next(): number {
    return this.#word() / 2 ** 32;
  }

  /** A whole number in [0, bound). */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  #word(): number {
    const result = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (this.#c << 21) | (this.#c >>> 11);
    this.#c = (this.#c + result) | 0;
    return result >>> 0;
  }
}
