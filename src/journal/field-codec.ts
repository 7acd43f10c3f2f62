/** Fields of commands as bytes: texts, what may be absent, one of a list. Decoding checks every code it meets. */
import { type ByteReader, type ByteWriter, SnapshotError } from '../core/snapshot/bytes.ts';

/** Length byte of a text that is long or not ASCII. */
const wideText = 255;

/** One byte per character while they are ASCII, as client ids are. */
export function encodeText(out: ByteWriter, text: string): void {
  let isAscii = text.length < wideText;
  for (let at = 0; isAscii && at < text.length; at++) isAscii = text.charCodeAt(at) < 0x80;
  if (!isAscii) {
    out.u8(wideText);
    out.text(text);
    return;
  }
  out.u8(text.length);
  out.ascii(text);
}

export function decodeText(input: ByteReader): string {
  const length = input.u8();
  return length === wideText ? input.text() : input.ascii(length);
}

export function encodeOptionalText(out: ByteWriter, text: string | undefined): void {
  out.u8(text === undefined ? 0 : 1);
  if (text !== undefined) encodeText(out, text);
}

export function decodeOptionalText(input: ByteReader): string | undefined {
  return input.u8() === 0 ? undefined : decodeText(input);
}

export function encodeOptional(out: ByteWriter, value: number | undefined): void {
  out.u8(value === undefined ? 0 : 1);
  if (value !== undefined) out.f64(value);
}

export function decodeOptional(input: ByteReader): number | undefined {
  return input.u8() === 0 ? undefined : input.f64();
}

/** 0 for none, else one more than the position in the list. */
export function encodeChoice<T>(out: ByteWriter, choices: readonly T[], value: T | undefined): void {
  out.u8(value === undefined ? 0 : choices.indexOf(value) + 1);
}

export function decodeChoice<T>(input: ByteReader, choices: readonly T[], what: string): T | undefined {
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
