/**
 * Stored secrets and the keys that seal them. Sealing anew goes row by row and can stop anywhere: each row says who sealed it,
 * and opens as long as that key is in the file.
 */
import type { Actor, IdentityStore } from './identity-store.ts';
import type { SecretBox } from './secret-box.ts';

/** Secrets sealed in one transaction. */
const atOnce = 500;

export interface SealingKeys {
  /** Of the keys at hand, the sealing one first. */
  readonly keyIds: readonly string[];
  /** Secrets in force by the id of the key that sealed them; '' in rows of an earlier release. */
  readonly sealed: ReadonlyMap<string, number>;
}

export class SealedSecrets {
  readonly #store: IdentityStore;
  readonly #box: SecretBox;

  constructor(store: IdentityStore, box: SecretBox) {
    this.#store = store;
    this.#box = box;
  }

  async status(): Promise<SealingKeys> {
    return { keyIds: this.#box.keyIds, sealed: await this.#store.sealedCounts() };
  }

  /** Takes other keys from now on; `keys` as in the file, the sealing one first. */
  use(keys: readonly Uint8Array[]): void {
    this.#box.use(keys);
  }

  /**
   * Seals everything with the sealing key that another one has sealed; yields how much. Rejects with `SecretKeyError` when a
   * secret can't be opened; what was sealed anew before stays so.
   */
  async reseal(actor: Actor): Promise<number> {
    const { sealingKey } = this.#box;
    let done = 0;
    for (;;) {
      const rows = await this.#store.secretsNotSealedBy(sealingKey, atOnce);
      if (rows.length === 0) break;
      const anew = rows.map(({ id, material, sealedBy }) => {
        const secret = this.#box.open(material, id, sealedBy);
        return { id, before: material, material: this.#box.seal(secret, id) };
      });
      const stored = await this.#store.resealSecrets(sealingKey, anew);
      done += stored;
      // Somebody else is sealing the same rows.
      if (stored === 0) break;
    }
    if (done > 0) {
      const detail = `${done} secrets sealed anew`;
      await this.#store.addAudit({ actor, action: 'secrets.resealed', floor: '', subject: sealingKey, detail });
    }
    return done;
  }
}
