/** What a slot logged, kept before it is stopped: a pulled-back release must not take its own words with it. */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runAnyway } from '../command/run.ts';
import { slotLogs } from './host-plan.ts';
import { appHosts, type Place, type Slot } from './place.ts';

export interface KeptLog {
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** Does not reject, for nothing that is pulled back may wait for it: a host that does not answer is left out, a disk that is full is told. */
export async function keepLogs(place: Place, slot: Slot, directory: string, version: string): Promise<KeptLog[]> {
  try {
    return await writeLogs(place, slot, directory, version);
  } catch (error) {
    place.talk(`the logs of ${slot} are not kept: ${(error as Error).message}`);
    return [];
  }
}

async function writeLogs(place: Place, slot: Slot, directory: string, version: string): Promise<KeptLog[]> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const kept = await Promise.all(
    appHosts(place).map(async ({ name: host }): Promise<KeptLog | undefined> => {
      const { code, stdout } = await runAnyway(place.on(host, slotLogs(slot)));
      if (code !== 0) return undefined;
      const name = `${new Date().toISOString().replace(/[:.]/g, '-')}-${version}-${host}-${slot}.log`;
      writeFileSync(join(directory, name), stdout, { mode: 0o640 });
      return { name, sha256: createHash('sha256').update(stdout).digest('hex'), bytes: Buffer.byteLength(stdout) };
    }),
  );
  return kept.filter((each) => each !== undefined);
}
