/**
 * Secrets at rest: AES-256-GCM under keys that live outside the database. The first key seals, all of them open, so that a key
 * can be changed while servers run. A sealed secret is bound to its owner's id, so that a row copied onto another does not
 * open. Layout: 12 bytes nonce, 16 bytes tag, then the ciphertext; which key sealed it is kept beside it, by the key's id.
 */
import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto';

export const sealingKeyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

export class SecretKeyError extends Error {
  override readonly name = 'SecretKeyError';
}

/** `keys` are of 32 bytes each; throws `SecretKeyError` when there is none or one of another length. */
export function createSecretBox(...keys: readonly Uint8Array[]): SecretBox {
  return new SecretBox(keys);
}

/** 16 hex digits that tell keys apart and say nothing about them. */
export function sealingKeyId(key: Uint8Array): string {
  return hash('sha256', Buffer.concat([Buffer.from('paperfloor sealing key '), key])).slice(0, 16);
}

export class SecretBox {
  #keys: ReadonlyMap<string, Uint8Array> = new Map();
  #sealingKey = '';

  constructor(keys: readonly Uint8Array[]) {
    this.use(keys);
  }

  /** The id of the key that seals. */
  get sealingKey(): string {
    return this.#sealingKey;
  }

  /** Ids of all keys, the sealing one first. */
  get keyIds(): readonly string[] {
    return [...this.#keys.keys()];
  }

  /** Takes other keys from now on. */
  use(keys: readonly Uint8Array[]): void {
    for (const key of keys) {
      if (key.length !== sealingKeyBytes) {
        throw new SecretKeyError(`expected a key of ${sealingKeyBytes} bytes, found ${key.length}`);
      }
    }
    const byId = new Map(keys.map((key) => [sealingKeyId(key), key]));
    const [first] = byId.keys();
    if (first === undefined) throw new SecretKeyError('expected at least one key');
    this.#keys = byId;
    this.#sealingKey = first;
  }

  seal(secret: string, owner: string): Uint8Array {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#keyOf(this.#sealingKey, owner), nonce);
    cipher.setAAD(Buffer.from(owner, 'utf8'));
    const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), text]);
  }

  /**
   * `sealedBy`: the id of the key; undefined tries them all. Throws `SecretKeyError` when the key, the owner or the bytes don't
   * belong together.
   */
  open(sealed: Uint8Array, owner: string, sealedBy?: string): string {
    const candidates = sealedBy === undefined ? [...this.#keys.values()] : [this.#keyOf(sealedBy, owner)];
    let cause: unknown;
    for (const key of candidates) {
      try {
        return openWith(key, sealed, owner);
      } catch (error) {
        cause = error;
      }
    }
    throw new SecretKeyError(
      `the secret of key ${owner} can't be opened: the key file is not the one it was sealed with; restore that file`,
      { cause },
    );
  }

  #keyOf(id: string, owner: string): Uint8Array {
    const key = this.#keys.get(id);
    if (key !== undefined) return key;
    throw new SecretKeyError(
      `the secret of key ${owner} was sealed by ${id}, and the key file holds ${this.keyIds.join(', ')}: ` +
        "add that key's line to it, or name the file that has it with --secret-key-file",
    );
  }
}

function openWith(key: Uint8Array, sealed: Uint8Array, owner: string): string {
  const bytes = Buffer.from(sealed);
  const nonce = bytes.subarray(0, nonceBytes);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(owner, 'utf8')).setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
  const text = decipher.update(bytes.subarray(nonceBytes + tagBytes));
  return Buffer.concat([text, decipher.final()]).toString('utf8');
}
