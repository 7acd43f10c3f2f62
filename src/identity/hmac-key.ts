/**
 * An HMAC-SHA-256 key with its two padded blocks prepared (RFC 2104), so that a check is two one-shot hashes of the
 * platform: half the time of `createHmac`, which makes and throws away a native object per request. The hash itself is
 * never ours; the platform's HMAC is what the tests compare with.
 */
import { hash, timingSafeEqual } from 'node:crypto';

const blockBytes = 64;
const digestBytes = 32;
/** Longer payloads get a buffer of their own. */
const scratchBytes = 4096;

/** Written and read within one call. */
const scratch = Buffer.alloc(scratchBytes);
const expected = Buffer.alloc(digestBytes);
const given = Buffer.alloc(digestBytes);

export class HmacKey {
  readonly #inner = Buffer.alloc(blockBytes, 0x36);
  /** The outer block, and behind it room for the inner digest. */
  readonly #outer = Buffer.alloc(blockBytes + digestBytes, 0x5c);

  constructor(secret: string) {
    const bytes = Buffer.from(secret, 'utf8');
    const key = bytes.length > blockBytes ? hash('sha256', bytes, 'buffer') : bytes;
    for (const [at, byte] of key.entries()) {
      this.#inner[at] = byte ^ 0x36;
      this.#outer[at] = byte ^ 0x5c;
    }
  }

  /** Is `signature` (64 hex digits, either case) this key's over `payload` (latin-1)? Compared in constant time. */
  hasSigned(payload: string, signature: string): boolean {
    const size = blockBytes + payload.length;
    const message = size <= scratchBytes ? scratch.subarray(0, size) : Buffer.alloc(size);
    this.#inner.copy(message);
    message.write(payload, blockBytes, 'latin1');
    this.#outer.write(hash('sha256', message, 'latin1'), blockBytes, 'latin1');
    expected.write(hash('sha256', this.#outer, 'latin1'), 'latin1');
    // What is not hex ends the decoding, and then less is written.
    const isHex = signature.length === digestBytes * 2 && given.write(signature, 'hex') === digestBytes;
    return isHex && timingSafeEqual(expected, given);
  }
}
