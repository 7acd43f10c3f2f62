/**
 * What a restore takes, as words for the host that PostgreSQL shall run on. A target is the end of what was archived, a moment, or a
 * named point; a point is looked for on the timeline it was set on, whatever happened later. Pure.
 */
import { asPostgres, stanza } from './stanza-plan.ts';

export type RestoreTarget =
  | { readonly kind: 'end' }
  /** Milliseconds since 1970. */
  | { readonly kind: 'time'; readonly timeMs: number }
  | { readonly kind: 'point'; readonly name: string; readonly timeline: number };

export interface Restore {
  /** The backup to begin with. */
  readonly label: string;
  readonly target: RestoreTarget;
  /** A copy to look at: it must never archive into the repository that it came from. */
  readonly isCopy: boolean;
}

/** Over whatever cluster is there: files that are right already are not copied again. */
export function restoreFiles({ label, target, isCopy }: Restore): readonly string[] {
  return asPostgres(
    ...['pgbackrest', `--stanza=${stanza}`, '--delta', `--set=${label}`, ...targetOptions(target)],
    ...(isCopy ? ['--archive-mode=off'] : []),
    ...['--log-level-console=info', 'restore'],
  );
}

function targetOptions(target: RestoreTarget): string[] {
  switch (target.kind) {
    case 'end':
      return ['--type=default'];
    case 'time':
      return ['--type=time', `--target=${postgresTime(target.timeMs)}`, '--target-action=promote'];
    case 'point':
      return [
        ...['--type=name', `--target=${target.name}`, `--target-timeline=${target.timeline}`],
        '--target-action=promote',
      ];
  }
}

function postgresTime(timeMs: number): string {
  return new Date(timeMs).toISOString().replace('T', ' ').replace('Z', '+00');
}

/** Waits until PostgreSQL takes connections, with the file's own settings (Debian's postgresql-common). */
export function controlCluster(major: number, verb: 'start' | 'stop'): readonly string[] {
  return ['sudo', 'systemctl', verb, `postgresql@${major}-main.service`];
}

/** As the owner of everything, by the host's own socket. */
export function askDatabase(database: string, statement: string): readonly string[] {
  return asPostgres(
    ...['psql', '--no-psqlrc', '--tuples-only', '--no-align'],
    `--dbname=${database}`,
    '--command',
    statement,
  );
}

/** `f` as soon as recovery has ended and the copy can be written. */
export const recoveryStatement = 'SELECT pg_is_in_recovery()';

/** A line for each floor: name, last command, when it was committed in milliseconds since 1970. */
export const commitsStatement =
  'SELECT floor.name, coalesce(batch.last_sequence, 0), (extract(epoch FROM coalesce(batch.written_at, floor.created_at)) * 1000)::bigint ' +
  'FROM paperfloor.floor LEFT JOIN LATERAL (SELECT last_sequence, written_at FROM paperfloor.journal_batch ' +
  'WHERE journal_batch.floor_id = floor.floor_id ORDER BY batch_no DESC LIMIT 1) batch ON true ORDER BY floor.floor_id';

export interface LastCommit {
  readonly floor: string;
  readonly sequence: number;
  /** Milliseconds since 1970. */
  readonly committedMs: number;
}

export function readCommits(answer: string): LastCommit[] {
  return answer
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split('|'))
    .map(([floor = '', sequence, time]) => ({ floor, sequence: Number(sequence), committedMs: Number(time) }));
}
