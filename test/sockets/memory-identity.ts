/** The real identity over lists instead of a database. */

import type { AccountId } from '../../src/core/units/brand.ts';
import type { Floors } from '../../src/engine/floor-session.ts';
import { floorAccounts } from '../../src/gateway/floor-accounts.ts';
import { createIdentity, type Identity } from '../../src/identity/identity.ts';
import type { AccountRecord, IdentityStore, KeyRecord } from '../../src/identity/identity-store.ts';
import { createSecretBox } from '../../src/identity/secret-box.ts';

export function createMemoryIdentity(floors: Floors): Promise<Identity> {
  const accounts: AccountRecord[] = [];
  const keys: KeyRecord[] = [];
  const store: IdentityStore = {
    accounts: async () => accounts,
    keys: async () => keys,
    async addAccount(floor, name) {
      if (accounts.some((known) => known.floor === floor && known.name === name)) return undefined;
      const record = { floor, name, account: (1000 + accounts.length) as AccountId };
      accounts.push(record);
      return record;
    },
    async addKey(key) {
      keys.push(key);
    },
    revokeKey: async () => true,
  };
  return createIdentity({ store, box: createSecretBox(new Uint8Array(32)), floors: floorAccounts(floors) });
}
