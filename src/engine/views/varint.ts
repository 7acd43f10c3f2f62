/** Whole numbers from 0 to 2^53 - 1 in as few bytes as they need: seven bits a byte, lowest first. */
import type { ByteReader, ByteWriter } from '../../core/snapshot/bytes.ts';

export function writeVarint(out: ByteWriter, value: number): void {
  let rest = value;
  while (rest >= 128) {
    out.u8((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  out.u8(rest);
}

export function readVarint(input: ByteReader): number {
  let value = 0;
  let weight = 1;
  for (;;) {
    const byte = input.u8();
    value += (byte % 128) * weight;
    if (byte < 128) return value;
    weight *= 128;
  }
}
