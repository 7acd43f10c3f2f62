/**
 * Fields of commands as bytes: numbers, texts, what may be absent, one of a list. Decoding checks every code it meets.
 *
 * Written is the newest layout (command-codec.ts), whose numbers take the bytes they need; read is every layout there ever was.
 * In layout 1 a number was a double, a whole one four bytes, and a text at most 254 ASCII characters behind a byte that said how
 * many, or else UTF-16 code units behind four.
 */
import { ByteReader, ByteWriter, SnapshotError } from '../core/snapshot/bytes.ts';

/** Whole numbers below it are written as such, and have a bit left that says so. */
const wholeLimit = 2 ** 52;
/** What stands before a number that is written as a double. */
const double = 1;
/** Length byte of a text of layout 1 that is long or not ASCII. */
const wideText = 255;

export class FieldWriter {
  readonly #out: ByteWriter;

  constructor(capacity: number) {
    this.#out = new ByteWriter(capacity);
  }

  u8(value: number): void {
    this.#out.u8(value);
  }

  /** Any number. Those that are never more than 2^32 - 1 are read back by `whole`. */
  number(value: number): void {
    if (value >= 0 && value < wholeLimit && Math.floor(value) === value) this.#out.uint(value * 2);
    else {
      this.#out.uint(double);
      this.#out.f64(value);
    }
  }

  bigint(value: bigint): void {
    this.#out.bigint(value);
  }

  text(value: string): void {
    this.#out.text(value);
  }

  take(): Uint8Array {
    return this.#out.take();
  }
}

export class FieldReader {
  readonly layout: number;
  readonly #in: ByteReader;

  /** The first byte is the layout; whoever made this looks whether he knows it. */
  constructor(bytes: Uint8Array) {
    this.#in = new ByteReader(bytes);
    this.layout = this.#in.u8();
  }

  get left(): number {
    return this.#in.left;
  }

  u8(): number {
    return this.#in.u8();
  }

  whole(): number {
    return this.layout === 1 ? this.#in.u32() : this.#number();
  }

  number(): number {
    return this.layout === 1 ? this.#in.f64() : this.#number();
  }

  bigint(): bigint {
    return this.#in.bigint();
  }

  text(): string {
    return this.layout === 1 ? this.#oldText() : this.#in.text();
  }

  #number(): number {
    const value = this.#in.uint();
    return value === double ? this.#in.f64() : value / 2;
  }

  #oldText(): string {
    const length = this.#in.u8();
    if (length !== wideText) return this.#in.ascii(length);
    const units = this.#in.u32();
    let text = '';
    for (let at = 0; at < units; at++) text += String.fromCharCode(this.#in.u8() | (this.#in.u8() << 8));
    return text;
  }
}

export function encodeOptionalText(out: FieldWriter, text: string | undefined): void {
  out.u8(text === undefined ? 0 : 1);
  if (text !== undefined) out.text(text);
}

export function decodeOptionalText(input: FieldReader): string | undefined {
  return input.u8() === 0 ? undefined : input.text();
}

export function encodeOptional(out: FieldWriter, value: number | undefined): void {
  out.u8(value === undefined ? 0 : 1);
  if (value !== undefined) out.number(value);
}

export function decodeOptional(input: FieldReader): number | undefined {
  return input.u8() === 0 ? undefined : input.number();
}

/** 0 for none, else one more than the position in the list. */
export function encodeChoice<T>(out: FieldWriter, choices: readonly T[], value: T | undefined): void {
  out.u8(value === undefined ? 0 : choices.indexOf(value) + 1);
}

export function decodeChoice<T>(input: FieldReader, choices: readonly T[], what: string): T | undefined {
  const code = input.u8();
  return code === 0 ? undefined : pick(choices, code - 1, what);
}

export function pick<T>(choices: readonly T[], code: number, what: string): T {
  const choice = choices[code];
  if (choice === undefined) throw new SnapshotError(`expected a ${what} code below ${choices.length}, found ${code}`);
  return choice;
}

export function given<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });
}
