/**
 * Where the embedded PostgreSQL listens: a directory only its user may enter. Socket paths are short by the kernel's rule
 * (107 bytes), so a deep data directory gets its sockets under the system's temporary directory, in a name made of the
 * data directory's path, and the directory must turn out to be ours.
 */
import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { giveTo, type OperatingUser, UserUnusable } from './operating-user.ts';

const socketPathMax = 107;
const longestName = '/.s.PGSQL.5432.lock';

/** Makes the directory, or checks it, and returns its path. `dataDir` is absolute. */
export async function openSocketDirectory(dataDir: string, user: OperatingUser): Promise<string> {
  const near = join(dataDir, 'run');
  const digest = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  const directory = near.length + longestName.length <= socketPathMax ? near : join(tmpdir(), `paperfloor-${digest}`);
  await mkdir(directory, { mode: 0o700, recursive: true });
  const found = await lstat(directory);
  const owners = [user.uid, process.getuid?.() ?? user.uid];
  if (!found.isDirectory() || !owners.includes(found.uid)) {
    throw new UserUnusable(`expected ${directory} to be a directory of this server's user, found somebody else's`);
  }
  await giveTo(user, directory);
  await chmod(directory, 0o700);
  return directory;
}
