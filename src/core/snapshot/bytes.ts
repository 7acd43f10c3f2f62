/**
 * Little-endian byte writer and reader of snapshots and of journal batches: growing, bounds-checked, no dependencies.
 * A reader that runs past its end throws `SnapshotError`, so that a cut file is a named error and not a wrong state.
 */
import { assert } from '../assert.ts';

export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
}

/** Of seven bits each. */
const uintBytesMax = 8;
/** Below it integer instructions do. */
const smallLimit = 2 ** 31;
/** Characters that are made into a text at once. */
const pieceMax = 1024;
/** Texts up to so many characters have a list each kept for their length. */
const keptMax = 64;

export class ByteWriter {
  #bytes: Uint8Array;
  #view: DataView;
  #length = 0;

  constructor(capacity = 1024) {
    this.#bytes = new Uint8Array(capacity);
    this.#view = new DataView(this.#bytes.buffer);
  }

  get length(): number {
    return this.#length;
  }

  u8(value: number): void {
    const at = this.#claim(1);
    this.#view.setUint8(at, value);
  }

  u32(value: number): void {
    const at = this.#claim(4);
    this.#view.setUint32(at, value, true);
  }

  i32(value: number): void {
    const at = this.#claim(4);
    this.#view.setInt32(at, value, true);
  }

  f64(value: number): void {
    const at = this.#claim(8);
    this.#view.setFloat64(at, value, true);
  }

  /** Any bigint: sign, byte count, magnitude. */
  bigint(value: bigint): void {
    let rest = value < 0n ? -value : value;
    const bytes: number[] = [];
    while (rest > 0n) {
      bytes.push(Number(rest & 0xffn));
      rest >>= 8n;
    }
    this.u8(value < 0n ? 1 : 0);
    this.u32(bytes.length);
    for (const byte of bytes) this.u8(byte);
  }

  /** A whole number from 0 to 2^53 - 1 in as few bytes as it needs: seven bits a byte, lowest first. */
  uint(value: number): void {
    assert(value >= 0 && Number.isSafeInteger(value), 'a number that is not whole, or below zero, cannot be written');
    let at = this.#claim(uintBytesMax);
    const bytes = this.#bytes;
    let rest = value;
    while (rest >= smallLimit) {
      bytes[at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    let small = rest | 0;
    while (small >= 128) {
      bytes[at++] = (small & 127) | 128;
      small >>= 7;
    }
    bytes[at++] = small;
    this.#length = at;
  }

  /**
   * Any text: its length, then one byte a character where all are below 0x80, else UTF-16 code units; so that no text encoder (a
   * platform's part) is needed.
   */
  text(value: string): void {
    const before = this.#length;
    this.uint(value.length * 2);
    if (this.ascii(value) < 0x80) return;
    this.#length = before;
    this.uint(value.length * 2 + 1);
    for (let i = 0; i < value.length; i++) {
      const at = this.#claim(2);
      this.#view.setUint16(at, value.charCodeAt(i), true);
    }
  }

  /** One byte a character, without their count. Returns the bits that any of them has: below 0x80 nothing was lost. */
  ascii(value: string): number {
    const at = this.#claim(value.length);
    const bytes = this.#bytes;
    let bits = 0;
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      bytes[at + i] = code;
      bits |= code;
    }
    return bits;
  }

  bytes(value: Uint8Array): void {
    this.u32(value.length);
    const at = this.#claim(value.length);
    this.#bytes.set(value, at);
  }

  /** What was written, without a copy; nothing is written behind it any more. */
  finish(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** A copy of what was written. */
  take(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  /** Must come before `#view` is read: growing replaces it. */
  #claim(size: number): number {
    const at = this.#length;
    const end = at + size;
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      grown.set(this.#bytes);
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    }
    this.#length = end;
    return at;
  }
}

export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  /** By length. */
  readonly #lists: number[][] = [];
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  u8(): number {
    return this.#view.getUint8(this.#claim(1));
  }

  u32(): number {
    return this.#view.getUint32(this.#claim(4), true);
  }

  i32(): number {
    return this.#view.getInt32(this.#claim(4), true);
  }

  f64(): number {
    return this.#view.getFloat64(this.#claim(8), true);
  }

  bigint(): bigint {
    const negative = this.u8() === 1;
    const count = this.u32();
    let value = 0n;
    for (let i = 0; i < count; i++) value |= BigInt(this.u8()) << BigInt(8 * i);
    return negative ? -value : value;
  }

  uint(): number {
    const bytes = this.#bytes;
    let at = this.#at;
    let byte = bytes[at++] ?? this.#short(at);
    let value = byte & 127;
    for (let weight = 128; byte >= 128; weight *= 128) {
      byte = bytes[at++] ?? this.#short(at);
      value += (byte & 127) * weight;
    }
    this.#at = at;
    return value;
  }

  text(): string {
    const length = this.uint();
    const count = Math.floor(length / 2);
    return length % 2 === 0 ? this.ascii(count) : this.#wide(count);
  }

  /** So many characters of one byte each. */
  ascii(count: number): string {
    const at = this.#claim(count);
    const bytes = this.#bytes;
    if (count > keptMax) return this.#made(count, (index) => bytes[at + index] as number);
    const codes = this.#listOf(count);
    for (let index = 0; index < count; index++) codes[index] = bytes[at + index] as number;
    return String.fromCharCode.apply(undefined, codes);
  }

  bytes(): Uint8Array {
    const count = this.u32();
    const at = this.#claim(count);
    return this.#bytes.slice(at, at + count);
  }

  #wide(count: number): string {
    const at = this.#claim(count * 2);
    return this.#made(count, (index) => this.#view.getUint16(at + index * 2, true));
  }

  /** From lists of characters: a text that grew by one at a time took up to twenty times as long. */
  #made(count: number, codeAt: (index: number) => number): string {
    let text = '';
    for (let from = 0; from < count; from += pieceMax) {
      const codes = this.#listOf(Math.min(count - from, pieceMax));
      for (let i = 0; i < codes.length; i++) codes[i] = codeAt(from + i);
      text += String.fromCharCode.apply(undefined, codes);
    }
    return text;
  }

  /** A list to be written over. One for each length: to give a list another costs as much as half a text. */
  #listOf(length: number): number[] {
    const kept = this.#lists[length];
    if (kept !== undefined) return kept;
    const list = Array.from({ length }, () => 0);
    if (length <= keptMax) this.#lists[length] = list;
    return list;
  }

  #short(at: number): never {
    throw new SnapshotError(`expected more bytes at offset ${at - 1}, found the end`);
  }

  #claim(size: number): number {
    const at = this.#at;
    if (at + size > this.#bytes.length) {
      throw new SnapshotError(`expected ${size} more bytes at offset ${at}, found ${this.#bytes.length - at}`);
    }
    this.#at = at + size;
    return at;
  }
}

/** What stands at a place of a list. Throws `SnapshotError` when nothing does. */
export function named<T>(names: readonly T[], code: number): T {
  const name = names[code];
  if (name === undefined) throw new SnapshotError(`expected a code below ${names.length}, found ${code}`);
  return name;
}
