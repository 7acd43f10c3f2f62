/** Listen keys without a database. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ListenKey, ListenKeyStore } from '../../src/identity/listen-keys.ts';

export class MemoryListenKeyStore implements ListenKeyStore {
  #rows: readonly ListenKey[] = [];
  readonly #isRevoked: (apiKey: string) => boolean;
  /** Questions for a key: in all, under way now, and under way at once at most. */
  readonly found = { ever: 0, now: 0, most: 0 };

  /** `isRevoked`: of the API key that asked for a listen key last. */
  constructor(isRevoked: (apiKey: string) => boolean) {
    this.#isRevoked = isRevoked;
  }

  /** Whatever the account has. */
  end({ floor, account }: Pick<ListenKey, 'floor' | 'account'>): void {
    this.#rows = this.#rows.filter((row) => row.floor !== floor || row.account !== account);
  }

  async start(fresh: ListenKey, nowMs: number): Promise<string> {
    const held = this.#rows.find(({ floor, account }) => floor === fresh.floor && account === fresh.account);
    const isKept = held !== undefined && held.expiresAtMs > nowMs && !this.#isRevoked(held.apiKey);
    const text = isKept ? held.text : fresh.text;
    this.#rows = [...this.#rows.filter((row) => row !== held), { ...fresh, text }];
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
    this.#rows = [...this.#rows.filter((row) => row !== held), { ...held, expiresAtMs: key.expiresAtMs }];
    return true;
  }

  async remove(key: Parameters<ListenKeyStore['remove']>[0]): Promise<boolean> {
    const held = this.#held(key);
    this.#rows = this.#rows.filter((row) => row !== held);
    return held !== undefined;
  }

  #held({ text, floor, account }: Pick<ListenKey, 'text' | 'floor' | 'account'>): ListenKey | undefined {
    return this.#rows.find((row) => row.text === text && row.floor === floor && row.account === account);
  }
}
