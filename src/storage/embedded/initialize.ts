/**
 * Makes the data directory of the embedded PostgreSQL: under another name first, then renamed, so that a start that was
 * killed half way leaves nothing that looks finished.
 */
import { spawn } from 'node:child_process';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PostgresBinaries } from './binaries.ts';
import { ClusterUnusable } from './cluster-error.ts';
import { giveTo, type OperatingUser, runAs } from './operating-user.ts';

/** The role and the database that the server uses. */
export const embeddedRole = 'paperfloor';

export async function initializeCluster(
  pgData: string,
  binaries: PostgresBinaries,
  user: OperatingUser,
  environment: Record<string, string>,
): Promise<void> {
  if (await exists(join(pgData, 'PG_VERSION'))) return;
  const unfinished = `${pgData}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await giveTo(user, unfinished);
  const options = [`--pgdata=${unfinished}`, `--username=${embeddedRole}`, '--auth=reject', '--data-checksums'];
  const program = runAs(
    user,
    binaries.initdb,
    [...options, '--encoding=UTF8', '--no-locale', '--no-instructions'],
    [binaries.initdb, join(unfinished, 'x')],
  );
  await new Promise<void>((resolve, reject) => {
    const child = spawn(program.command, program.args, { ...program.ids, env: environment, stdio: 'pipe', cwd: '/' });
    let talk = '';
    child.stdout.on('data', (chunk) => (talk += String(chunk)));
    child.stderr.on('data', (chunk) => (talk += String(chunk)));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else
        reject(
          new ClusterUnusable(
            `expected initdb to make ${pgData}, found exit code ${code}: ${talk.trim().slice(-1000)}`,
          ),
        );
    });
  });
  await rename(unfinished, pgData);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
