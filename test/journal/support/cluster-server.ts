/** A process that starts the embedded PostgreSQL on a directory, tells its process id, and waits to be killed. */
import { startCluster } from '../../../src/storage/embedded/cluster.ts';

const cluster = await startCluster({ dataDir: process.argv[2] ?? '' });
process.send?.(cluster.pid);
process.on('message', () => {});
