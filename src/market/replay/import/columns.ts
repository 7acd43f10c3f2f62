/** Growing columns of an import: plain numbers, bytes, and exact decimals with one scale for the whole column. A view is of the column itself. */
const firstCapacity = 1024;

export class NumberColumn {
  #values = new Float64Array(firstCapacity);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) this.#values = grown(this.#values, new Float64Array(this.length * 2));
    this.#values[this.length++] = value;
  }

  at(index: number): number {
    return this.#values[index] ?? 0;
  }

  view(): Float64Array {
    return this.#values.subarray(0, this.length);
  }
}

export class ByteColumn {
  #values = new Uint8Array(firstCapacity);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) this.#values = grown(this.#values, new Uint8Array(this.length * 2));
    this.#values[this.length++] = value;
  }

  at(index: number): number {
    return this.#values[index] ?? 0;
  }

  set(index: number, value: number): void {
    this.#values[index] = value;
  }

  view(): Uint8Array {
    return this.#values.subarray(0, this.length);
  }
}

/**
 * Decimals as whole numbers of 10^-scale. The scale is the finest seen so far: when a finer value comes, what is already there
 * is multiplied up, which happens a handful of times per file.
 */
export class DecimalColumn {
  #values = new Float64Array(firstCapacity);
  length = 0;
  scale = 0;
  #largest = 0;

  /** Digits without point and trailing zeros, and how many of them stood behind the point. False if it can't be kept exactly. */
  push(digits: number, decimals: number): boolean {
    if (decimals > this.scale && !this.#refine(decimals)) return false;
    const value = decimals === this.scale ? digits : digits * power(this.scale - decimals);
    if (value > Number.MAX_SAFE_INTEGER) return false;
    if (value > this.#largest) this.#largest = value;
    if (this.length === this.#values.length) this.#values = grown(this.#values, new Float64Array(this.length * 2));
    this.#values[this.length++] = value;
    return true;
  }

  get largest(): number {
    return this.#largest;
  }

  at(index: number): number {
    return this.#values[index] ?? 0;
  }

  view(): Float64Array {
    return this.#values.subarray(0, this.length);
  }

  #refine(decimals: number): boolean {
    if (decimals > decimalsMax) return false;
    const factor = power(decimals - this.scale);
    if (this.#largest * factor > Number.MAX_SAFE_INTEGER) return false;
    for (let i = 0; i < this.length; i++) this.#values[i] = this.at(i) * factor;
    this.#largest *= factor;
    this.scale = decimals;
    return true;
  }
}

/** Finest decimal a file may carry. */
export const decimalsMax = 15;

const powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

/** 10^exponent, exact, for 0 to 15; NaN outside, which no test passes. */
export function power(exponent: number): number {
  return powers[exponent] ?? Number.NaN;
}

function grown<T extends Float64Array | Uint8Array>(values: T, larger: T): T {
  larger.set(values);
  return larger;
}
