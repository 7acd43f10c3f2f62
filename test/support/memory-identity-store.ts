/** Identity's store without a database. What was revoked stays gone, and the listen key of its account with it. */
import type { AccountId } from '../../src/core/units/brand.ts';
import type {
  AccountRecord,
  Actor,
  AuditEntry,
  IdentityStore,
  KeyRecord,
  ResealedSecret,
} from '../../src/identity/identity-store.ts';
import { MemoryListenKeyStore } from './memory-listen-key-store.ts';

export class MemoryIdentityStore implements IdentityStore {
  readonly accountRows: AccountRecord[] = [];
  readonly keyRows = new Map<string, KeyRecord>();
  readonly #revoked = new Set<string>();
  /** In the same database. */
  readonly listenKeys = new MemoryListenKeyStore({
    isRevoked: (id) => this.#revoked.has(id),
    firstExpiryMs: (floor, account, nowMs) => {
      const own = [...this.keyRows.values()].filter((key) => key.floor === floor && key.account === account);
      const ends = own.map(({ expiresAt }) => expiresAt?.getTime() ?? Number.POSITIVE_INFINITY);
      return Math.min(...ends.filter((endMs) => endMs > nowMs));
    },
  });

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

  readonly auditRows: AuditEntry[] = [];

  async addKey(key: KeyRecord, actor: Actor): Promise<void> {
    this.keyRows.set(key.id, key);
    await this.addAudit({ actor, action: 'key.created', floor: key.floor, subject: key.id, detail: '' });
  }

  async revokeKey(id: string, actor: Actor): Promise<boolean> {
    const key = this.keyRows.get(id);
    if (key === undefined) return false;
    this.keyRows.delete(id);
    this.#revoked.add(id);
    this.listenKeys.end(key);
    await this.addAudit({ actor, action: 'key.revoked', floor: key.floor, subject: id, detail: '' });
    return true;
  }

  async secretsNotSealedBy(sealingKey: string, limit: number): Promise<KeyRecord[]> {
    const secrets = [...this.keyRows.values()].filter(({ kind }) => kind === 'hmac');
    return secrets.filter(({ sealedBy }) => sealedBy !== sealingKey).slice(0, limit);
  }

  async resealSecrets(sealingKey: string, secrets: readonly ResealedSecret[]): Promise<number> {
    let done = 0;
    for (const { id, before, material } of secrets) {
      const row = this.keyRows.get(id);
      if (row === undefined || !Buffer.from(row.material).equals(before)) continue;
      this.keyRows.set(id, { ...row, material, sealedBy: sealingKey });
      done++;
    }
    return done;
  }

  async sealedCounts(): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const { kind, sealedBy = '' } of this.keyRows.values()) {
      if (kind === 'hmac') counts.set(sealedBy, (counts.get(sealedBy) ?? 0) + 1);
    }
    return counts;
  }

  async addAudit(entry: Omit<AuditEntry, 'at'>): Promise<void> {
    this.auditRows.push({ at: new Date(), ...entry });
  }

  async audit(limit: number): Promise<AuditEntry[]> {
    return this.auditRows.toReversed().slice(0, limit);
  }
}
