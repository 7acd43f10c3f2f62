/** What a drill can do to an environment beside asking it. Wired in ops/cli/drill-hands.ts. */
import type { Fact } from '../plan/evidence/fact.ts';

/** What can be done to a host from beneath. Only a lab has this. */
export interface HostHands {
  /** It loses its power: nothing it has open is closed. Its disk stays. */
  loseHost(host: string): Promise<void>;
  /** It gets its power back, or a new disk if it has none. Resolves when it answers. */
  startHost(host: string): Promise<void>;
  /** Its network is cut, silently. */
  cutHost(host: string): Promise<void>;
  healHost(host: string): Promise<void>;
  /** As `loseHost`, and the disk is gone as well. */
  destroyHost(host: string): Promise<void>;
}

/** As `paperfloor ops backup …`; each leaves its own evidence. */
export interface BackupHands {
  /** Rejects with `OpsProblem` when there is no backup that a restore could begin with. */
  check(): Promise<void>;
  point(name: string): Promise<Extract<Fact, { what: 'backup.point' }>>;
  /** Brings the database back, up to the end of what is archived. */
  restore(reason: string): Promise<Extract<Fact, { what: 'database.restored' }>>;
  /** A throw-away host, until disposed of. */
  openCopies(): Promise<AsyncDisposable & CopyHands>;
}

export interface RestoredCopy {
  readonly tested: Extract<Fact, { what: 'restore.tested' }>;
  /** The orders that the copy's journal has, by the client's id. */
  readonly ids: ReadonlySet<string>;
}

export interface CopyHands {
  /** Restores to a point or a UTC time, and compares the state. */
  restore(target: string): Promise<RestoredCopy>;
}
