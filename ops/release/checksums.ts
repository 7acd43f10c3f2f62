/**
 * SHA256SUMS: what `sha256sum --check` reads, and what the signature stands under. Names are plain file names beside it, so that a
 * list can't point to somewhere else.
 */
import { join } from 'node:path';
import { OpsProblem } from '../command/problem.ts';
import { sha256 } from './artifact.ts';

export const checksumsFile = 'SHA256SUMS';

export interface Checksum {
  readonly name: string;
  readonly digest: string;
}

export async function makeChecksums(directory: string, names: readonly string[]): Promise<string> {
  const lines: string[] = [];
  for (const name of [...names].sort()) lines.push(`${await sha256(join(directory, name))}  ${name}\n`);
  return lines.join('');
}

/** Throws `OpsProblem` at the first line that is not a digest and a name. */
export function readChecksums(text: string): Checksum[] {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line, index) => {
      const [, digest, name] = /^([0-9a-f]{64}) [ *]([A-Za-z0-9][\w.+-]*)$/.exec(line) ?? [];
      if (digest !== undefined && name !== undefined) return { digest, name };
      throw new OpsProblem(
        `${checksumsFile} line ${index + 1}: expected a SHA-256 digest and a file name, found ${JSON.stringify(line.slice(0, 80))}`,
        'copy the release again from where it was built',
      );
    });
}
