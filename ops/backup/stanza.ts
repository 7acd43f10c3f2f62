/** What the repository holds, from `pgbackrest info --output=json`. */
import { OpsProblem } from '../command/problem.ts';
import type { BackupType } from './stanza-plan.ts';

export interface Backup {
  /** `20261122-100949F` */
  readonly label: string;
  readonly type: BackupType;
  /** Milliseconds since 1970, in whole seconds: not earlier than it began, not later than it ended. */
  readonly begunMs: number;
  readonly endedMs: number;
  /** Bytes of the database, and what this backup added to the repository. */
  readonly databaseBytes: number;
  readonly repositoryBytes: number;
  /** First and last piece of WAL that it needs. */
  readonly firstWal: string;
  readonly lastWal: string;
  /** Where it ends in the WAL: no restore from it can stop before. */
  readonly endLsn: string;
  /** PostgreSQL's page checksums did not fit when it was made. */
  readonly isDamaged: boolean;
}

export interface Stanza {
  /** Oldest first. */
  readonly backups: readonly Backup[];
  /** Newest archived piece of WAL; undefined before the first. */
  readonly newestWal: string | undefined;
}

interface Info {
  readonly status: { readonly code: number; readonly message: string };
  readonly archive: readonly { readonly max: string | null }[];
  readonly backup: readonly {
    readonly label: string;
    readonly type: BackupType;
    readonly error: boolean | null;
    readonly timestamp: { readonly start: number; readonly stop: number };
    readonly info: { readonly size: number; readonly repository: { readonly delta: number } };
    readonly archive: { readonly start: string; readonly stop: string };
    readonly lsn: { readonly stop: string };
  }[];
}

/** pgBackRest's codes of a stanza without backups. */
const withoutBackups = 2;

/** Throws `OpsProblem` when the repository can't be read or has no stanza. */
export function readStanza(answer: string): Stanza {
  const [info] = JSON.parse(answer) as readonly Info[];
  if (info === undefined) throw new OpsProblem('the repository has no stanza', makeStanza);
  const { code, message } = info.status;
  if (code !== 0 && code !== withoutBackups) {
    const damaged = 'compare backup_cipher_pass of the secrets with the one on the host; paperfloor ops backup verify';
    throw new OpsProblem(
      `the repository can't be used: ${message.split('\n')[0]}`,
      message.startsWith('missing') ? makeStanza : damaged,
    );
  }
  return {
    backups: info.backup.map(({ label, type, error, timestamp, info: sizes, archive, lsn }) => ({
      ...{ label, type, begunMs: timestamp.start * 1000, endedMs: (timestamp.stop + 1) * 1000 },
      ...{ databaseBytes: sizes.size, repositoryBytes: sizes.repository.delta },
      ...{ firstWal: archive.start, lastWal: archive.stop, endLsn: lsn.stop, isDamaged: error === true },
    })),
    newestWal: info.archive.map(({ max }) => max).findLast((max) => max !== null) ?? undefined,
  };
}

const makeStanza = 'paperfloor ops provision ENVIRONMENT --tags db,backup makes it';
