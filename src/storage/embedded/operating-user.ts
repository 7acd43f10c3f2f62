/**
 * Under which user PostgreSQL runs. It refuses root, so a server started by root runs it as `nobody`; everybody else runs
 * it as themselves. When `nobody` cannot enter a directory on the way (a clone under /root, say), the programs keep the one
 * capability that lets them read their way in, through util-linux' setpriv; PostgreSQL itself only looks at the user id.
 */
import { readFileSync, statSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname } from 'node:path';

export interface OperatingUser {
  readonly uid: number;
  readonly gid: number;
  /** Name as PostgreSQL's peer authentication sees the user who connects: the one this server runs as. */
  readonly ownName: string;
  /** True when this process is root and PostgreSQL is somebody else. */
  readonly switched: boolean;
}

/** A program with arguments, ready for `spawn`, and the ids to spawn it with. */
export interface Invocation {
  readonly command: string;
  readonly args: readonly string[];
  readonly ids: { readonly uid?: number; readonly gid?: number };
}

export class UserUnusable extends Error {
  override readonly name = 'UserUnusable';
}

export function operatingUser(): OperatingUser {
  const uid = process.getuid?.() ?? 0;
  const gid = process.getgid?.() ?? 0;
  const accounts = readAccounts();
  const ownName = accounts.find((account) => account.uid === uid)?.name ?? systemName() ?? String(uid);
  if (uid !== 0 || process.getuid === undefined) return { uid, gid, ownName, switched: false };
  const other = accounts.find((account) => account.name === 'nobody');
  if (other === undefined) {
    throw new UserUnusable(
      'PostgreSQL refuses to run as root and this machine has no user `nobody`: start the server as an ordinary user',
    );
  }
  return { uid: other.uid, gid: other.gid, ownName, switched: true };
}

/** Gives a file or directory to the user PostgreSQL runs as. */
export async function giveTo(user: OperatingUser, path: string): Promise<void> {
  if (user.switched) await chown(path, user.uid, user.gid);
}

/** How to run `command` as `user`, when it has to reach `paths`. */
export function runAs(
  user: OperatingUser,
  command: string,
  args: readonly string[],
  paths: readonly string[],
): Invocation {
  if (!user.switched) return { command, args, ids: {} };
  if (paths.every((path) => canEnter(user, path))) return { command, args, ids: { uid: user.uid, gid: user.gid } };
  const capability = ownsCapability(2) ? 'dac_read_search' : 'dac_override';
  // no_setuid_fixup: access(2), with which PostgreSQL looks for its own programs, would not count the capability otherwise.
  const identity = [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', '--securebits=+no_setuid_fixup'];
  const capabilities = [`--inh-caps=-all,+${capability}`, `--ambient-caps=-all,+${capability}`];
  return { command: 'setpriv', args: [...identity, ...capabilities, '--', command, ...args], ids: {} };
}

function canEnter(user: OperatingUser, path: string): boolean {
  for (let directory = dirname(path); ; directory = dirname(directory)) {
    const { mode, uid, gid } = statSync(directory);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (directory === dirname(directory)) return true;
  }
}

/** Whether this process may pass on a capability, by its number in linux/capability.h. */
function ownsCapability(number: number): boolean {
  try {
    const found = /^CapPrm:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    return found?.[1] !== undefined && ((BigInt(`0x${found[1]}`) >> BigInt(number)) & 1n) === 1n;
  } catch {
    return false;
  }
}

function readAccounts(): { name: string; uid: number; gid: number }[] {
  try {
    return readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
  } catch {
    return [];
  }
}

/** Where accounts are not in a file (macOS). Undefined for a user without a name. */
function systemName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    return undefined;
  }
}
