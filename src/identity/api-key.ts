/**
 * An API key ready for use: whose it is, what it may do, and how its signatures are checked. Signatures cover raw bytes
 * exactly as received (latin-1 text) and are compared in constant time.
 */
import { createPublicKey, type KeyObject, randomBytes, verify } from 'node:crypto';
import type { AccountId } from '../core/units/brand.ts';
import { HmacKey } from './hmac-key.ts';
import type { KeyKind } from './identity-store.ts';

export interface ApiKey {
  readonly id: string;
  readonly floor: string;
  readonly account: AccountId;
  readonly kind: KeyKind;
  readonly canRead: boolean;
  readonly canTrade: boolean;
  /** hmac: the secret; ed25519: the public key. */
  readonly key: HmacKey | KeyObject;
}

const keyIdPattern = /^[A-Za-z0-9]{64}$/;
const base64Pattern = /^[A-Za-z0-9+/]{86}==$/;
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

export function isKeyId(text: string): boolean {
  return keyIdPattern.test(text);
}

/** 64 letters and digits from the system's random source: about 381 bits. */
export function freshKeyText(): string {
  let text = '';
  while (text.length < 64) {
    for (const byte of randomBytes(96)) {
      // 248 is the largest multiple of 62 in a byte: no letter is likelier than another.
      if (byte < 248 && text.length < 64) text += alphabet[byte % 62];
    }
  }
  return text;
}

/** The key in `text` (PEM, SPKI), or undefined when it isn't a public Ed25519 key. */
export function ed25519Key(text: string): KeyObject | undefined {
  if (text.length > 1000 || !text.includes('-----BEGIN PUBLIC KEY-----')) return undefined;
  try {
    const key = createPublicKey({ key: text, format: 'pem' });
    return key.asymmetricKeyType === 'ed25519' ? key : undefined;
  } catch {
    return undefined;
  }
}

/** `payload` is latin-1. HMAC: hex in either case; Ed25519: base64, exact. */
export function signatureIsValid(apiKey: ApiKey, payload: string, signature: string): boolean {
  const { key } = apiKey;
  if (key instanceof HmacKey) return key.hasSigned(payload, signature);
  if (!base64Pattern.test(signature)) return false;
  return verify(null, Buffer.from(payload, 'latin1'), key, Buffer.from(signature, 'base64'));
}
