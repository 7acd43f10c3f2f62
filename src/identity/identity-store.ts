/** What identity keeps in a database, and the questions it asks there. Implemented in src/storage/identity. */
import type { AccountId } from '../core/units/brand.ts';

export interface AccountRecord {
  readonly floor: string;
  readonly name: string;
  readonly account: AccountId;
  /** The first account of the same user on this floor; undefined where it is the first itself. */
  readonly owner: AccountId | undefined;
}

export type KeyKind = 'hmac' | 'ed25519';

export interface KeyRecord {
  /** 64 letters and digits: what the client sends. */
  readonly id: string;
  readonly floor: string;
  readonly account: AccountId;
  readonly label: string;
  readonly kind: KeyKind;
  readonly canRead: boolean;
  readonly canTrade: boolean;
  /** hmac: the secret, sealed (secret-box.ts). ed25519: the public key as DER, SPKI. */
  readonly material: Uint8Array;
  readonly createdAt: Date;
}

/** What another server has changed. */
export type IdentityChange =
  | { readonly kind: 'account'; readonly floor: string; readonly name: string }
  | { readonly kind: 'key'; readonly id: string };

export interface IdentityStore {
  /** Nobody else can change what is stored. */
  readonly sole: boolean;
  /** Hears of every change from now on, its own too; `missed` when there may have been some that were not heard. */
  listen(changed: (change: IdentityChange) => void, missed: () => void): Promise<void>;
  /** All accounts of all floors. */
  accounts(): Promise<AccountRecord[]>;
  account(floor: string, name: string): Promise<AccountRecord | undefined>;
  /** All keys that are not revoked. */
  keys(): Promise<KeyRecord[]>;
  /** A key that is not revoked. */
  key(id: string): Promise<KeyRecord | undefined>;
  /** Gives the account the floor's next free id, 1000 or above. Undefined when the name is taken on that floor. */
  addAccount(floor: string, name: string, owner?: AccountId): Promise<AccountRecord | undefined>;
  addKey(key: KeyRecord): Promise<void>;
  /** False when there is no such key, or it is revoked already. */
  revokeKey(id: string): Promise<boolean>;
}
