/** The embedded PostgreSQL can't be made, started or stopped here; the message carries what it said itself. */
export class ClusterUnusable extends Error {
  override readonly name = 'ClusterUnusable';
}
