/**
 * Secrets at rest: AES-256-GCM under a key that lives outside the database. A sealed secret is bound to its owner's id, so
 * that a row copied onto another does not open. Layout: 12 bytes nonce, 16 bytes tag, then the ciphertext.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

export class SecretKeyError extends Error {
  override readonly name = 'SecretKeyError';
}

export interface SecretBox {
  seal(secret: string, owner: string): Uint8Array;
  /** Throws `SecretKeyError` when the key, the owner or the bytes don't belong together. */
  open(sealed: Uint8Array, owner: string): string;
}

/** `key` is 32 bytes. */
export function createSecretBox(key: Uint8Array): SecretBox {
  if (key.length !== keyBytes) throw new SecretKeyError(`expected a key of ${keyBytes} bytes, found ${key.length}`);
  return {
    seal(secret, owner) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(owner, 'utf8'));
      const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), text]);
    },
    open(sealed, owner) {
      const bytes = Buffer.from(sealed);
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      });
      try {
        decipher.setAAD(Buffer.from(owner, 'utf8')).setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
        const text = decipher.update(bytes.subarray(nonceBytes + tagBytes));
        return Buffer.concat([text, decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new SecretKeyError(
          `the secret of key ${owner} can't be opened: secret.key is not the one it was sealed with; restore that file`,
          { cause },
        );
      }
    },
  };
}

/** Reads the 64 hex digits in `path`, or makes the file (mode 0600) with a fresh key when there is none. */
export function loadSecretKey(path: string): Uint8Array {
  const fresh = randomBytes(keyBytes);
  try {
    writeFileSync(path, `${fresh.toString('hex')}\n`, { flag: 'wx', mode: 0o600 });
    return fresh;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const text = readFileSync(path, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/.test(text)) {
    throw new SecretKeyError(`${path}: expected 64 hex digits, found ${text.length} characters; restore the file`);
  }
  if ((statSync(path).mode & 0o077) !== 0) closeToOthers(path);
  return Buffer.from(text, 'hex');
}

/** A file on a read-only file system (a systemd credential, a mounted secret) has the rights that whoever mounted it chose. */
function closeToOthers(path: string): void {
  try {
    chmodSync(path, 0o600);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EROFS')) throw error;
  }
}
