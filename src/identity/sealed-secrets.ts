/**
 * Stored secrets and the keys that seal them. Sealing anew goes row by row and can stop anywhere: each row says who sealed it,
 * and opens as long as that key is in the file. So a key leaves the file only when nothing is sealed by it any more, and nothing
 * that it sealed is on its way to the store; and the keys are changed by one at a time.
 */
import type { Actor, IdentityStore } from './identity-store.ts';
import type { SecretBox } from './secret-box.ts';

/** The file with the sealing keys. All of these yield the keys that are in it then, the sealing one first. */
export interface SealingKeyFile {
  load(): readonly Uint8Array[];
  /** A fresh key that seals from now on, before all that were there. */
  addKey(): readonly Uint8Array[];
  /** Leaves only the key that seals. */
  dropOldKeys(): readonly Uint8Array[];
}

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
  readonly #storing = new Set<Promise<unknown>>();
  #turn: Promise<unknown> = Promise.resolve();

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

  /** `stored`: the storing of a secret that was sealed in this very turn. It is waited for before it counts who sealed what. */
  async storing<T>(stored: Promise<T>): Promise<T> {
    this.#storing.add(stored);
    try {
      return await stored;
    } finally {
      this.#storing.delete(stored);
    }
  }

  /** A fresh key instead of all that are in the file; yields how many secrets were sealed anew. Rejects as `reseal` does. */
  rotate(file: SealingKeyFile, actor: Actor): Promise<number> {
    return this.#inTurn(async () => {
      this.use(file.addKey());
      const resealed = await this.#reseal(actor);
      const { sealed } = await this.status();
      const isOldUnused = [...sealed.keys()].every((id) => id === this.#box.sealingKey);
      if (isOldUnused) this.use(file.dropOldKeys());
      return resealed;
    });
  }

  /** Takes the keys that are in the file now, and seals everything with the first. */
  reload(file: SealingKeyFile, actor: Actor): Promise<number> {
    return this.#inTurn(() => {
      this.use(file.load());
      return this.#reseal(actor);
    });
  }

  /**
   * Seals everything with the sealing key that another one has sealed; yields how much. Rejects with `SecretKeyError` when a
   * secret can't be opened; what was sealed anew before stays so.
   */
  reseal(actor: Actor): Promise<number> {
    return this.#inTurn(() => this.#reseal(actor));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }

  async #reseal(actor: Actor): Promise<number> {
    const { sealingKey } = this.#box;
    await Promise.allSettled(this.#storing);
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
