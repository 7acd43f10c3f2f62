/**
 * Little-endian byte writer and reader of snapshots and of journal batches: growing, bounds-checked, no dependencies.
 * A reader that runs past its end throws `SnapshotError`, so that a cut file is a named error and not a wrong state.
 */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
}

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

  /** UTF-16 code units, so that no text encoder (a platform's part) is needed. */
  text(value: string): void {
    this.u32(value.length);
    for (let i = 0; i < value.length; i++) {
      const at = this.#claim(2);
      this.#view.setUint16(at, value.charCodeAt(i), true);
    }
  }

  /** One byte a character, without their count; the caller knows that all are below 0x80. */
  ascii(value: string): void {
    const at = this.#claim(value.length);
    const bytes = this.#bytes;
    for (let i = 0; i < value.length; i++) bytes[at + i] = value.charCodeAt(i);
  }

  bytes(value: Uint8Array): void {
    this.u32(value.length);
    const at = this.#claim(value.length);
    this.#bytes.set(value, at);
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

  text(): string {
    const count = this.u32();
    let value = '';
    for (let i = 0; i < count; i++) value += String.fromCharCode(this.#view.getUint16(this.#claim(2), true));
    return value;
  }

  bytes(): Uint8Array {
    const count = this.u32();
    const at = this.#claim(count);
    return this.#bytes.slice(at, at + count);
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
