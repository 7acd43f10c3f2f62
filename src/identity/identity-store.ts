/** What identity keeps in a database, and the questions it asks there. Implemented in src/storage/identity. */
import type { AccountId } from '../core/units/brand.ts';

export interface AccountRecord {
  readonly floor: string;
  readonly name: string;
  readonly account: AccountId;
  /** The first account of the same user on this floor; undefined where it is the first itself. */
  readonly owner: AccountId | undefined;
}

export type KeyKind = 'hmac' | 'ed25519' | 'rsa';

export interface KeyRecord {
  /** 64 letters and digits: what the client sends. */
  readonly id: string;
  readonly floor: string;
  readonly account: AccountId;
  readonly label: string;
  readonly kind: KeyKind;
  readonly canRead: boolean;
  readonly canTrade: boolean;
  /** Addresses and networks it may be used from; none: from anywhere. */
  readonly networks: readonly string[];
  /** From then on it is refused. */
  readonly expiresAt: Date | undefined;
  /** hmac: the secret, sealed (secret-box.ts). ed25519, rsa: the public key as DER, SPKI. */
  readonly material: Uint8Array;
  /** hmac: the id of the key that sealed the secret; undefined in rows of a release that kept none. */
  readonly sealedBy: string | undefined;
  readonly createdAt: Date;
}

/** Who did something: the administrator, a server by itself, or a client by its API key. */
export type Actor = 'administrator' | 'server' | `key ${string}`;

/** One thing that was done about keys. Rows are added and never changed. */
export interface AuditEntry {
  readonly at: Date;
  readonly actor: string;
  readonly action: 'key.created' | 'key.revoked' | 'secrets.resealed';
  /** '' where it is about no floor. */
  readonly floor: string;
  /** The id of the API key, or of the sealing key. */
  readonly subject: string;
  /** What else is worth knowing, as a sentence; never a secret. */
  readonly detail: string;
}

/** A secret sealed anew. */
export interface ResealedSecret {
  readonly id: string;
  /** As it was: a row that has changed meanwhile is left alone. */
  readonly before: Uint8Array;
  readonly material: Uint8Array;
}

/** What another server has changed. */
export type IdentityChange =
  | { readonly kind: 'account'; readonly floor: string; readonly name: string }
  | { readonly kind: 'key'; readonly id: string }
  | { readonly kind: 'revoked'; readonly id: string };

export interface IdentityStore {
  /** Nobody else can change what is stored. */
  readonly sole: boolean;
  /**
   * Hears of every change from now on, its own too; `missed` when there may have been some that were not heard, and again when
   * it rejects.
   */
  listen(changed: (change: IdentityChange) => void, missed: () => Promise<void>): Promise<void>;
  /** All accounts of all floors. */
  accounts(): Promise<AccountRecord[]>;
  account(floor: string, name: string): Promise<AccountRecord | undefined>;
  /** All keys that are not revoked. */
  keys(): Promise<KeyRecord[]>;
  /** A key that is not revoked. */
  key(id: string): Promise<KeyRecord | undefined>;
  /** Gives the account the floor's next free id, 1000 or above. Undefined when the name is taken on that floor. */
  addAccount(floor: string, name: string, owner?: AccountId): Promise<AccountRecord | undefined>;
  /** Together with its row in the audit. */
  addKey(key: KeyRecord, actor: Actor): Promise<void>;
  /** Together with its row in the audit, and with its account's listen key. False when there is no such key, or it is revoked already. */
  revokeKey(id: string, actor: Actor): Promise<boolean>;
  /** Secrets in force that another key than `sealingKey` has sealed, at most `limit`. */
  secretsNotSealedBy(sealingKey: string, limit: number): Promise<KeyRecord[]>;
  /** Stores them, each row whole or not at all; yields how many. */
  resealSecrets(sealingKey: string, secrets: readonly ResealedSecret[]): Promise<number>;
  /** How many secrets in force each key has sealed; '' for rows that don't say. */
  sealedCounts(): Promise<ReadonlyMap<string, number>>;
  addAudit(entry: Omit<AuditEntry, 'at'>): Promise<void>;
  /** The newest first. */
  audit(limit: number): Promise<AuditEntry[]>;
}
