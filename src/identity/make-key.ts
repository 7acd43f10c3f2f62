/** API keys from wishes and from stored rows. What a key may do is checked when it is made, never guessed when it is used. */
import { createPublicKey } from 'node:crypto';
import { type ApiKey, freshKeyText } from './api-key.ts';
import { HmacKey } from './hmac-key.ts';
import type { AccountRecord, KeyRecord } from './identity-store.ts';
import { isNetwork, NetworkList, networksMax } from './network-list.ts';
import { readPublicKey } from './public-key.ts';
import type { SecretBox } from './secret-box.ts';

export interface KeyWish {
  readonly label?: string;
  /** PEM, SPKI. Given: an Ed25519 or RSA key, and no secret is made. */
  readonly publicKey?: string;
  /** Both unless said otherwise; one of them must be. */
  readonly canRead?: boolean;
  readonly canTrade?: boolean;
  /** `10.0.0.0/8`, `2001:db8::1`; none: from anywhere. */
  readonly networks?: readonly string[];
  readonly expiresAt?: Date | undefined;
}

export type MadeKey =
  | {
      readonly ok: true;
      readonly record: KeyRecord;
      readonly use: ApiKey;
      /** Undefined for a key of the user's own. */
      readonly secretKey: string | undefined;
    }
  | {
      readonly ok: false;
      readonly reason: 'invalid_name' | 'invalid_rights' | 'invalid_public_key';
      readonly message: string;
    };

const labelMax = 64;

/** `nowMs` is wall time. */
export function makeKey(owner: AccountRecord, wish: KeyWish, box: SecretBox, nowMs: number): MadeKey {
  const { label = '', canRead = true, canTrade = true, networks = [], expiresAt } = wish;
  if (label.length > labelMax) {
    return refused('invalid_name', `expected a label of at most ${labelMax} characters, found ${label.length}`);
  }
  if (/\p{Cc}/u.test(label)) return refused('invalid_name', 'expected a label without control characters');
  const wrong = rightsProblem(canRead, canTrade, networks, expiresAt, nowMs);
  if (wrong !== undefined) return refused('invalid_rights', wrong);
  const id = freshKeyText();
  const { floor, account } = owner;
  const rights = { canRead, canTrade, networks, expiresAt };
  const common = { id, floor, account, label, ...rights, createdAt: new Date(nowMs) };
  if (wish.publicKey === undefined) {
    const secretKey = freshKeyText();
    const sealed = { material: box.seal(secretKey, id), sealedBy: box.sealingKey };
    const record: KeyRecord = { ...common, kind: 'hmac', ...sealed };
    return { ok: true, record, use: usable(record, new HmacKey(secretKey)), secretKey };
  }
  const read = readPublicKey(wish.publicKey);
  if (read === undefined) {
    return refused(
      'invalid_public_key',
      'expected a public key as PEM (-----BEGIN PUBLIC KEY-----), Ed25519 or RSA of 2048 or 4096 bits',
    );
  }
  const material = read.key.export({ format: 'der', type: 'spki' });
  const record: KeyRecord = { ...common, kind: read.kind, material, sealedBy: undefined };
  return { ok: true, record, use: usable(record, read.key), secretKey: undefined };
}

/** Throws `SecretKeyError` when the box does not hold the key that sealed the secret. */
export function readKey(record: KeyRecord, box: SecretBox): ApiKey {
  const key =
    record.kind === 'hmac'
      ? new HmacKey(box.open(record.material, record.id, record.sealedBy))
      : createPublicKey({ key: Buffer.from(record.material), format: 'der', type: 'spki' });
  return usable(record, key);
}

function usable(record: KeyRecord, key: ApiKey['key']): ApiKey {
  const { id, floor, account, kind, canRead, canTrade } = record;
  const networks = record.networks.length === 0 ? undefined : new NetworkList(record.networks);
  const expiresAtMs = record.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY;
  return { id, floor, account, kind, canRead, canTrade, networks, expiresAtMs, key };
}

function rightsProblem(
  canRead: boolean,
  canTrade: boolean,
  networks: readonly string[],
  expiresAt: Date | undefined,
  nowMs: number,
): string | undefined {
  if (!canRead && !canTrade) return 'expected a key that may read or trade';
  if (networks.length > networksMax) return `expected at most ${networksMax} networks, found ${networks.length}`;
  const wrong = networks.find((network) => !isNetwork(network));
  if (wrong !== undefined) {
    return `expected addresses or networks such as 10.0.0.0/8, found ${JSON.stringify(wrong.slice(0, 60))}`;
  }
  // NaN is no time.
  if (expiresAt !== undefined && !(expiresAt.getTime() > nowMs)) return 'expected an expiry in the future';
  return undefined;
}

function refused(reason: (MadeKey & { readonly ok: false })['reason'], message: string): MadeKey {
  return { ok: false, reason, message };
}
