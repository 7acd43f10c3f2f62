/**
 * An API key ready for use: whose it is, what it may do, and how its signatures are checked. Signatures cover raw bytes
 * exactly as received (latin-1 text) and are compared in constant time.
 */
import { type KeyObject, randomBytes, verify } from 'node:crypto';
import type { AccountId } from '../core/units/brand.ts';
import { HmacKey } from './hmac-key.ts';
import type { KeyKind } from './identity-store.ts';
import type { NetworkList } from './network-list.ts';

export interface ApiKey {
  readonly id: string;
  readonly floor: string;
  readonly account: AccountId;
  readonly kind: KeyKind;
  readonly canRead: boolean;
  readonly canTrade: boolean;
  /** Where it may be used from; undefined: from anywhere. */
  readonly networks: NetworkList | undefined;
  /** Wall milliseconds from which on it is refused; Infinity: never. */
  readonly expiresAtMs: number;
  /** hmac: the secret; ed25519, rsa: the public key. */
  readonly key: HmacKey | KeyObject;
}

const keyIdPattern = /^[A-Za-z0-9]{64}$/;
const base64Pattern = /^[A-Za-z0-9+/]+={0,2}$/;
const ed25519SignatureBytes = 64;
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

/**
 * `payload` is latin-1. HMAC-SHA-256: hex in either case. Ed25519, and RSA (PKCS#1 v1.5, SHA-256): base64, exact.
 * Source: rest-api.md, SIGNED endpoint security.
 */
export function signatureIsValid(apiKey: ApiKey, payload: string, signature: string): boolean {
  const { key } = apiKey;
  if (key instanceof HmacKey) return key.hasSigned(payload, signature);
  const isRsa = apiKey.kind === 'rsa';
  const bytes = isRsa ? (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8 : ed25519SignatureBytes;
  if (signature.length !== Math.ceil(bytes / 3) * 4 || !base64Pattern.test(signature)) return false;
  const signed = Buffer.from(signature, 'base64');
  if (signed.length !== bytes) return false;
  return verify(isRsa ? 'sha256' : null, Buffer.from(payload, 'latin1'), key, signed);
}
