/**
 * What is asked of pgBackRest, as words for the host that keeps the backups (`bak1`). There is one stanza, `main`; settings, pass
 * and certificates stand in the host's own file (ops/ansible/roles/backup), so nothing secret is on a command line. Pure.
 */

export const stanza = 'main';
/** Where the repository is on its host. */
export const repository = '/var/lib/pgbackrest';
/** Marks whose time the monitor is told. */
const marks = '/var/lib/paperfloor-backup';

export const backupTypes = ['full', 'diff', 'incr'] as const;

export type BackupType = (typeof backupTypes)[number];

type Words = readonly string[];

/** Words run as the user that owns repository and cluster. */
export function asPostgres(...words: Words): Words {
  return ['sudo', '--user=postgres', '--', ...words];
}

function pgbackrest(...words: Words): Words {
  return asPostgres('pgbackrest', `--stanza=${stanza}`, ...words);
}

/** A backup; expired ones are removed afterwards. A differential or incremental one without a full one before it becomes full. */
export function makeBackup(type: BackupType): Words {
  return pgbackrest(`--type=${type}`, '--log-level-console=info', 'backup');
}

/** Everything there is, as JSON; for `readStanza`. */
export const listBackups: Words = pgbackrest('info', '--output=json');

/** Reads every file of the repository; for `readVerification`. */
export const verifyFiles: Words = pgbackrest('verify', '--output=text', '--verbose');

/** Names of all archived files; for `missingSegments`. */
export const listArchive: Words = pgbackrest('repo-ls', `archive/${stanza}`, '--recurse');

/** Bytes that are free where the repository is. */
export const freeSpace: Words = ['df', '--output=avail', '--block-size=1', repository];

/** Tells the monitor at the next look that backups were verified, or one was restored and found right. */
export function markDone(mark: 'verified' | 'restored'): Words {
  return ['sudo', 'touch', `${marks}/${mark}`];
}
