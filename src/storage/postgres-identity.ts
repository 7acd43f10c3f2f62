/** Identity's store in PostgreSQL. */
import type { IdentityStore } from '../identity/identity-store.ts';
import type { Database } from './database.ts';
import { insertAccount, selectAccount, selectAccounts } from './identity/account-rows.ts';
import { insertAudit, selectAudit } from './identity/audit-rows.ts';
import { identityChannel, readNotice } from './identity/identity-notice.ts';
import { insertKey, revokeKeyRow, selectKey, selectKeys } from './identity/key-rows.ts';
import { countSealed, selectSecretsNotSealedBy, updateSecrets } from './identity/secret-rows.ts';
import type { ServerSession } from './server-session.ts';

/** `session`: this server's own, on which it hears what others change. */
export function openIdentityStore(
  { pool, embedded }: Pick<Database, 'pool' | 'embedded'>,
  session: Pick<ServerSession, 'listen'>,
): IdentityStore {
  return {
    sole: embedded !== undefined,
    listen: (changed, missed) => {
      const heard = (text: string) => {
        const change = readNotice(text);
        if (change !== undefined) changed(change);
      };
      return session.listen(identityChannel, heard, missed);
    },
    accounts: () => selectAccounts(pool),
    account: (floor, name) => selectAccount(pool, floor, name),
    keys: () => selectKeys(pool),
    key: (id) => selectKey(pool, id),
    addAccount: (floor, name, owner) => insertAccount(pool, floor, name, owner),
    addKey: (key, actor) => insertKey(pool, key, actor),
    revokeKey: (id, actor) => revokeKeyRow(pool, id, actor),
    secretsNotSealedBy: (sealingKey, limit) => selectSecretsNotSealedBy(pool, sealingKey, limit),
    resealSecrets: (sealingKey, secrets) => updateSecrets(pool, sealingKey, secrets),
    sealedCounts: () => countSealed(pool),
    addAudit: (entry) => insertAudit(pool, entry),
    audit: (limit) => selectAudit(pool, limit),
  };
}
