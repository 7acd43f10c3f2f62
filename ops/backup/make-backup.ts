/** Makes a backup, and a restore point right behind it with the recorded state: what the backup is later compared with. */
import { OpsProblem } from '../command/problem.ts';
import type { Fact } from '../plan/evidence/fact.ts';
import { askHost, hostOf, type Place } from './place.ts';
import type { PointFact } from './recorded-state.ts';
import { placePoint } from './set-point.ts';
import { type Backup, readStanza, type Stanza } from './stanza.ts';
import { type BackupType, freeSpace, listBackups, makeBackup } from './stanza-plan.ts';

/** A full backup may be this much larger than the last one was. */
const growthMax = 1.5;

export interface MadeBackup {
  readonly backup: Backup;
  readonly milliseconds: number;
  readonly point: PointFact;
}

/** Rejects with `OpsProblem`; before anything is written when the disk can't hold it. */
export async function runBackup(
  place: Place,
  type: BackupType,
  by: string,
  points: readonly PointFact[],
): Promise<MadeBackup> {
  const host = hostOf(place, 'backup');
  const before = await stanzaOf(place);
  await checkSpace(place, host, before);
  const begunMs = Date.now();
  await askHost(place, host, makeBackup(type));
  const milliseconds = Date.now() - begunMs;
  const backup = (await stanzaOf(place)).backups.at(-1);
  if (backup === undefined || before.backups.some(({ label }) => label === backup.label)) {
    throw new OpsProblem(
      'pgBackRest told of no error and made no backup',
      'its log is in /var/log/pgbackrest on the host',
    );
  }
  return { backup, milliseconds, point: await placePoint(place, backup.label, by, points) };
}

export async function stanzaOf(place: Place): Promise<Stanza> {
  return readStanza(await askHost(place, hostOf(place, 'backup'), listBackups));
}

async function checkSpace(place: Place, host: string, { backups }: Stanza): Promise<void> {
  const last = backups.findLast(({ type }) => type === 'full');
  if (last === undefined) return;
  const free = Number((await askHost(place, host, freeSpace)).trim().split('\n').at(-1));
  const wanted = last.repositoryBytes * growthMax;
  if (free >= wanted) return;
  throw new OpsProblem(
    `${host} has ${megabytes(free)} MB left for backups, the last full one took ${megabytes(last.repositoryBytes)} MB`,
    `make room on ${host}, or lower backup_retention and provision again`,
  );
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}

export function madeFact({ backup, milliseconds }: MadeBackup, by: string): Extract<Fact, { what: 'backup.made' }> {
  const { label, type, databaseBytes, repositoryBytes } = backup;
  return { what: 'backup.made', by, label, type, milliseconds, measured: { databaseBytes, repositoryBytes } };
}
