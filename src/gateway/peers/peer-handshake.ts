/**
 * How two servers make sure of each other: each proves over the other's fresh nonce that it knows the secret that stands in
 * their database. Nobody else gets a batch, has a command done, or feeds a follower.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const nonceBytes = 32;

export function freshNonce(): Uint8Array {
  return randomBytes(nonceBytes);
}

/** `side`: who proves, the one who calls or the one who was called. */
export function proofOf(
  secret: Uint8Array,
  side: 'caller' | 'called',
  server: number,
  nonces: { readonly called: Uint8Array; readonly caller: Uint8Array },
): Uint8Array {
  const mac = createHmac('sha256', secret).update(`paperfloor peer ${side} ${server} `);
  return mac.update(nonces.called).update(nonces.caller).digest();
}

export function isNonce(bytes: Uint8Array): boolean {
  return bytes.length === nonceBytes;
}

export function sameProof(expected: Uint8Array, found: Uint8Array): boolean {
  return expected.length === found.length && timingSafeEqual(expected, found);
}
