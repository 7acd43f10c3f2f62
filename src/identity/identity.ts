/**
 * Who may trade on which floor: named accounts, their API keys, and the check of a signature. All keys are held in memory,
 * so that a request is checked without a query; what is created or revoked here is in force with the next request, what
 * another server changed as soon as the store tells, within a second.
 *
 * It decides nothing about orders, times or parameters: those are the gateway's.
 */
import type { AccountId } from '../core/units/brand.ts';
import { type ApiKey, freshKeyText, isKeyId, signatureIsValid } from './api-key.ts';
import { HmacKey } from './hmac-key.ts';
import type {
  AccountRecord,
  Actor,
  AuditEntry,
  IdentityChange,
  IdentityStore,
  KeyKind,
  KeyRecord,
} from './identity-store.ts';
import { type KeyWish, makeKey, readKey } from './make-key.ts';
import { readPublicKey } from './public-key.ts';
import { SealedSecrets } from './sealed-secrets.ts';
import type { SecretBox } from './secret-box.ts';

/** Why a wish was refused; nothing was changed. */
export interface IdentityProblem {
  readonly reason:
    | 'unknown_floor'
    | 'unknown_account'
    | 'account_exists'
    | 'invalid_name'
    | 'invalid_funds'
    | 'invalid_public_key'
    | 'invalid_rights'
    | 'too_many_keys'
    | 'unknown_key';
  /** What was expected, what was found. */
  readonly message: string;
}

export type IdentityResult<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: IdentityProblem };

/** Asset name to decimal amount above zero: `{ USDT: '1000000', BTC: '0.5' }`. */
export type Funds = Readonly<Record<string, string>>;

/** The floors as identity needs them. Implemented in src/gateway/floor-accounts.ts. */
export interface FloorAccounts {
  hasFloor(floor: string): boolean;
  /** Whether this server is the one that writes the floor. */
  isWrittenHere(floor: string): boolean;
  /** Undefined when all assets and amounts can be deposited there. */
  fundsProblem(floor: string, funds: Funds): string | undefined;
  /** Opens the account with what it starts with, or finds that it is open. */
  open(floor: string, account: AccountId, funds: Funds): Promise<void>;
  /** Undefined when done; else why the floor refused. */
  deposit(floor: string, account: AccountId, funds: Funds): Promise<string | undefined>;
}

export interface Account {
  readonly floor: string;
  readonly name: string;
  readonly account: AccountId;
  /** The first account of the same user; undefined where it is the first itself. */
  readonly owner: AccountId | undefined;
}

export interface KeyListing {
  readonly apiKey: string;
  readonly label: string;
  readonly kind: KeyKind;
  readonly canRead: boolean;
  readonly canTrade: boolean;
  /** Addresses and networks it may be used from; none: from anywhere. */
  readonly networks: readonly string[];
  readonly expiresAt: Date | undefined;
  readonly createdAt: Date;
}

export interface CreatedKey {
  readonly apiKey: string;
  /** Told once; undefined for keys of the user's own. */
  readonly secretKey: string | undefined;
}

export type AuthenticationFailure = 'malformed_key' | 'unknown_key' | 'wrong_signature';

export type Authentication =
  | { readonly ok: true; readonly key: ApiKey }
  | { readonly ok: false; readonly failure: AuthenticationFailure };

export interface Identity {
  /** The key a client named, if it is one of this floor's and has not expired. */
  findKey(floor: string, keyId: string | undefined): Authentication;
  /** The same, and the signature over `payload` (latin-1) must be the key's. */
  authenticate(floor: string, keyId: string | undefined, payload: string, signature: string): Authentication;
  /**
   * Looks in the store for a key that is not known here: another server may have made it a moment ago. True when it is known
   * now.
   */
  lookUpKey(keyId: string | undefined): Promise<boolean>;
  /** `owner`: an account of the same user, between whose accounts money may then be moved. */
  createAccount(floor: string, name: string, funds: Funds, owner?: string): Promise<IdentityResult<Account>>;
  fund(floor: string, name: string, funds: Funds): Promise<IdentityResult<Account>>;
  account(floor: string, name: string): Account | undefined;
  accountName(floor: string, account: AccountId): string | undefined;
  accounts(floor: string): readonly Account[];
  /** The accounts of one user, by any of them. */
  accountsOfSameUser(floor: string, account: AccountId): readonly Account[];
  createKey(floor: string, name: string, wish: KeyWish, actor?: Actor): Promise<IdentityResult<CreatedKey>>;
  /** Whether `createKey` would take this public key. */
  acceptsPublicKey(publicKey: string): boolean;
  listKeys(floor: string, name: string): IdentityResult<readonly KeyListing[]>;
  /** Whoever owns it. The key is refused from the next request on, also when the store fails: then it is listed until it is revoked again. */
  revokeKey(floor: string, keyId: string, actor?: Actor): Promise<IdentityResult<undefined>>;
  /** How many of the account's keys were revoked while this server looked on. */
  revocations(floor: string, account: AccountId): number;
  /** What was done about keys, the newest first. */
  audit(limit: number): Promise<readonly AuditEntry[]>;
  /** Secrets at rest, and the keys that seal them. */
  readonly secrets: SealedSecrets;
  /** Opens in the floors that are written here those accounts that a crash left half made. Call when the floors run. */
  reconcile(): Promise<void>;
}

export const accountNamePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
export const keysPerAccountMax = 100;

interface HeldKey extends KeyListing {
  readonly floor: string;
  readonly account: AccountId;
  readonly use: ApiKey;
  /** Refused here from now on; the store has not confirmed it yet. */
  readonly isEnding?: true;
}

/** Keys that are looked up in the store at one time; a caller beyond is told that there is no such key. */
const lookUpsMax = 16;

export async function createIdentity(parts: {
  readonly store: IdentityStore;
  readonly box: SecretBox;
  readonly floors: FloorAccounts;
  /** Told when a change that another server made could not be read. */
  readonly report?: (error: unknown) => void;
  /** Wall milliseconds. */
  readonly nowMs?: () => number;
}): Promise<Identity> {
  const { store, box, floors, report = () => {}, nowMs = Date.now } = parts;
  const accounts = new Map<string, AccountRecord>();
  const names = new Map<string, string>();
  const keys = new Map<string, HeldKey>();
  /** Keys on their way to the store, by the account they are for. */
  const making = new Map<string, number>();
  const secrets = new SealedSecrets(store, box);
  const revocations = new Map<string, number>();

  let lookUps = 0;
  let reading: Promise<void> = Promise.resolve();
  let readings = 0;
  /** Revoked while the store was answering: it may have answered before. */
  const goneMeanwhile = new Set<string>();

  // Hearing first, reading then: nothing falls between.
  if (!store.sole) {
    await store.listen(
      (change) => {
        // What is gone is gone at once, whatever else is still being read.
        if (change.kind === 'revoked') forgetRevoked(change.id);
        else void inTurn(() => readChange(change)).catch(report);
      },
      () =>
        inTurn(readAll).catch((error: unknown) => {
          report(error);
          throw error;
        }),
    );
  }
  await inTurn(readAll);

  /** Checked against when a key is unknown, so that an unknown key costs the same time as a wrong signature. */
  const nobody: ApiKey = {
    id: '',
    floor: '',
    account: 0 as AccountId,
    kind: 'hmac',
    canRead: false,
    canTrade: false,
    networks: undefined,
    expiresAtMs: 0,
    key: new HmacKey(freshKeyText()),
  };

  function remember(record: AccountRecord): void {
    accounts.set(place(record.floor, record.name), record);
    names.set(place(record.floor, String(record.account)), record.name);
  }

  /** Answers of the store are taken in one after the other, so that an old one can't undo a newer. */
  function inTurn(read: () => Promise<void>): Promise<void> {
    readings++;
    const done = reading
      .catch(() => {})
      .then(read)
      .finally(() => {
        if (--readings === 0) goneMeanwhile.clear();
      });
    reading = done;
    return done;
  }

  function forgetRevoked(id: string): void {
    if (readings > 0) goneMeanwhile.add(id);
    forget(id);
  }

  function forget(id: string): void {
    const gone = keys.get(id);
    if (gone === undefined) return;
    keys.delete(id);
    const at = place(gone.floor, String(gone.account));
    revocations.set(at, (revocations.get(at) ?? 0) + 1);
  }

  function take(record: KeyRecord): void {
    if (keys.has(record.id) || goneMeanwhile.has(record.id)) return;
    keys.set(record.id, held(record, readKey(record, box)));
  }

  async function readAll(): Promise<void> {
    for (const record of await store.accounts()) remember(record);
    const inForce = await store.keys();
    const ids = new Set(inForce.map(({ id }) => id));
    for (const id of [...keys.keys()]) if (!ids.has(id)) forget(id);
    for (const record of inForce) take(record);
  }

  async function readChange(change: Exclude<IdentityChange, { readonly kind: 'revoked' }>): Promise<void> {
    if (change.kind === 'key') {
      const record = await store.key(change.id);
      if (record === undefined) forget(change.id);
      else take(record);
      return;
    }
    const record = await store.account(change.floor, change.name);
    if (record !== undefined) remember(record);
  }

  /**
   * Another server may have revoked it before the store's answer came here, so it is read like one of theirs. Where it can't be read it is
   * there all the same, and looked up when it is used: its secret is told now or never.
   */
  async function knowMade(record: KeyRecord, use: ApiKey): Promise<void> {
    if (store.sole) keys.set(record.id, held(record, use));
    else await inTurn(() => readChange({ kind: 'key', id: record.id })).catch(report);
  }

  function findKey(floor: string, keyId: string | undefined): Authentication {
    const found = keyId === undefined ? undefined : keys.get(keyId);
    const isInForce = found?.floor === floor && found.isEnding !== true && nowMs() < found.use.expiresAtMs;
    if (isInForce) return { ok: true, key: found.use };
    return { ok: false, failure: keyId !== undefined && isKeyId(keyId) ? 'unknown_key' : 'malformed_key' };
  }

  return {
    findKey,

    authenticate(floor, keyId, payload, signature) {
      const found = findKey(floor, keyId);
      if (!found.ok) {
        if (found.failure === 'unknown_key') signatureIsValid(nobody, payload, signature);
        return found;
      }
      if (!signatureIsValid(found.key, payload, signature)) return { ok: false, failure: 'wrong_signature' };
      return found;
    },

    async lookUpKey(keyId) {
      if (store.sole || keyId === undefined || !isKeyId(keyId) || keys.has(keyId)) return false;
      if (lookUps >= lookUpsMax) return false;
      lookUps++;
      try {
        await inTurn(() => readChange({ kind: 'key', id: keyId }));
        return keys.has(keyId);
      } finally {
        lookUps--;
      }
    },

    async createAccount(floor, name, funds, owner) {
      if (!floors.hasFloor(floor)) return noFloor(floor);
      if (!accountNamePattern.test(name)) {
        return problem('invalid_name', `expected 1 to 64 letters, digits, '.', '_' or '-', found ${shown(name)}`);
      }
      const wrong = floors.fundsProblem(floor, funds);
      if (wrong !== undefined) return problem('invalid_funds', wrong);
      const first = owner === undefined ? undefined : accounts.get(place(floor, owner));
      if (owner !== undefined && first === undefined) return noAccount(floor, owner);
      const record = await store.addAccount(floor, name, first?.owner ?? first?.account);
      if (record === undefined) return problem('account_exists', `account ${name} exists on floor ${floor} already`);
      // Known from here on: when the floor can't open it now, it is opened with the next funding or start.
      remember(record);
      await floors.open(floor, record.account, funds);
      return { ok: true, value: record };
    },

    async fund(floor, name, funds) {
      if (!floors.hasFloor(floor)) return noFloor(floor);
      const record = accounts.get(place(floor, name));
      if (record === undefined) return noAccount(floor, name);
      const wrong = floors.fundsProblem(floor, funds);
      if (wrong !== undefined) return problem('invalid_funds', wrong);
      await floors.open(floor, record.account, {});
      const refused = await floors.deposit(floor, record.account, funds);
      if (refused !== undefined) return problem('invalid_funds', refused);
      return { ok: true, value: record };
    },

    account: (floor, name) => accounts.get(place(floor, name)),
    accountName: (floor, account) => names.get(place(floor, String(account))),
    accounts: (floor) => [...accounts.values()].filter((record) => record.floor === floor),

    accountsOfSameUser(floor, account) {
      const one = accounts.get(place(floor, names.get(place(floor, String(account))) ?? ''));
      if (one === undefined) return [];
      const owner = one.owner ?? one.account;
      return [...accounts.values()].filter(
        (record) => record.floor === floor && (record.owner ?? record.account) === owner,
      );
    },

    async createKey(floor, name, wish, actor = 'administrator') {
      const owner = accounts.get(place(floor, name));
      if (owner === undefined) return noAccount(floor, name);
      const at = place(floor, name);
      const underWay = making.get(at) ?? 0;
      if (ownedBy(keys, owner).length + underWay >= keysPerAccountMax) {
        return problem('too_many_keys', `account ${name} has ${keysPerAccountMax} keys; revoke one first`);
      }
      const made = makeKey(owner, wish, box, nowMs());
      if (!made.ok) return problem(made.reason, made.message);
      making.set(at, underWay + 1);
      try {
        await secrets.storing(store.addKey(made.record, actor));
        await knowMade(made.record, made.use);
      } finally {
        const left = (making.get(at) ?? 1) - 1;
        if (left === 0) making.delete(at);
        else making.set(at, left);
      }
      return { ok: true, value: { apiKey: made.record.id, secretKey: made.secretKey } };
    },

    acceptsPublicKey: (publicKey) => readPublicKey(publicKey) !== undefined,

    listKeys(floor, name) {
      const owner = accounts.get(place(floor, name));
      if (owner === undefined) return noAccount(floor, name);
      return { ok: true, value: ownedBy(keys, owner) };
    },

    async revokeKey(floor, keyId, actor = 'administrator') {
      const found = keys.get(keyId);
      if (found === undefined || found.floor !== floor)
        return problem('unknown_key', `no key ${shown(keyId)} on ${floor}`);
      keys.set(keyId, { ...found, isEnding: true });
      await store.revokeKey(keyId, actor);
      forgetRevoked(keyId);
      return { ok: true, value: undefined };
    },

    revocations: (floor, account) => revocations.get(place(floor, String(account))) ?? 0,
    audit: (limit) => store.audit(limit),
    secrets,

    async reconcile() {
      for (const record of accounts.values()) {
        if (floors.isWrittenHere(record.floor)) await floors.open(record.floor, record.account, {});
      }
    },
  };
}

function held(record: KeyRecord, use: ApiKey): HeldKey {
  const { id, floor, account, label, kind, canRead, canTrade, networks, expiresAt, createdAt } = record;
  return { apiKey: id, floor, account, label, kind, canRead, canTrade, networks, expiresAt, createdAt, use };
}

function ownedBy(keys: ReadonlyMap<string, HeldKey>, owner: AccountRecord): readonly HeldKey[] {
  return [...keys.values()].filter((key) => key.floor === owner.floor && key.account === owner.account);
}

function place(floor: string, name: string): string {
  return `${floor}/${name}`;
}

function problem(reason: IdentityProblem['reason'], message: string): { ok: false; problem: IdentityProblem } {
  return { ok: false, problem: { reason, message } };
}

function noFloor(floor: string): { ok: false; problem: IdentityProblem } {
  return problem('unknown_floor', `there is no floor named ${shown(floor)}`);
}

function noAccount(floor: string, name: string): { ok: false; problem: IdentityProblem } {
  return problem('unknown_account', `there is no account named ${shown(name)} on floor ${floor}`);
}

/** A name from outside, safe to print. */
function shown(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
