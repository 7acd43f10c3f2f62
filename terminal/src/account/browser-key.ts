/** The visitor's Ed25519 key pair, made and used by the browser's own cryptography. */
import type { Signer } from '../net/api.ts';

/** Whether this page may make keys: browsers allow it over https and on this machine only. */
export function canMakeKeys(): boolean {
  return globalThis.isSecureContext && globalThis.crypto?.subtle !== undefined;
}

export interface NewKey {
  readonly privateKey: CryptoKey;
  /** PEM, SubjectPublicKeyInfo. */
  readonly publicKey: string;
}

export async function makeKey(): Promise<NewKey> {
  const pair = await crypto.subtle.generateKey({ name: 'Ed25519' }, false, ['sign', 'verify']);
  if (!('privateKey' in pair)) throw new Error('expected a key pair for Ed25519');
  const spki = base64(await crypto.subtle.exportKey('spki', pair.publicKey));
  const lines = spki.match(/.{1,64}/g) ?? [];
  return {
    privateKey: pair.privateKey,
    publicKey: `-----BEGIN PUBLIC KEY-----\n${lines.join('\n')}\n-----END PUBLIC KEY-----\n`,
  };
}

export function signerOf(apiKey: string, privateKey: CryptoKey): Signer {
  return {
    apiKey,
    async sign(text) {
      return base64(await crypto.subtle.sign('Ed25519', privateKey, new TextEncoder().encode(text)));
    },
  };
}

function base64(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}
