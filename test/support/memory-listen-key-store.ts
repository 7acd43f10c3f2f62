/** Listen keys without a database. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AccountId } from '../../src/core/units/brand.ts';
import type { ListenKey, ListenKeyStore } from '../../src/identity/listen-keys.ts';

/** The API keys of the same database. */
export interface AccountKeys {
  isRevoked(apiKey: string): boolean;
  /** When the first of the account's keys expires after `nowMs`; infinity when none does. */
  firstExpiryMs(floor: string, account: AccountId, nowMs: number): number;
}

export class MemoryListenKeyStore implements ListenKeyStore {
  #rows: readonly ListenKey[] = [];
  readonly #keys: AccountKeys;
  /** Questions for a key: in all, under way now, and under way at once at most. */
  readonly found = { ever: 0, now: 0, most: 0 };

  constructor(keys: AccountKeys) {
    this.#keys = keys;
  }

  /** Whatever the account has. */
  end({ floor, account }: Pick<ListenKey, 'floor' | 'account'>): void {
    this.#rows = this.#rows.filter((row) => row.floor !== floor || row.account !== account);
  }

  async start(fresh: ListenKey, nowMs: number): Promise<string> {
    const held = this.#rows.find(({ floor, account }) => floor === fresh.floor && account === fresh.account);
    const isKept = held !== undefined && held.expiresAtMs > nowMs && !this.#keys.isRevoked(held.apiKey);
    const text = isKept ? held.text : fresh.text;
    this.#rows = [...this.#rows.filter((row) => row !== held), { ...fresh, text, ...this.#until(fresh, nowMs) }];
    return text;
  }

  async find(text: string): Promise<ListenKey | undefined> {
    this.found.ever++;
    this.found.most = Math.max(this.found.most, ++this.found.now);
    // A database answers in a later turn.
    await nextTurn();
    this.found.now--;
    return this.#rows.find((row) => row.text === text);
  }

  async extend(key: Parameters<ListenKeyStore['extend']>[0], nowMs: number): Promise<boolean> {
    const held = this.#held(key);
    if (held === undefined || held.expiresAtMs <= nowMs) return false;
    this.#rows = [...this.#rows.filter((row) => row !== held), { ...held, ...this.#until(key, nowMs) }];
    return true;
  }

  async remove(key: Parameters<ListenKeyStore['remove']>[0]): Promise<boolean> {
    const held = this.#held(key);
    this.#rows = this.#rows.filter((row) => row !== held);
    return held !== undefined;
  }

  #until({ floor, account, expiresAtMs }: Pick<ListenKey, 'floor' | 'account' | 'expiresAtMs'>, nowMs: number) {
    return { expiresAtMs: Math.min(expiresAtMs, this.#keys.firstExpiryMs(floor, account, nowMs)) };
  }

  #held({ text, floor, account }: Pick<ListenKey, 'text' | 'floor' | 'account'>): ListenKey | undefined {
    return this.#rows.find((row) => row.text === text && row.floor === floor && row.account === account);
  }
}
