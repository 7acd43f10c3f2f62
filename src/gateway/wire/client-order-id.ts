/** Ids for orders and cancels whose owner gave none: 22 letters and digits from the system's random source. */
import { randomFillSync } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const length = 22;

/** Drawn in bulk: one call to the random source serves many ids. */
const pool = new Uint8Array(4096);
let next = pool.length;

export function freshClientOrderId(): string {
  let text = '';
  while (text.length < length) {
    if (next === pool.length) {
      randomFillSync(pool);
      next = 0;
    }
    const byte = pool[next++] ?? 0;
    // 248 is the largest multiple of 62 in a byte: no letter is likelier than another.
    if (byte < 248) text += alphabet[byte % 62];
  }
  return text;
}
