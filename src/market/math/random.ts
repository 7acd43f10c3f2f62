/**
 * sfc32: a small fast generator of 32-bit words (Chris Doty-Humphrey's design, in PractRand). Its four words of state go
 * into snapshots. Each purpose has a stream of its own, seeded from a text, so that one purpose drawing more or less never
 * shifts another.
 */
import type { ByteReader, ByteWriter } from '../../core/snapshot/bytes.ts';

const TO_UNIT = 1 / 4294967296;

export class Random {
  #a = 0;
  #b = 0;
  #c = 0;
  #counter = 0;

  /** The stream is a function of this text alone. */
  constructor(seed: string) {
    this.#a = hashText(seed, 0x9e3779b9);
    this.#b = hashText(seed, 0x85ebca6b);
    this.#c = hashText(seed, 0xc2b2ae35);
    this.#counter = 1;
    for (let i = 0; i < 16; i++) this.word();
  }

  /** A whole number from 0 to 2^32 - 1. */
  word(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }

  /** Strictly between 0 and 1, in steps of 2^-32. */
  uniform(): number {
    return (this.word() + 0.5) * TO_UNIT;
  }

  encode(out: ByteWriter): void {
    out.i32(this.#a);
    out.i32(this.#b);
    out.i32(this.#c);
    out.i32(this.#counter);
  }

  decode(input: ByteReader): void {
    this.#a = input.i32();
    this.#b = input.i32();
    this.#c = input.i32();
    this.#counter = input.i32();
  }
}

/** 32-bit hash of UTF-16 code units: multiply and rotate per unit, then an avalanche (constants of MurmurHash3). */
function hashText(text: string, start: number): number {
  let hash = start | 0;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0xcc9e2d51);
    hash = (hash << 13) | (hash >>> 19);
  }
  hash = Math.imul(hash ^ text.length ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
