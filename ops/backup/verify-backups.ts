/** Reads every file of the repository and looks for holes in the WAL. */

import { stanzaOf } from './make-backup.ts';
import { askHost, hostOf, type Place } from './place.ts';
import { listArchive, markDone, verifyFiles } from './stanza-plan.ts';
import { missingSegments, readVerification, type Verification } from './verification.ts';

export async function verifyBackups(place: Place): Promise<Verification> {
  const host = hostOf(place, 'backup');
  const found = readVerification(await askHost(place, host, verifyFiles));
  if (!found.isWhole) return found;
  const oldest = (await stanzaOf(place)).backups[0];
  const holes = oldest === undefined ? [] : missingSegments(await askHost(place, host, listArchive), oldest.firstWal);
  if (holes.length > 0) return { ...found, isWhole: false, faults: holes };
  await askHost(place, host, markDone('verified'));
  return found;
}
