/** Fingerprints of recordings and of seeds: fast, the same everywhere, and no protection against anybody. */
import type { Slices } from '../../core/snapshot/slices.ts';

/** Folded at once. */
const bytesOfSlice = 1 << 20;

/**
 * A 64-bit fingerprint of text and bytes as 16 hex digits: two 32-bit lanes, each multiplied and folded per four bytes. It tells
 * different or damaged feeds apart; it is no protection against somebody who builds a second feed with the same digest.
 */
export function* digestBytes(text: string, bytes: Uint8Array): Slices<string> {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  const fold = (word: number) => {
    a = Math.imul(a ^ word, 0x01000193);
    a ^= a >>> 15;
    b = Math.imul(b ^ word, 0x85ebca6b);
    b ^= b >>> 13;
  };
  for (let i = 0; i < text.length; i++) fold(text.charCodeAt(i));
  fold(text.length);
  const words = bytes.length & ~3;
  const at = (i: number) => bytes[i] as number;
  for (let i = 0; i < words; i += 4) {
    fold(at(i) | (at(i + 1) << 8) | (at(i + 2) << 16) | (at(i + 3) << 24));
    if (i % bytesOfSlice === 0) yield;
  }
  for (let i = words; i < bytes.length; i++) fold(at(i));
  fold(bytes.length);
  const hex = (value: number) => (mixBits(value) >>> 0).toString(16).padStart(8, '0');
  return hex(a) + hex(b);
}

/** Spreads every bit of a 32-bit number over all of them (the finaliser of MurmurHash3, public domain). */
export function mixBits(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** A 32-bit number drawn from text. */
export function digestText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return mixBits(hash);
}
