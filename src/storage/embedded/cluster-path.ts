/** Where in a data directory the embedded PostgreSQL keeps its files; apart, so that it can be asked before anything is loaded. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

export function clusterPath(dataDir: string): string {
  return join(dataDir, 'postgres');
}

/** Whether an embedded exchange was ever started on a data directory. */
export function holdsCluster(dataDir: string): boolean {
  return existsSync(clusterPath(dataDir));
}
