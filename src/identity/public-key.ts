/**
 * Public keys that users bring: Ed25519, or RSA of the sizes the exchange takes (faqs/api_key_types.md). A private key, another
 * curve or a size of its own is no such key.
 */
import { createPublicKey, type KeyObject } from 'node:crypto';
import type { KeyKind } from './identity-store.ts';

export type PublicKeyKind = Exclude<KeyKind, 'hmac'>;

const rsaBits = [2048, 4096];
/** Below it signatures are too easily made from others; everybody uses this one. */
const rsaExponentMin = 65_537n;
/** Of PEM text: twice what the largest key takes. */
const charactersMax = 1600;

/** From PEM (SPKI); undefined when it is not a public key of these kinds. */
export function readPublicKey(pem: string): { readonly kind: PublicKeyKind; readonly key: KeyObject } | undefined {
  if (pem.length > charactersMax || !pem.includes('-----BEGIN PUBLIC KEY-----')) return undefined;
  try {
    const key = createPublicKey({ key: pem, format: 'pem' });
    const kind = kindOf(key);
    return kind === undefined ? undefined : { kind, key };
  } catch {
    return undefined;
  }
}

function kindOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): PublicKeyKind | undefined {
  if (asymmetricKeyType === 'ed25519') return 'ed25519';
  if (asymmetricKeyType !== 'rsa') return undefined;
  const { modulusLength = 0, publicExponent = 0n } = asymmetricKeyDetails ?? {};
  return rsaBits.includes(modulusLength) && publicExponent >= rsaExponentMin ? 'rsa' : undefined;
}
