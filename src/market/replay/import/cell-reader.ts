/**
 * The cells of one CSV row, straight from bytes to exact numbers. One loop over all cells, no calls, no strings: this is where
 * an import spends its time. What is wrong is only noted by column; making a sentence of it is the caller's business.
 */
import { decimalsMax, power } from './columns.ts';
import { readDecimal } from './decimal-text.ts';

/** What a cell holds. */
export const cell = {
  skip: 0,
  /** Decimal digits. */
  whole: 1,
  /** `digits[.digits]`. */
  decimal: 2,
  /** True or False, true or false, 1 or 0. */
  truth: 3,
  /** buy or sell. */
  side: 4,
  /** Anything; the caller reads it. */
  text: 5,
} as const;

const lf = 10;
const cr = 13;
const comma = 44;
const point = 46;
const zero = 48;
const nine = 9;
const lowerCase = 32;

export class CellReader {
  /** A `cell` code per column. */
  readonly #types: Uint8Array;
  /** Per column, of the row read last: a decimal's digits without point and trailing zeros; truth and sell are 1. */
  readonly values: Float64Array;
  /** Per column: how many of a decimal's digits stood behind the point. */
  readonly decimals: Uint8Array;
  /** Per column: where the cell began. */
  readonly starts: Float64Array;
  /** Column of the first wrong cell; the number of columns when the row has too many. */
  fault = 0;

  constructor(types: readonly number[]) {
    this.#types = Uint8Array.from(types);
    this.values = new Float64Array(types.length);
    this.decimals = new Uint8Array(types.length);
    this.starts = new Float64Array(types.length);
  }

  /** Reads the row at `start`, which must end with a line feed. Returns where the next one begins, or -1 at a fault. */
  read(bytes: Uint8Array, start: number): number {
    const types = this.#types;
    const count = types.length;
    let at = start;
    let byte = 0;
    for (let column = 0; column < count; column++) {
      if (column > 0) {
        if (byte !== comma) return this.#wrong(column);
        at++;
      }
      const from = at;
      this.starts[column] = from;
      byte = bytes[at] as number;
      const type = types[column];
      let value = 0;
      if (type === cell.whole || type === cell.decimal) {
        // Nine digits fit a 32-bit integer: two of them are quicker than one double, which is made at the end.
        let high = 0;
        let low = 0;
        let count = 0;
        let zeros = 0;
        let whole = -1;
        for (; ; byte = bytes[++at] as number) {
          const digit = byte - zero;
          if (digit >= 0 && digit <= 9) {
            if (count < nine) high = (high * 10 + digit) | 0;
            else low = (low * 10 + digit) | 0;
            count++;
            zeros = digit === 0 ? zeros + 1 : 0;
          } else if (byte === point && type === cell.decimal && whole < 0) whole = count;
          else break;
        }
        if (count === 0 || whole === 0 || whole === count) return this.#wrong(column);
        let decimals = whole < 0 ? 0 : count - whole;
        value = count <= nine ? high : high * power(count - nine) + low;
        if (count > 2 * nine || value > Number.MAX_SAFE_INTEGER) {
          const long = readDecimal(textOf(bytes, from, at));
          if (long === undefined) return this.#wrong(column);
          value = long.digits;
          decimals = long.decimals;
        } else {
          const cut = Math.min(zeros, decimals);
          if (cut > 0) value /= power(cut);
          decimals -= cut;
        }
        if (decimals > decimalsMax) return this.#wrong(column);
        this.decimals[column] = decimals;
      } else {
        while (byte !== comma && byte !== lf) byte = bytes[++at] as number;
        if (type === cell.truth) value = truth(bytes, from, at);
        else if (type === cell.side) value = side(bytes, from, at);
        if (value < 0) return this.#wrong(column);
      }
      if (byte !== comma && byte !== lf && byte !== cr) return this.#wrong(column);
      this.values[column] = value;
    }
    if (byte === cr) byte = bytes[++at] as number;
    return byte === lf ? at + 1 : this.#wrong(count);
  }

  #wrong(column: number): -1 {
    this.fault = column;
    return -1;
  }
}

/** 1, 0, or -1 for neither. */
function truth(bytes: Uint8Array, from: number, to: number): number {
  if (isWord(bytes, from, to, trueWord) || isWord(bytes, from, to, one)) return 1;
  return isWord(bytes, from, to, falseWord) || isWord(bytes, from, to, nought) ? 0 : -1;
}

function side(bytes: Uint8Array, from: number, to: number): number {
  return isWord(bytes, from, to, sellWord) ? 1 : isWord(bytes, from, to, buyWord) ? 0 : -1;
}

function isWord(bytes: Uint8Array, from: number, to: number, word: Uint8Array): boolean {
  const end = bytes[to - 1] === cr ? to - 1 : to;
  if (end - from !== word.length) return false;
  for (let i = 0; i < word.length; i++) {
    if (((bytes[from + i] as number) | lowerCase) !== word[i]) return false;
  }
  return true;
}

function textOf(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to));
}

/** Compared in lower case; digits are that already. */
const trueWord = letters('true');
const falseWord = letters('false');
const buyWord = letters('buy');
const sellWord = letters('sell');
const one = letters('1');
const nought = letters('0');

function letters(word: string): Uint8Array {
  return Uint8Array.from(word, (letter) => letter.charCodeAt(0));
}
