/**
 * Who may write a floor, as the store knows it. A lease is held for a few seconds and renewed with every beat; it only keeps
 * order among the servers. What keeps the journal single-written, whatever a lease says, is its primary key.
 */

/** A lease not renewed for this long is anybody's; wall milliseconds of the database's clock. */
export const leaseMs = 4_000;
/** A holder whose session is gone is given this long since it was last seen to come back; longer than a beat and the keeper's margin, so that it can be sure of itself. */
export const goneMs = 800;
/** Between two beats of a server. */
export const beatMs = 500;

export interface FloorLease {
  readonly floorId: number;
  readonly epoch: number;
  /** Number of the server that holds it, or held it last; 0 when none ever did. */
  readonly server: number;
  /** Where the other servers reach that one; undefined when it has not said. */
  readonly address: string | undefined;
  /**
   * `held`; `lapsed`: its holder has let it run out or given it back; `abandoned`: it has not run out, but its holder's
   * session with the database is gone.
   */
  readonly state: 'held' | 'lapsed' | 'abandoned';
}

/** What a beat brings back. */
export interface LeaseNews {
  /** Number of this server. */
  readonly server: number;
  /** One per floor. */
  readonly leases: readonly FloorLease[];
  /** Whether other servers have been here within the last minute. */
  readonly company: boolean;
}
