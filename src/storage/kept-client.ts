/**
 * One connection of the pool kept at hand. The pool hands out even an idle one only behind a turn of the event loop; the insert every
 * order waits for is to be on its way before the processor turns to what it has to do meanwhile.
 */
import type { Pool, PoolClient } from 'pg';

export class KeptClient {
  readonly #pool: Pool;
  #kept: PoolClient | undefined;
  #isClosed = false;

  constructor(pool: Pool) {
    this.#pool = pool;
  }

  /** The one at hand; while that one is in use, another of the pool. */
  take(): PoolClient | Promise<PoolClient> {
    const kept = this.#kept;
    if (kept === undefined) return this.#pool.connect();
    this.#forget(kept);
    return kept;
  }

  /** `broken`: what went wrong on it, if anything did; it is not used again then. */
  giveBack(client: PoolClient, broken?: Error): void {
    if (broken !== undefined || this.#kept !== undefined || this.#isClosed) {
      client.release(broken);
      return;
    }
    this.#kept = client;
    client.once('error', this.#drop);
    client.once('end', this.#drop);
  }

  /** The pool can end. */
  close(): void {
    this.#isClosed = true;
    if (this.#kept !== undefined) this.#drop();
  }

  /** It has ended by itself: who used it now would not know whether his commit was done. */
  readonly #drop = (): void => {
    const kept = this.#kept;
    if (kept === undefined) return;
    this.#forget(kept);
    kept.release(true);
  };

  #forget(kept: PoolClient): void {
    kept.off('error', this.#drop);
    kept.off('end', this.#drop);
    this.#kept = undefined;
  }
}
