/**
 * A named restore point: a mark in the WAL that a restore can end at, and the end of the piece it stands in, so that the archive has
 * it at once. Set as the role `backup`, which may do this and little more. Words for the host of the primary; pure.
 */
import { OpsProblem, OpsUsageError } from '../command/problem.ts';
import { asPostgres } from './stanza-plan.ts';

/** PostgreSQL keeps at most 63 bytes of a restore point's name (MAXFNAMELEN). */
const namePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

export function readPointName(text: string): string {
  if (namePattern.test(text)) return text;
  throw new OpsUsageError(
    `expected a name of up to 63 letters, digits, dots and dashes, found ${JSON.stringify(text)}`,
    'paperfloor ops backup point before-0.2.0 --env lab-staging',
  );
}

function ask(...statements: readonly string[]): readonly string[] {
  const commands = statements.flatMap((statement) => ['--command', statement]);
  return asPostgres(
    'psql',
    '--no-psqlrc',
    '--tuples-only',
    '--no-align',
    '--username=backup',
    '--dbname=postgres',
    ...commands,
  );
}

/** `t` on a standby. */
export const askRecovery = ask('SELECT pg_is_in_recovery()');

/** `name` has been read by `readPointName`: it needs no quoting. */
export function setPoint(name: string): readonly string[] {
  return ask(
    `SELECT point, pg_walfile_name(point), (extract(epoch FROM clock_timestamp()) * 1000)::bigint FROM pg_create_restore_point('${name}') AS point`,
    'SELECT pg_switch_wal()',
  );
}

export interface SetPoint {
  /** `0/5000158` */
  readonly lsn: string;
  /** The piece of WAL it stands in; the first eight digits are the timeline. */
  readonly wal: string;
  /** Milliseconds since 1970, by the database's clock. */
  readonly timeMs: number;
}

export function readSetPoint(answer: string): SetPoint {
  const [, lsn, wal, time] = /^([0-9A-F]+\/[0-9A-F]+)\|([0-9A-F]{24})\|(\d+)$/m.exec(answer) ?? [];
  if (lsn === undefined || wal === undefined)
    throw new OpsProblem(`the database did not set the point: ${answer.trim()}`);
  return { lsn, wal, timeMs: Number(time) };
}

/** Newest archived piece, then what failed last if that was later. */
export const askArchiver = ask(
  "SELECT coalesce(last_archived_wal, ''), CASE WHEN last_failed_time > coalesce(last_archived_time, '-infinity') THEN last_failed_wal ELSE '' END FROM pg_stat_archiver",
);

/** Whether a piece has been archived, from the answer of `askArchiver`; the piece that can't be, if there is one. */
export function readArchiver(
  answer: string,
  wal: string,
): { readonly isThere: boolean; readonly failing: string | undefined } {
  const [newest = '', failing = ''] = answer.trim().split('|');
  return { isThere: newest.slice(0, 24) >= wal, failing: failing === '' ? undefined : failing };
}
