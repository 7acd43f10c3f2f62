/**
 * A 64-bit fingerprint of bytes, in two 32-bit lanes with cross-feeding, so that plain integer instructions do. It tells two
 * states apart by accident, not against an attacker; the journal's checksum and the database keep it from being forged.
 */
import { atOnce, type Slices } from './slices.ts';

const prime1 = 0x9e3779b1;
const prime2 = 0x85ebca6b;
const prime3 = 0xc2b2ae35;

/** Bytes of one slice: some milliseconds. */
const sliceBytes = 1 << 22;

/** 16 hexadecimal digits. */
export function stateHash(bytes: Uint8Array): string {
  return atOnce(stateHashSlices(bytes));
}

/** The same in slices, of bytes that do not change meanwhile. */
export function* stateHashSlices(bytes: Uint8Array): Slices<string> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.length & ~3;
  let high = bytes.length ^ prime1;
  let low = ~bytes.length ^ prime2;
  for (let from = 0; from < whole; from += sliceBytes) {
    if (from > 0) yield;
    const end = Math.min(from + sliceBytes, whole);
    for (let at = from; at < end; at += 4) {
      const word = view.getUint32(at, true);
      high = Math.imul(rotate(high, 13) ^ word, prime1);
      low = Math.imul(rotate(low, 17) + word + high, prime2);
    }
  }
  for (let at = whole; at < bytes.length; at++) {
    high = Math.imul(rotate(high, 13) ^ view.getUint8(at), prime1);
    low = Math.imul(rotate(low, 17) + view.getUint8(at) + high, prime2);
  }
  return hex(finish(high ^ rotate(low, 7))) + hex(finish(low + high));
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** Every input bit reaches every output bit. */
function finish(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), prime2);
  mixed = Math.imul(mixed ^ (mixed >>> 13), prime3);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
