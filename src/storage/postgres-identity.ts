/** Identity's store in PostgreSQL. */
import type { IdentityStore } from '../identity/identity-store.ts';
import type { Database } from './database.ts';
import { insertAccount, selectAccounts } from './identity/account-rows.ts';
import { insertKey, revokeKeyRow, selectKeys } from './identity/key-rows.ts';

export function openIdentityStore({ pool }: Pick<Database, 'pool'>): IdentityStore {
  return {
    accounts: () => selectAccounts(pool),
    keys: () => selectKeys(pool),
    addAccount: (floor, name, owner) => insertAccount(pool, floor, name, owner),
    addKey: (key) => insertKey(pool, key),
    revokeKey: (id) => revokeKeyRow(pool, id),
  };
}
