/**
 * Listen keys: texts with which a client, in the days before 2026-02-20, opened the stream of its user data. One per account,
 * valid for an hour from when it was made or last kept alive. They are rows of the database, so that the server a client
 * asks and the server it listens to need not be the same.
 *
 * A listen key gives nothing but the account's events; which API key asked for it last is remembered, and it is worth nothing without
 * that one (the gateway looks at both). It is told to every API key of its account that asks, so it ends with the first of them that is
 * revoked or expires. Binance has no word on that; a key that is over must not go on hearing.
 */
import type { AccountId } from '../core/units/brand.ts';
import { type ApiKey, freshKeyText, isKeyId } from './api-key.ts';

export interface ListenKey {
  /** 64 letters and digits. */
  readonly text: string;
  readonly floor: string;
  readonly account: AccountId;
  /** The API key that asked for it last. */
  readonly apiKey: string;
  /** Wall milliseconds from which on it is worth nothing. */
  readonly expiresAtMs: number;
}

/** Implemented in src/storage/identity. None it keeps is valid for longer than the first of its account's API keys to expire. */
export interface ListenKeyStore {
  /**
   * Keeps `fresh`, unless the account has one that is valid at `nowMs` and was not asked for last by a key that is revoked: that one is
   * kept alive as long. Yields its text.
   */
  start(fresh: ListenKey, nowMs: number): Promise<string>;
  find(text: string): Promise<ListenKey | undefined>;
  /** False when the account has no such key that is valid at `nowMs`. */
  extend(key: Pick<ListenKey, 'text' | 'floor' | 'account' | 'expiresAtMs'>, nowMs: number): Promise<boolean>;
  /** False when the account has no such key. */
  remove(key: Pick<ListenKey, 'text' | 'floor' | 'account'>): Promise<boolean>;
}

export const listenKeyLifeMs = 3_600_000;
/** Of what clients listen for, looked up at one time: they need no key to ask, and the database has orders to store. */
const findsMax = 4;

export class ListenKeys {
  readonly #store: ListenKeyStore;
  readonly #nowMs: () => number;
  #finds = 0;
  readonly #waiting: (() => void)[] = [];

  /** `nowMs`: wall time. */
  constructor(store: ListenKeyStore, nowMs: () => number = Date.now) {
    this.#store = store;
    this.#nowMs = nowMs;
  }

  /** The account's listen key, a new one when it has none. */
  start({ floor, account, id }: ApiKey): Promise<string> {
    const now = this.#nowMs();
    const fresh = { text: freshKeyText(), floor, account, apiKey: id, expiresAtMs: now + listenKeyLifeMs };
    return this.#store.start(fresh, now);
  }

  /** Another hour, or until an API key of the account expires; false when it is not this account's, or is over. */
  async extend({ floor, account }: ApiKey, text: string): Promise<boolean> {
    const now = this.#nowMs();
    return isKeyId(text) && this.#store.extend({ text, floor, account, expiresAtMs: now + listenKeyLifeMs }, now);
  }

  async remove({ floor, account }: ApiKey, text: string): Promise<boolean> {
    return isKeyId(text) && this.#store.remove({ text, floor, account });
  }

  /** A valid one of this floor. Who asks waits until a few others have been answered; one client asks for one at a time. */
  async find(floor: string, text: string): Promise<ListenKey | undefined> {
    if (!isKeyId(text)) return undefined;
    const found = await this.#inTurn(() => this.#store.find(text));
    return found !== undefined && found.floor === floor && this.#nowMs() < found.expiresAtMs ? found : undefined;
  }

  async #inTurn<T>(ask: () => Promise<T>): Promise<T> {
    if (this.#finds < findsMax) this.#finds++;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await ask();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#finds--;
      else next();
    }
  }
}
