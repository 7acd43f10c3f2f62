/** Identity's store without a database. What was revoked stays gone. */
import type { AccountId } from '../../src/core/units/brand.ts';
import type { AccountRecord, IdentityStore, KeyRecord } from '../../src/identity/identity-store.ts';

export class MemoryIdentityStore implements IdentityStore {
  readonly accountRows: AccountRecord[] = [];
  readonly keyRows = new Map<string, KeyRecord>();

  readonly sole = true;

  async listen(): Promise<void> {}

  async account(floor: string, name: string): Promise<AccountRecord | undefined> {
    return this.accountRows.find((row) => row.floor === floor && row.name === name);
  }

  async key(id: string): Promise<KeyRecord | undefined> {
    return this.keyRows.get(id);
  }

  async accounts(): Promise<AccountRecord[]> {
    return [...this.accountRows];
  }

  async keys(): Promise<KeyRecord[]> {
    return [...this.keyRows.values()];
  }

  async addAccount(floor: string, name: string, owner?: AccountId): Promise<AccountRecord | undefined> {
    const own = this.accountRows.filter((row) => row.floor === floor);
    if (own.some((row) => row.name === name)) return undefined;
    const record = { floor, name, account: (1000 + own.length) as AccountId, owner };
    this.accountRows.push(record);
    return record;
  }

  async addKey(key: KeyRecord): Promise<void> {
    this.keyRows.set(key.id, key);
  }

  async revokeKey(id: string): Promise<boolean> {
    return this.keyRows.delete(id);
  }
}
